import { randomUUID } from 'node:crypto';
import type { Language } from '../../messages/index.ts';
import { type DocumentErrorCode, type DocumentRefusal, refuse } from '../errors.ts';
import { type DocumentPerson, mostAtOnce, mostFilesAtOnce, type RequestOrigin } from '../model.ts';
import { isDocumentId } from '../service.ts';
import { findDocuments } from '../store.ts';
import { judgeSigner } from './certificate.ts';
import type { Advanced, Begun, Finished, SigningKey, SigningsDeps } from './deps.ts';
import { finishSigning, openToSign } from './finish.ts';
import { refusalOf, type Signing, signingTimes, type SigningWay } from './model.ts';
import {
  claimFinish,
  endSigning,
  findSigning,
  insertSigning,
  type PreparedItem,
  releaseDocuments,
  writePrepared,
} from './store.ts';

/** The steps of a signing, whatever key signs. */

export async function findOwn(
  { db, kind }: Pick<SigningsDeps, 'db' | 'kind'>,
  { accountId }: DocumentPerson,
  signingId: string,
): Promise<Signing | undefined> {
  return isDocumentId(signingId) ? findSigning(db, signingId, { accountId, kind }) : undefined;
}

export async function begin(
  deps: SigningsDeps,
  person: DocumentPerson,
  documentIds: readonly string[],
  { way, stampLanguage }: { readonly way: SigningWay; readonly stampLanguage: Language | undefined },
): Promise<Begun> {
  const ids = [...new Set(documentIds)];
  if (ids.length === 0 || ids.length > mostAtOnce || !ids.every(isDocumentId))
    return refuse('document.unknown');
  const { db, clock, phones, kind } = deps;
  const now = clock.now();
  const signingId = randomUUID();
  let abandoned: readonly string[] = [];
  const refusal = await db.transaction(async (tx) => {
    const documents = await findDocuments(tx, person.personalCode, kind, ids);
    if (documents.length < ids.length) return refuse('document.unknown');
    if (documents.some(({ signedAt }) => signedAt)) return refuse('document.signed_already');
    if (documents.flatMap(({ files }) => files).length > mostFilesAtOnce)
      return refuse('document.too_many_to_show');
    abandoned = await releaseDocuments(tx, ids, person.accountId, new Date(now));
    const hindrance = await insertSigning(tx, {
      signingId,
      accountId: person.accountId,
      kind,
      way,
      stampLanguage,
      items: documents,
      createdAt: new Date(now),
      expiresAt: new Date(now + signingTimes.stepMs),
    });
    return hindrance && refuse(`document.${hindrance}`);
  });
  if (refusal) return refusal;
  for (const id of abandoned) await phones?.cancel(id);
  return { kind: 'begun', signingId };
}

/** Runs a step of a signing that waits for it; when the step is refused, the signing is over. */
export async function advance(
  deps: SigningsDeps,
  person: DocumentPerson,
  signingId: string,
  step: (signing: Signing) => Promise<DocumentRefusal | undefined>,
): Promise<Advanced> {
  const { db, clock } = deps;
  const signing = await findOwn(deps, person, signingId);
  if (!signing || signing.stage === 'over' || signing.expiresAt.getTime() <= clock.now())
    return refuse('document.signing_over');
  const refusal = await step(signing);
  if (!refusal) return { kind: 'advanced' };
  // Another answer of the same browser goes on.
  if (refusal.code !== 'document.signing_over')
    await endSigning(db, signingId, refusal.code, new Date(clock.now()));
  return refusal;
}

export async function prepare(
  deps: SigningsDeps,
  person: DocumentPerson,
  signing: Signing,
  key: SigningKey,
): Promise<DocumentRefusal | undefined> {
  const { db, clock, contents, formats, trust, kind } = deps;
  if (signing.stage !== 'certificate') return refuse('document.signing_over');
  if (!signing.isWhole) return refuse('document.changed');
  if (!key.showsFiles && signing.items.some(({ files }) => files.length > 0))
    return refuse('document.agent_outdated');
  const now = clock.now();
  const signer = judgeSigner(key.certificate, key.algorithms, { ...trust, person, time: now });
  if (signer.kind === 'refused') return signer;
  const { certificate, chain, algorithm } = signer;
  const items: PreparedItem[] = [];
  try {
    const ids = signing.items.map(({ documentId }) => documentId);
    const found = await findDocuments(db, person.personalCode, kind, ids);
    const documents = new Map(found.map((one) => [one.documentId, one]));
    for (const { documentId, version } of signing.items) {
      const document = documents.get(documentId);
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

export async function takeValues(
  deps: SigningsDeps,
  person: DocumentPerson,
  signingId: string,
  answer: { readonly values: readonly Uint8Array[]; readonly from: RequestOrigin },
): Promise<Finished> {
  const { db, clock } = deps;
  const now = clock.now();
  const signing = await findOwn(deps, person, signingId);
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
