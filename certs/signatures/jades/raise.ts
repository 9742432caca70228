import { type TimeStampToken, verifyTimeStamp } from '../../tsa/index.ts';
import { SignatureError } from '../errors.ts';
import type { ByteSource, Evidence, Level, LevelSources, ReadTimeStamp, SignedDocument } from '../model.ts';
import { JwsError } from './errors.ts';
import { type Component, writeComponent, writeTimeStamp, writeValues } from './etsi-u.ts';
import { type JwsSignature, writeJws } from './jws.ts';
import { findSignatures, type FoundDocument, type FoundSignature } from './read.ts';
import { imprintOfArchive, imprintOfValue, tokenFrom } from './time-stamps.ts';

type Raised = Exclude<Level, 'B'>;

/** A compact JWS has no place for what is added, and becomes a flattened one with the same signature. */
export async function raiseJades(
  signed: SignedDocument,
  level: Raised,
  sources: LevelSources,
): Promise<ByteSource> {
  const { jws, signatures } = await find(signed);
  const { signatureId } = signed;
  if (signatureId !== undefined && !signatures.some(({ read }) => read.id === signatureId))
    throw new SignatureError('signature.malformed', `there is no signature ${signatureId}`);
  const raised: JwsSignature[] = [];
  for (const found of signatures) {
    const isMeant = signatureId === undefined || found.read.id === signatureId;
    raised.push(isMeant ? await raiseOne(found, level, sources) : found.signature);
  }
  const isUnchanged = raised.every((one, index) => one === signatures[index]?.signature);
  if (isUnchanged) return signed.file.content;
  const form = jws.form === 'compact' ? 'flattened' : jws.form;
  // What looks as a detached payload in a compact JWS may be an empty one.
  const payload = jws.payload ?? (signatures.some(({ payload: one }) => one.enclosed) ? '' : undefined);
  return writeJws({ form, payload, signatures: raised });
}

async function find(signed: SignedDocument): Promise<FoundDocument> {
  try {
    return await findSignatures(signed);
  } catch (error) {
    if (!(error instanceof JwsError)) throw error;
    throw new SignatureError('signature.malformed', error.message, { cause: error });
  }
}

async function raiseOne(found: FoundSignature, level: Raised, sources: LevelSources): Promise<JwsSignature> {
  const { signature, read, components } = found;
  if (read.level === undefined || read.value !== 'verifies')
    throw new SignatureError('signature.malformed', 'only a baseline signature that verifies can be raised');
  if (read.digests.some(({ outcome }) => outcome === 'differs'))
    throw new SignatureError('signature.files_changed', 'the files are not those that were signed');
  if (components.some(({ encoded }) => encoded === undefined))
    throw new SignatureError('signature.unsupported', 'the unsigned components stand in clear');
  const added: Component[] = [];
  const stamps = [...read.timeStamps];
  if (!stamps.some(({ kind }) => kind === 'signature'))
    added.push(await signatureTimeStamp(found, sources, stamps));
  if (level !== 'T' && read.level !== 'LT' && read.level !== 'LTA')
    added.push(...(await values(found, sources, stamps)));
  if (level === 'LTA') added.push(...(await archive(found, sources, added)));
  if (added.length === 0) return signature;
  const etsiU = [...components, ...added].map(({ encoded }) => encoded);
  return { ...signature, unprotected: { ...signature.unprotected, etsiU } };
}

/** 5.3.4. */
async function signatureTimeStamp(
  { signature }: FoundSignature,
  { timestamps }: LevelSources,
  stamps: ReadTimeStamp[],
): Promise<Component> {
  const token = tokenFrom(await timestamps.stamp(imprintOfValue(signature, timestamps.hash)));
  stamps.push({ id: '', kind: 'signature', token, imprint: 'matches', proves: new Set() });
  return writeTimeStamp('sigTst', token.raw);
}

/** xVals and rVals for the signature, tstVD for its time stamps (5.3.5). */
async function values(
  { read }: FoundSignature,
  { evidence }: LevelSources,
  stamps: readonly ReadTimeStamp[],
): Promise<readonly Component[]> {
  const { certificate } = read.signer;
  const tokens = stamps.flatMap(({ kind, token }) => (kind === 'signature' && token ? [token] : []));
  const [first] = tokens;
  if (!certificate || !first)
    throw new SignatureError('signature.malformed', 'the signature has no time stamp');
  const ofSigner = await evidence.evidenceOf({
    certificate,
    known: read.evidence.certificates,
    notBefore: Math.min(...tokens.map(({ tstInfo }) => tstInfo.genTime)),
    purpose: 'signature',
  });
  const { xVals, rVals } = writeValues(ofSigner);
  const ofUnits = await Promise.all(tokens.map((token) => evidenceOfUnit(token, read.evidence, evidence)));
  return [
    writeComponent('xVals', xVals ?? []),
    writeComponent('rVals', rVals ?? {}),
    ...ofUnits.map((one) => writeComponent('tstVD', writeValues(one))),
  ];
}

/** 5.3.6; before a further one, the evidence about the last (5.3.5.3). */
async function archive(
  { signature, payload, components, read }: FoundSignature,
  { timestamps, evidence }: LevelSources,
  added: readonly Component[],
): Promise<readonly Component[]> {
  const last = read.timeStamps.findLast(({ kind, token }) => kind === 'archive' && token)?.token;
  const about = last
    ? [writeComponent('tstVD', writeValues(await evidenceOfUnit(last, read.evidence, evidence)))]
    : [];
  const stamped = { signature, payload: payload.stamped, components: [...components, ...added, ...about] };
  const imprint = await imprintOfArchive(stamped, timestamps.hash);
  if (!imprint)
    throw new SignatureError('signature.files_changed', 'the files that it signs are not all here');
  return [...about, writeTimeStamp('arcTst', await timestamps.stamp(imprint))];
}

async function evidenceOfUnit(
  token: TimeStampToken,
  known: Evidence,
  source: LevelSources['evidence'],
): Promise<Evidence> {
  const verdict = verifyTimeStamp({
    token,
    stamped: { digest: token.tstInfo.messageImprint.digest },
    certificates: known.certificates,
    allowsSha1: true,
  });
  if (verdict.kind === 'refused')
    throw new SignatureError('signature.evidence_unavailable', `a time stamp: ${verdict.message}`);
  return source.evidenceOf({
    certificate: verdict.signer,
    known: [...verdict.certificates, ...known.certificates],
    notBefore: token.tstInfo.genTime,
    purpose: 'timeStamping',
  });
}
