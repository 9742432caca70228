import { hash } from 'node:crypto';
import { oids } from '../../../asn1/index.ts';
import { encodeAttribute, extendSignedData } from '../../../cms/index.ts';
import { readTimeStampToken, type TimeStampToken } from '../../../tsa/index.ts';
import { type Certificate, readSharedCertificate } from '../../../validation/index.ts';
import { sourceOf, readWhole } from '../../byte-source.ts';
import { hasWordOn } from '../../cades/index.ts';
import { unitOf } from '../../cades/tokens.ts';
import { SignatureError } from '../../errors.ts';
import {
  type ByteSource,
  type Evidence,
  type Level,
  type LevelSources,
  levels,
  type ReadSignature,
  type SignedDocument,
  type TimestampSource,
} from '../../model.ts';
import { fillGap } from '../complete.ts';
import { asSignatureError, maxPdfBytes } from '../open.ts';
import { openPdf } from '../pdf/document.ts';
import { readSigned, type SignedPdf } from '../reading/read.ts';
import { addDocumentTimeStamp } from './document-time-stamp.ts';
import { addEvidence, type EvidenceFor } from './add-evidence.ts';

type Found = SignedPdf['signatures'][number];

/** A signature to be raised, as far as the raising has come. */
interface Target {
  readonly found: Found;
  /** The DER of its SignedData. */
  readonly message: Uint8Array;
  /** Those that prove when the signature was there: of its value, and of the document with it. */
  readonly stamps: readonly TimeStampToken[];
}

/** The document at one point of its raising. */
interface Stage {
  readonly bytes: Uint8Array;
  readonly targets: readonly Target[];
}

/** EN 319 142-1 6.3, level by level; each step is an update of its own behind the one before. @throws SignatureError */
export async function raise(
  { file, signatureId }: SignedDocument,
  level: Exclude<Level, 'B'>,
  { timestamps, evidence }: LevelSources,
): Promise<ByteSource> {
  const opened = openTargets(await readWhole(file.content, maxPdfBytes), signatureId);
  const stamped = await addTimeStamp(opened, timestamps);
  if (level === 'T') return sourceOf(stamped.bytes);
  const missing = await missingEvidence(stamped, evidence, level);
  const known =
    missing.length === 0
      ? stamped.bytes
      : asSignatureError(() => addEvidence(openPdf(stamped.bytes), missing));
  if (level === 'LT') return sourceOf(known);
  return sourceOf((await addDocumentTimeStamp(known, timestamps)).bytes);
}

function openTargets(bytes: Uint8Array, signatureId: string | undefined): Stage {
  return asSignatureError(() => {
    const { signatures } = readSigned(openPdf(bytes), true);
    const targets = signatures
      .filter(({ signature }) => (signatureId ?? signature.id) === signature.id)
      .map((found) => ({ found, message: messageOf(found), stamps: stampsOf(found.signature) }));
    if (targets.length === 0)
      throw new SignatureError('signature.malformed', 'the document has no signature that could be raised');
    return { bytes, targets };
  });
}

/** What does not hold is not raised: evidence would make it look better than it is. */
function messageOf({ signature, entry }: Found): Uint8Array {
  if (signature.digests.some(({ outcome }) => outcome !== 'matches'))
    throw new SignatureError('signature.files_changed', 'what a signature is of was changed');
  if (signature.value !== 'verifies')
    throw new SignatureError('signature.value_mismatch', 'the value of a signature does not verify');
  const failure = signature.problems.find(({ severity }) => severity === 'failure');
  if (failure) throw new SignatureError('signature.malformed', `${failure.code}: ${failure.message}`);
  return entry.dictionary.message ?? new Uint8Array();
}

function stampsOf({ timeStamps }: ReadSignature): readonly TimeStampToken[] {
  return timeStamps.flatMap(({ token, imprint, kind }) =>
    token && imprint === 'matches' && kind !== 'content' ? [token] : [],
  );
}

/**
 * One time stamp for all that have none: in the message where it is the last thing in the file, since every other is
 * covered by what came after it; over the whole document otherwise.
 */
