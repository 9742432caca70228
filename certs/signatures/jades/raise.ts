import { enclosedCertificates, type TimeStampToken, verifyTimeStamp } from '../../tsa/index.ts';
import type { Certificate } from '../../validation/index.ts';
import { unitOf } from '../cades/tokens.ts';
import { SignatureError } from '../errors.ts';
import type { ByteSource, Evidence, Level, LevelSources, SignedDocument } from '../model.ts';
import { encodedList } from './encoding.ts';
import { JwsError } from './errors.ts';
import { writeComponent, writeTimeStamp, writeTimeStampValues, writeValues } from './etsi-u.ts';
import { type JwsSignature, writeJws } from './jws.ts';
import { rememberRaised } from './made.ts';
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
  return writeJws({ form, payload, payloadOctets: jws.payloadOctets, signatures: raised });
}

async function find(signed: SignedDocument): Promise<FoundDocument> {
  try {
    return await findSignatures(signed, true);
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
  const there = components.flatMap(({ encoded }) => encoded ?? []);
  if (there.length < components.length)
    throw new SignatureError('signature.unsupported', 'the unsigned components stand in clear');
  const added: string[] = [];
  const isStamped = read.timeStamps.some(({ kind }) => kind === 'signature');
  const made = isStamped ? undefined : await signatureTimeStamp(found, sources);
  if (made) added.push(writeTimeStamp('sigTst', made.raw));
  if (level !== 'T' && read.level !== 'LT' && read.level !== 'LTA')
    added.push(...(await values(found, sources, made)));
  if (level === 'LTA') added.push(...(await archive(found, sources, [...there, ...added])));
  if (added.length === 0) return signature;
  const unprotected = { ...signature.unprotected, etsiU: encodedList([...there, ...added]) };
  return rememberRaised(signature, { ...signature, unprotected });
}

/** 5.3.4. */
async function signatureTimeStamp(
  { signature }: FoundSignature,
  { timestamps }: LevelSources,
): Promise<TimeStampToken> {
  return tokenFrom(await timestamps.stamp(imprintOfValue(signature, timestamps.hash)));
}

/** xVals and rVals for the signature, tstVD for its time stamps (5.3.5), of which one may be made just now. */
async function values(
  { read }: FoundSignature,
  { evidence }: LevelSources,
  made: TimeStampToken | undefined,
): Promise<readonly string[]> {
  const { certificate } = read.signer;
  const there = read.timeStamps.flatMap(({ kind, token }) => (kind === 'signature' && token ? [token] : []));
  const tokens = made ? [made] : there;
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
  const ofUnits = await Promise.all(
    tokens.map((token) => {
      const known = read.evidence.certificates;
      const unit = token === made ? unitOfMade(token, known) : verifiedUnit(token, known);
      return evidenceOfUnit(unit, token, evidence);
    }),
  );
  return [
    writeComponent('xVals', xVals ?? '[]'),
    writeComponent('rVals', rVals ?? '{}'),
    ...ofUnits.map(writeTimeStampValues),
  ];
}

/** 5.3.6; before a further one, the evidence about the last (5.3.5.3). */
async function archive(
  { signature, payload, read }: FoundSignature,
  { timestamps, evidence }: LevelSources,
  before: readonly string[],
): Promise<readonly string[]> {
  const last = read.timeStamps.findLast(({ kind, token }) => kind === 'archive' && token)?.token;
  const unit = last && verifiedUnit(last, read.evidence.certificates);
  const about = unit ? [writeTimeStampValues(await evidenceOfUnit(unit, last, evidence))] : [];
  const stamped = { signature, payload: payload.stamped, components: [...before, ...about] };
  const imprint = await imprintOfArchive(stamped, timestamps.hash);
  if (!imprint)
    throw new SignatureError('signature.files_changed', 'the files that it signs are not all here');
  return [...about, writeTimeStamp('arcTst', await timestamps.stamp(imprint))];
}

/** The certificate of a time-stamping unit, and those that its path may go through. */
interface Unit {
  readonly certificate: Certificate;
  readonly known: readonly Certificate[];
}

/** Of a token that was asked for just now, which was verified when it came. */
function unitOfMade(token: TimeStampToken, known: readonly Certificate[]): Unit {
  const all = [...enclosedCertificates(token), ...known];
  const certificate = unitOf(token, all);
  if (certificate) return { certificate, known: all };
  throw new SignatureError('signature.evidence_unavailable', 'the certificate of a unit is not at hand');
}

/** Of a token that is in the document, which anybody may have put there. */
function verifiedUnit(token: TimeStampToken, known: readonly Certificate[]): Unit {
  const verdict = verifyTimeStamp({
    token,
    stamped: { digest: token.tstInfo.messageImprint.digest },
    certificates: known,
    allowsSha1: true,
  });
  if (verdict.kind === 'verified')
    return { certificate: verdict.signer, known: [...verdict.certificates, ...known] };
  throw new SignatureError('signature.evidence_unavailable', `a time stamp: ${verdict.message}`);
}

function evidenceOfUnit(
  unit: Unit,
  { tstInfo }: TimeStampToken,
  source: LevelSources['evidence'],
): Promise<Evidence> {
  return source.evidenceOf({ ...unit, notBefore: tstInfo.genTime, purpose: 'timeStamping' });
}
