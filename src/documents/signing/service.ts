import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '../../db/index.ts';
import type { Language } from '../../messages/index.ts';
import type { DocumentSignatures, DocumentsState, SigningPhone } from '../../mobile/index.ts';
import { type DocumentErrorCode, type DocumentRefusal, refuse } from '../errors.ts';
import { type Document, type DocumentPerson, mostAtOnce, type RequestOrigin } from '../model.ts';
import { isDocumentId } from '../service.ts';
import { findDocument } from '../store.ts';
import { judgeSigner, type SignerTrust } from './certificate.ts';
import { type FinishDeps, finishSigning, openToSign } from './finish.ts';
import { refusalOf, type Signing, signingTimes, type SigningWay } from './model.ts';
import {
  claimFinish,
  deleteSignings,
  endSigning,
  findSigning,
  insertSigning,
  type PreparedItem,
  releaseDocuments,
  writePhoneRequest,
  writePrepared,
} from './store.ts';

export interface SigningsDeps extends FinishDeps {
  readonly trust: SignerTrust;
  /** Where a wallet is set. */
  readonly phones?: DocumentSignatures | undefined;
}

/** What the phone shows of who asks. */
export interface PhoneDisplay {
  readonly clientId: string;
  readonly serviceName: string;
  readonly language: string;
  readonly browser: string;
  readonly place: string;
}

export interface PhoneOrder {
  readonly phoneId: string;
  readonly display: PhoneDisplay;
  /** Of a visible stamp on a PDF; undefined = none. */
  readonly stampLanguage: Language | undefined;
}

type Begun = { readonly kind: 'begun'; readonly signingId: string } | DocumentRefusal;
type Advanced = { readonly kind: 'advanced' } | DocumentRefusal;
export type Finished = { readonly kind: 'signed' } | DocumentRefusal;

/**
 * Signings by keys in a person's hand. A step that is refused ends its signing, and the documents stay as they were: the
 * person begins again. All are values; nothing of the kind is thrown.
 */
