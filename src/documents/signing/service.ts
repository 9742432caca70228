import type { Database } from '../../db/index.ts';
import type { Language } from '../../messages/index.ts';
import type { DocumentsState, SigningPhone } from '../../mobile/index.ts';
import type { DocumentPerson, RequestOrigin } from '../model.ts';
import { beginWithPhone, takePhoneAnswer } from './by-phone.ts';
import type { Advanced, Begun, Finished, PhoneOrder, SigningKey, SigningsDeps } from './deps.ts';
import type { Signing } from './model.ts';
import { advance, begin, findOwn, prepare, takeValues } from './steps.ts';
import { deleteSignings, endSigning, findKnownKey, forgetKnownKey } from './store.ts';

/**
 * Signings by keys in a person's hand. A step that is refused ends its signing, and the documents stay as they were: the
 * person begins again. All are values; nothing of the kind is thrown.
 */
export interface Signings {
  /**
   * 1 to 10 documents, each once; an earlier signing of the same person that holds one of them is given up. Where the site
   * remembers cards, the step with the certificate may be done already.
   */
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
  takeCertificate(person: DocumentPerson, signingId: string, key: SigningKey): Promise<Advanced>;
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
      beginWithCard(deps, person, documentIds, stampLanguage),
    beginWithPhone: (person, documentId, phone) => beginWithPhone(deps, person, documentId, phone),
    phonesOf: async ({ accountId }) => phones?.phonesOf(accountId) ?? [],
    find: async (person, id) => findOwn(deps, person, id),
    takeCertificate: (person, id, key) =>
      advance(deps, person, id, (signing) => prepare(deps, person, signing, key)),
    takeValues: (person, id, values, from) => takeValues(deps, person, id, { values, from }),
    takePhoneAnswer: (person, id, from) => takePhoneAnswer(deps, person, id, from),
    async phoneState({ phoneRequestId }, wait) {
      if (phoneRequestId === undefined || !phones) return undefined;
      return wait ? phones.ended(phoneRequestId, wait) : phones.look(phoneRequestId);
    },
    async giveUp(person, id, code) {
      const signing = await findOwn(deps, person, id);
      if (!signing || signing.stage === 'finishing') return false;
      if (code === 'card.other_card') await forgetKnownKey(db, person.accountId);
      if (signing.phoneRequestId !== undefined) await phones?.cancel(signing.phoneRequestId);
      return endSigning(db, id, code, new Date(clock.now()));
    },
  };
}

/**
 * Where the site remembers cards, everything is prepared for the certificate that the person signed with last, if it is
 * still fit; otherwise the card is asked for it.
 */
async function beginWithCard(
  deps: SigningsDeps,
  person: DocumentPerson,
  documentIds: readonly string[],
  stampLanguage: Language | undefined,
): Promise<Begun> {
  const begun = await begin(deps, person, documentIds, { way: 'by_card', stampLanguage });
  if (begun.kind === 'refused' || deps.remembersCards !== true) return begun;
  const key = await findKnownKey(deps.db, person.accountId);
  const signing = key && (await findOwn(deps, person, begun.signingId));
  // What its window can show, only the agent tells.
  if (signing) await prepare(deps, person, signing, { ...key, showsFiles: false });
  return begun;
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
