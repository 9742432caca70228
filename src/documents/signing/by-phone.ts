import { createHash } from 'node:crypto';
import { type DocumentRefusal, refuse } from '../errors.ts';
import type { ShownDocument } from '../../mobile/index.ts';
import type { DocumentPerson, RequestOrigin } from '../model.ts';
import type { Begun, Finished, PhoneDisplay, PhoneOrder, SigningsDeps } from './deps.ts';
import type { SigningItem } from './model.ts';
import { advance, begin, findOwn, prepare, takeValues } from './steps.ts';
import { endSigning, writePhoneRequest } from './store.ts';

/** Our phones hold keys on P-256. */
const phoneAlgorithms = ['ES256'];

export async function beginWithPhone(
  deps: SigningsDeps,
  person: DocumentPerson,
  documentId: string,
  { phoneId, display, stampLanguage }: PhoneOrder,
): Promise<Begun> {
  const phone = (await deps.phones?.phonesOf(person.accountId))?.find((one) => one.phoneId === phoneId);
  if (!phone) return refuse('document.no_phone');
  const begun = await begin(deps, person, [documentId], { way: 'by_phone', stampLanguage });
  if (begun.kind === 'refused') return begun;
  const key = { certificate: phone.certificate, algorithms: phoneAlgorithms, showsFiles: true };
  const { signingId } = begun;
  const advanced = await advance(deps, person, signingId, async (signing) => {
    const refusal = await prepare(deps, person, signing, key);
    return refusal ?? askPhone(deps, person, signingId, { phoneId, display });
  });
  return advanced.kind === 'refused' ? advanced : begun;
}

async function askPhone(
  deps: SigningsDeps,
  person: DocumentPerson,
  signingId: string,
  { phoneId, display }: { readonly phoneId: string; readonly display: PhoneDisplay },
): Promise<DocumentRefusal | undefined> {
  const { db, phones } = deps;
  const signing = await findOwn(deps, person, signingId);
  const [item] = signing?.items ?? [];
  if (!item?.toBeSigned || !phones) return refuse('document.signing_over');
  const started = await phones.start({
    accountId: person.accountId,
    phoneId,
    hash: createHash('sha256').update(item.toBeSigned).digest(),
    hashType: 'SHA256',
    documents: [documentOf(item)],
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

function documentOf({ name, digest, files }: SigningItem): ShownDocument {
  const shown = { name, hash: 'SHA-256', digest: digest.toString('hex') } as const;
  return files.length > 0 ? { ...shown, files } : shown;
}

export async function takePhoneAnswer(
  deps: SigningsDeps,
  person: DocumentPerson,
  signingId: string,
  from: RequestOrigin,
): Promise<Finished | { readonly kind: 'running' }> {
  const { db, clock, phones } = deps;
  const signing = await findOwn(deps, person, signingId);
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