export interface Signings {
  /** 1 to 10 documents, each once; an earlier signing of the same person that holds one of them is given up. */
  beginWithCard(
    person: DocumentPerson,
    documentIds: readonly string[],
    stampLanguage: Language | undefined,
  ): Promise<Begun>;
  /** Prepares for the phone's certificate, and asks the phone. */
  beginWithPhone(person: DocumentPerson, documentId: string, phone: PhoneOrder): Promise<Begun>;
  /** The newest first; empty where no wallet is set. */
  phonesOf(person: DocumentPerson): Promise<readonly SigningPhone[]>;
  /** Undefined when it is not this person's. */
  find(person: DocumentPerson, signingId: string): Promise<Signing | undefined>;
  /** The card's certificate came: everything is prepared for it. */
  takeCertificate(
    person: DocumentPerson,
    signingId: string,
    key: { readonly certificate: Uint8Array; readonly algorithms: readonly string[] },
  ): Promise<Advanced>;
  /** The card's values came. */
  takeValues(
    person: DocumentPerson,
    signingId: string,
    values: readonly Uint8Array[],
    from: RequestOrigin,
  ): Promise<Finished>;
  /** Takes what the phone signed; `running` while it has not. */
  takePhoneAnswer(
    person: DocumentPerson,
    signingId: string,
    from: RequestOrigin,
  ): Promise<Finished | { readonly kind: 'running' }>;
  /** What the phone says; with `wait`, when it has answered or the time is over. Undefined where no phone is asked. */
  phoneState(
    signing: Signing,
    wait?: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<DocumentsState | undefined>;
  /** Gives it up, with the code of the agent or the phone that says why. False when it was over. */
  giveUp(person: DocumentPerson, signingId: string, code: string): Promise<boolean>;
}

export function createSignings(deps: SigningsDeps): Signings {
  const { db, clock, phones } = deps;
  return {
    beginWithCard: (person, documentIds, stampLanguage) =>
      begin(deps, person, documentIds, { way: 'by_card', stampLanguage }),
    beginWithPhone: (person, documentId, phone) => beginWithPhone(deps, person, documentId, phone),
    phonesOf: async ({ accountId }) => phones?.phonesOf(accountId) ?? [],
    find: async (person, id) => findOwn(db, person, id),
    takeCertificate: (person, id, key) =>
      advance(deps, person, id, (signing) => prepare(deps, person, signing, key)),
    takeValues: (person, id, values, from) => takeValues(deps, person, id, { values, from }),
    takePhoneAnswer: (person, id, from) => takePhoneAnswer(deps, person, id, from),
    async phoneState({ phoneRequestId }, wait) {
      if (phoneRequestId === undefined || !phones) return undefined;
      return wait ? phones.ended(phoneRequestId, wait) : phones.look(phoneRequestId);
    },
    async giveUp(person, id, code) {
      const signing = await findOwn(db, person, id);
      if (!signing || signing.stage === 'finishing') return false;
      if (signing.phoneRequestId !== undefined) await phones?.cancel(signing.phoneRequestId);
      return endSigning(db, id, code, new Date(clock.now()));
    },
  };
}

async function findOwn(
  db: Database,
  { accountId }: DocumentPerson,
  signingId: string,
): Promise<Signing | undefined> {
  return isDocumentId(signingId) ? findSigning(db, signingId, accountId) : undefined;
}

async function begin(
  deps: SigningsDeps,
  person: DocumentPerson,
  documentIds: readonly string[],
  { way, stampLanguage }: { readonly way: SigningWay; readonly stampLanguage: Language | undefined },
): Promise<Begun> {
  const ids = [...new Set(documentIds)];
  if (ids.length === 0 || ids.length > mostAtOnce || !ids.every(isDocumentId))
    return refuse('document.unknown');
  const { db, clock, phones } = deps;
  const now = clock.now();
  const signingId = randomUUID();
  let abandoned: readonly string[] = [];
  const refusal = await db.transaction(async (tx) => {
    const documents: Document[] = [];
    for (const id of ids) {
      const document = await findDocument(tx, person.personalCode, id);
      if (!document) return refuse('document.unknown');
      if (document.signedAt) return refuse('document.signed_already');
      documents.push(document);
    }
    abandoned = await releaseDocuments(tx, ids, person.accountId, new Date(now));
    const isFree = await insertSigning(tx, {
      signingId,
      accountId: person.accountId,
      way,
      stampLanguage,
      items: documents,
      createdAt: new Date(now),
      expiresAt: new Date(now + signingTimes.stepMs),
    });
    return isFree ? undefined : refuse('document.being_signed');
  });
  if (refusal) return refusal;
  for (const id of abandoned) await phones?.cancel(id);
  return { kind: 'begun', signingId };
}

/** Runs a step of a signing that waits for it; when the step is refused, the signing is over. */
async function advance(
  { db, clock }: SigningsDeps,
  person: DocumentPerson,
  signingId: string,
  step: (signing: Signing) => Promise<DocumentRefusal | undefined>,
): Promise<Advanced> {
  const signing = await findOwn(db, person, signingId);
  if (!signing || signing.stage === 'over' || signing.expiresAt.getTime() <= clock.now())
    return refuse('document.signing_over');
  const refusal = await step(signing);
  if (!refusal) return { kind: 'advanced' };
  // Another answer of the same browser goes on.
  if (refusal.code !== 'document.signing_over')
    await endSigning(db, signingId, refusal.code, new Date(clock.now()));
  return refusal;
}

async function prepare(
  deps: SigningsDeps,
  person: DocumentPerson,
  signing: Signing,
  key: { readonly certificate: Uint8Array; readonly algorithms: readonly string[] },
): Promise<DocumentRefusal | undefined> {
  const { db, clock, contents, formats, trust } = deps;
  if (signing.stage !== 'certificate') return refuse('document.signing_over');
  const now = clock.now();
  const signer = judgeSigner(key.certificate, key.algorithms, { ...trust, person, time: now });
  if (signer.kind === 'refused') return signer;
  const { certificate, chain, algorithm } = signer;
  const items: PreparedItem[] = [];
  try {
    for (const { documentId, version } of signing.items) {
      const document = await findDocument(db, person.personalCode, documentId);
      const toSign = document && (await openToSign(contents, document));
      if (!toSign || document.version !== version) return refuse('document.changed');
      const order = { certificate, chain, scheme: algorithm.scheme, time: now };
      const { stampLanguage } = signing;
      const prepared = await formats[document.format].prepare(toSign, order, { person, stampLanguage });
      items.push({ documentId, ...prepared });
    }
  } catch (error) {
    return refusalOf(error);
  }
  const prepared = {
    signingId: signing.signingId,
    certificate: key.certificate,
    algorithm: algorithm.name,
    items,
  };
  const times = { now: new Date(now), expiresAt: new Date(now + signingTimes.stepMs) };
  const isFirst = await db.transaction((tx) => writePrepared(tx, prepared, times));
  return isFirst ? undefined : refuse('document.signing_over');
}

async function takeValues(
  deps: SigningsDeps,
  person: DocumentPerson,
  signingId: string,
  answer: { readonly values: readonly Uint8Array[]; readonly from: RequestOrigin },
): Promise<Finished> {
  const { db, clock } = deps;
  const now = clock.now();
  const signing = await findOwn(db, person, signingId);
  const times = { now: new Date(now), expiresAt: new Date(now + signingTimes.finishMs) };
  if (!signing || !(await claimFinish(db, signingId, times))) return refuse('document.signing_over');
  let outcome: string = 'document.signing_over' satisfies DocumentErrorCode;
  try {
    const refusal = await finishSigning(deps, { signing, person, ...answer });
    outcome = refusal?.code ?? 'signed';
    return refusal ?? { kind: 'signed' };
  } finally {
    // Also after a defect: the documents are free again at once.
    await endSigning(db, signingId, outcome, new Date(clock.now()));
  }
}

/** Our phones hold keys on P-256. */
const phoneAlgorithms = ['ES256'];

async function beginWithPhone(
  deps: SigningsDeps,
  person: DocumentPerson,
  documentId: string,
  { phoneId, display, stampLanguage }: PhoneOrder,
): Promise<Begun> {
  const phone = (await deps.phones?.phonesOf(person.accountId))?.find((one) => one.phoneId === phoneId);
  if (!phone) return refuse('document.no_phone');
  const begun = await begin(deps, person, [documentId], { way: 'by_phone', stampLanguage });
  if (begun.kind === 'refused') return begun;
  const key = { certificate: phone.certificate, algorithms: phoneAlgorithms };
  const { signingId } = begun;
  const advanced = await advance(deps, person, signingId, async (signing) => {
    const refusal = await prepare(deps, person, signing, key);
    return refusal ?? askPhone(deps, person, signingId, { phoneId, display });
  });
  return advanced.kind === 'refused' ? advanced : begun;
}

async function askPhone(
  { db, phones }: SigningsDeps,
  person: DocumentPerson,
  signingId: string,
  { phoneId, display }: { readonly phoneId: string; readonly display: PhoneDisplay },
): Promise<DocumentRefusal | undefined> {
  const signing = await findOwn(db, person, signingId);
  const [item] = signing?.items ?? [];
  if (!item?.toBeSigned || !phones) return refuse('document.signing_over');
  const started = await phones.start({
    accountId: person.accountId,
    phoneId,
    hash: createHash('sha256').update(item.toBeSigned).digest(),
    hashType: 'SHA256',
    documents: [{ name: item.name, hash: 'SHA-256', digest: item.digest.toString('hex') }],
    ...display,
  });
  if (started.kind === 'no_phone') return refuse('document.no_phone');
  if (started.kind === 'cooling') return refuse('document.phone_cooling', started.until);
  const isKept = await writePhoneRequest(
    db,
    signingId,
    started.id,
    new Date(started.expiresAt.getTime() + 60_000),
  );
  if (isKept) return undefined;
  await phones.cancel(started.id);
  return refuse('document.signing_over');
}

async function takePhoneAnswer(
  deps: SigningsDeps,
  person: DocumentPerson,
  signingId: string,
  from: RequestOrigin,
): Promise<Finished | { readonly kind: 'running' }> {
  const { db, clock, phones } = deps;
  const signing = await findOwn(db, person, signingId);
  if (!phones || signing?.stage !== 'value' || signing.phoneRequestId === undefined)
    return refuse('document.signing_over');
  const state = await phones.look(signing.phoneRequestId);
  if (state.kind === 'running') return state;
  if (state.kind === 'signed') {
    const isPrepared = Buffer.from(state.certificate).equals(signing.certificate ?? Buffer.alloc(0));
    const values = isPrepared ? [state.value] : [];
    return takeValues(deps, person, signingId, { values, from });
  }
  const outcome = state.kind === 'ended' ? phoneOutcome(state.result) : 'document.signing_over';
  await endSigning(db, signingId, outcome, new Date(clock.now()));
  return refuse('document.signing_over');
}

/** Stored with the signing; its page tells it in words. */
function phoneOutcome(result: string): string {
  return `phone.${result.toLowerCase()}`;
}

const keptMs = 24 * 3_600_000;
const sweepBatch = 500;

/** Removes signings a day after their end, as `acar_worker`. */
export async function sweepSignings(db: Database, now: number): Promise<void> {
  for (;;) {
    const removed = await deleteSignings(db, new Date(now - keptMs), sweepBatch);
    if (removed < sweepBatch) return;
  }
}