async function addTimeStamp(stage: Stage, timestamps: TimestampSource): Promise<Stage> {
  const { bytes, targets } = stage;
  const bare = targets.filter(({ stamps }) => stamps.length === 0);
  const [only, ...others] = bare;
  if (!only) return stage;
  const isLast = only.found.entry.dictionary.range?.end === bytes.length;
  const inMessage = isLast && others.length === 0 ? await stampMessage(bytes, only, timestamps) : undefined;
  if (inMessage)
    return {
      bytes: inMessage.bytes,
      targets: targets.map((target) => (target === only ? inMessage.target : target)),
    };
  const whole = await addDocumentTimeStamp(bytes, timestamps);
  const stamps = tokenOf(whole.token);
  return {
    bytes: whole.bytes,
    targets: targets.map((target) => (bare.includes(target) ? { ...target, stamps } : target)),
  };
}

function tokenOf(octets: Uint8Array): readonly TimeStampToken[] {
  const read = readTimeStampToken(octets);
  if (read.kind === 'read') return [read.token];
  throw new SignatureError('signature.time_stamp_unavailable', `${read.code}: ${read.message}`);
}

/** The file with the time stamp in the unsigned attributes; undefined where the gap has no room for it. */
async function stampMessage(
  bytes: Uint8Array,
  target: Target,
  timestamps: TimestampSource,
): Promise<{ readonly bytes: Uint8Array; readonly target: Target } | undefined> {
  const { dictionary, message } = target.found.entry;
  const { range } = dictionary;
  if (!range || message?.kind !== 'read') return undefined;
  const { signedData } = message;
  const [info] = signedData.signerInfos;
  if (!info) return undefined;
  const token = await timestamps.stamp(hash(timestamps.hash, info.signature, 'buffer'));
  const attribute = encodeAttribute(oids.signatureTimeStamp, token);
  const longer = extendSignedData(signedData, { unsignedAttributes: new Map([[info, [attribute]]]) });
  if (2 * longer.length + 2 > range.gapEnd - range.gapStart) return undefined;
  const filled = Buffer.from(bytes);
  fillGap(filled, { start: range.gapStart, end: range.gapEnd }, longer);
  return { bytes: filled, target: { ...target, message: longer, stamps: tokenOf(token) } };
}

/** What the store lacks, signature by signature. With LTA also of document time stamps that are there already. */
async function missingEvidence(
  { targets }: Stage,
  source: LevelSources['evidence'],
  level: 'LT' | 'LTA',
): Promise<readonly EvidenceFor[]> {
  const missing: EvidenceFor[] = [];
  for (const { found, message, stamps } of targets) {
    const { signature } = found;
    const isEnough = level === 'LT' && rankOf(signature.level) >= rankOf('LT');
    const { certificate } = signature.signer;
    if (isEnough || !certificate) continue;
    const since = Math.min(...stamps.map(({ tstInfo }) => tstInfo.genTime));
    const known = [...signature.evidence.certificates, ...stamps.flatMap(enclosedIn)];
    const gathered: Evidence[] = [];
    if (!hasWordOn(certificate, signature.evidence, wholeSecond(since)))
      gathered.push(await source.evidenceOf({ certificate, known, notBefore: since, purpose: 'signature' }));
    for (const token of stamps) {
      const notBefore = token.tstInfo.genTime;
      const unit = unitOf(token, known);
      if (!unit || hasWordOn(unit, signature.evidence, wholeSecond(notBefore))) continue;
      gathered.push(
        await source.evidenceOf({ certificate: unit, known, notBefore, purpose: 'timeStamping' }),
      );
    }
    if (gathered.length > 0) missing.push({ message, evidence: join(gathered) });
  }
  return missing;
}

function rankOf(level: Level | undefined): number {
  return level === undefined ? -1 : levels.indexOf(level);
}

/** Answers tell whole seconds. */
function wholeSecond(moment: number): number {
  return Math.floor(moment / 1000) * 1000;
}

function enclosedIn({ certificates }: TimeStampToken): readonly Certificate[] {
  return certificates.flatMap((raw) => {
    const read = readSharedCertificate(raw);
    return read.kind === 'read' ? [read.value] : [];
  });
}

function join(all: readonly Evidence[]): Evidence {
  return {
    certificates: all.flatMap(({ certificates }) => certificates),
    crls: all.flatMap(({ crls }) => crls),
    ocspResponses: all.flatMap(({ ocspResponses }) => ocspResponses),
  };
}
