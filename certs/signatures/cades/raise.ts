import { hash } from 'node:crypto';
import { oids } from '../../asn1/index.ts';
import {
  encodeAttribute,
  extendSignedData,
  hashNameOf,
  previewSignedData,
  type SignedData,
  type SignedDataAdditions,
  type SignerInfo,
} from '../../cms/index.ts';
import { readTimeStampToken, type TimeStampToken } from '../../tsa/index.ts';
import type { Certificate } from '../../validation/index.ts';
import { SignatureError } from '../errors.ts';
import type { Evidence, Level, LevelSources, ReadSignature } from '../model.ts';
import { archiveMessage, evidenceOfToken } from './archive.ts';
import { makerOfInfo } from './assemble.ts';
import { encodeEvidence, evidenceOfAttributes, hasWordOn, isSelfIssued } from './evidence-in-message.ts';
import { createEvidenceReader, type EvidenceReader } from './evidence-reader.ts';
import { digestOf } from './digests.ts';
import { encodeHashIndex } from './hash-index.ts';
import { messageDigestIn } from './problems.ts';
import { type MessageContext, readSignatures, signatureIdOf } from './read-signature.ts';
import { findSigner } from './signer.ts';
import { tokenOf, unitOf, valuesOf } from './tokens.ts';

export interface RaiseOrder {
  /** Its digests are by each of `contentHashesOf` the message and, for LTA, by the hash of the time stamps. */
  readonly context: MessageContext;
  readonly level: Exclude<Level, 'B'>;
  readonly sources: LevelSources;
  /** Only this one. */
  readonly signatureId?: string | undefined;
}

/**
 * The DER of the message with its signatures raised (EN 319 122-1 6.3). What has the level already keeps what it has,
 * except that LTA adds one more archive time stamp. Also for the messages inside PAdES (up to LT) and ASiC.
 * @throws SignatureError `signature.time_stamp_unavailable`, `signature.evidence_unavailable`;
 * `signature.value_mismatch`, `signature.files_changed` or `signature.malformed` for a signature that does not hold
 */
export async function raiseMessage(order: RaiseOrder): Promise<Uint8Array> {
  const { level, sources, context } = order;
  const chosen = chooseSigners(order);
  const growing = grow(context.signedData);
  const stamps = await signatureTimeStamps(context.signedData, chosen, sources);
  growing.add({
    unsignedAttributes: new Map([...stamps].map(([info, token]) => [info, [attributeOf(token)]])),
  });
  if (level !== 'T') growing.add(await evidence(context.signedData, chosen, { level, sources, stamps }));
  if (level === 'LTA') growing.add(await archiveTimeStamps(growing.signedData, chosen, order));
  return growing.encode();
}

/** A message to which each step adds something that the next one builds on; written once. */
interface Growing {
  readonly signedData: SignedData;
  add(additions: SignedDataAdditions): void;
  encode(): Uint8Array;
}

function grow(original: SignedData): Growing {
  let signedData = original;
  let pending: readonly SignedDataAdditions[] = [];
  const certificates: Uint8Array[] = [];
  const revocationInfos: Uint8Array[] = [];
  const added = new Map<Uint8Array, readonly Uint8Array[]>();
  return {
    get signedData() {
      signedData = pending.reduce(previewSignedData, signedData);
      pending = [];
      return signedData;
    },
    add(additions) {
      pending = [...pending, additions];
      certificates.push(...(additions.certificates ?? []));
      revocationInfos.push(...(additions.revocationInfos ?? []));
      for (const [{ signedPart }, attributes] of additions.unsignedAttributes ?? [])
        added.set(signedPart, [...(added.get(signedPart) ?? []), ...attributes]);
    },
    encode() {
      const unsignedAttributes = new Map(
        original.signerInfos.map((info) => [info, added.get(info.signedPart) ?? []]),
      );
      return extendSignedData(original, { certificates, revocationInfos, unsignedAttributes });
    },
  };
}

/** The signers that are raised, by their signed parts, which stay while a message grows. */
type Chosen = ReadonlySet<Uint8Array>;

function chosenOf({ signerInfos }: SignedData, chosen: Chosen): readonly SignerInfo[] {
  return signerInfos.filter(({ signedPart }) => chosen.has(signedPart));
}

function chooseSigners(order: RaiseOrder): Chosen {
  const [info, ...others] = order.context.signedData.signerInfos;
  if (info && others.length === 0 && isJustMade(info, order)) return new Set([info.signedPart]);
  return readAndChoose(order);
}

/** A signature is mostly raised right after it was made: its value needs no second verification then. */
function isJustMade(info: SignerInfo, { context, signatureId }: RaiseOrder): boolean {
  if (!makerOfInfo(info) || (signatureId !== undefined && signatureId !== signatureIdOf(info))) return false;
  const name = hashNameOf(info.digestAlgorithm);
  const [signed, actual] = [messageDigestIn(info.signedAttributes ?? []), name && context.digests?.get(name)];
  return signed !== undefined && actual !== undefined && Buffer.compare(signed, actual) === 0;
}

function readAndChoose({ context, signatureId }: RaiseOrder): Chosen {
  const signatures = readSignatures(context).filter(({ counterSigns }) => counterSigns === undefined);
  const chosen = new Set<Uint8Array>();
  for (const [index, info] of context.signedData.signerInfos.entries()) {
    const signature = signatures[index];
    if (!signature || (signatureId !== undefined && signature.id !== signatureId)) continue;
    checkHolds(signature);
    chosen.add(info.signedPart);
  }
  if (chosen.size > 0) return chosen;
  throw new SignatureError('signature.malformed', 'the document has no such signature');
}

/** Nothing is added to a signature that is worth nothing. */
function checkHolds({ value, digests, problems, signer }: ReadSignature): void {
  if (value !== 'verifies')
    throw new SignatureError('signature.value_mismatch', `the signature does not verify: ${value}`);
  if (digests.some(({ outcome }) => outcome !== 'matches'))
    throw new SignatureError('signature.files_changed', 'the signature is of another document');
  const failure = problems.find(({ severity }) => severity === 'failure');
  if (failure) throw new SignatureError('signature.malformed', `${failure.code}: ${failure.message}`);
  if (signer.reference !== 'matches')
    throw new SignatureError('signature.malformed', 'the signature does not name its certificate');
}

async function signatureTimeStamps(
  signedData: SignedData,
  chosen: Chosen,
  { timestamps }: LevelSources,
): Promise<Stamps> {
  const without = chosenOf(signedData, chosen).filter((info) => signatureTokensOf(info).length === 0);
  const made = without.map(async (info) => {
    const token = await timestamps.stamp(hash(timestamps.hash, info.signature, 'buffer'));
    return [info, readToken(token)] as const;
  });
  return new Map(await Promise.all(made));
}

/** Signers that had no time stamp, with the one that they get. */
type Stamps = ReadonlyMap<SignerInfo, TimeStampToken>;

function attributeOf({ raw }: TimeStampToken): Uint8Array {
  return encodeAttribute(oids.signatureTimeStamp, raw);
}

function readToken(bytes: Uint8Array): TimeStampToken {
  const read = readTimeStampToken(bytes);
  if (read.kind === 'read') return read.token;
  throw new SignatureError('signature.time_stamp_unavailable', `${read.code}: ${read.message}`);
}

/** The time stamps of this signature; those of another one count for nothing. */
function signatureTokensOf(info: SignerInfo): readonly TimeStampToken[] {
  return tokensOf(info, oids.signatureTimeStamp).filter(({ tstInfo }) => {
    const { algorithm, digest } = tstInfo.messageImprint;
    const name = hashNameOf(algorithm);
    return name !== undefined && hash(name, info.signature, 'buffer').equals(digest);
  });
}

/** A certificate that later readers must be able to believe, at a moment. */
interface Needed {
  readonly certificate: Certificate;
  readonly purpose: 'signature' | 'timeStamping';
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly known: readonly Certificate[];
}

async function evidence(
  signedData: SignedData,
  chosen: Chosen,
  { level, sources, stamps }: Pick<RaiseOrder, 'level' | 'sources'> & { readonly stamps: Stamps },
): Promise<SignedDataAdditions> {
  const raised = chosenOf(signedData, chosen);
  const reader = createEvidenceReader(raised.flatMap((info) => makerOfInfo(info) ?? []));
  const needed = raised.flatMap((info) =>
    neededOf(signedData, info, { reader, level, stamp: stamps.get(info) }),
  );
  const found = await Promise.all(latestOfEach(needed).map((one) => sources.evidence.evidenceOf(one)));
  const encoded = found.map(encodeEvidence);
  return {
    certificates: encoded.flatMap(({ certificates }) => certificates),
    revocationInfos: encoded.flatMap(({ revocationInfos }) => revocationInfos),
  };
}

function latestOfEach(needed: readonly Needed[]): readonly Needed[] {
  const latest = new Map<string, Needed>();
  for (const one of needed) {
    const key = `${one.purpose} ${digestOf(one.certificate.raw)}`;
    const known = latest.get(key);
    if (!known || known.notBefore < one.notBefore) latest.set(key, one);
  }
  return [...latest.values()];
}

interface NeedContext {
  readonly reader: EvidenceReader;
  readonly level: Level;
  /** That the signature gets now. */
  readonly stamp: TimeStampToken | undefined;
}

/** The signer and the units that stamped, as far as nothing is there that speaks of them. */
function neededOf(
  signedData: SignedData,
  info: SignerInfo,
  { reader, level, stamp }: NeedContext,
): readonly Needed[] {
  const ofSignature = stamp ? [stamp] : signatureTokensOf(info);
  const ofArchive = level === 'LTA' ? tokensOf(info, oids.archiveTimeStampV3) : [];
  const evidence = evidenceAround(signedData, info, { reader, tokens: [...ofSignature, ...ofArchive] });
  const known = evidence.certificates;
  const { certificate } = findSigner(info, known);
  const notBefore = Math.min(...ofSignature.map(({ tstInfo }) => tstInfo.genTime));
  const needed: Needed[] = [];
  if (certificate && !hasWordOn(certificate, evidence))
    needed.push({ certificate, purpose: 'signature', notBefore, known });
  for (const token of [...ofSignature, ...ofArchive]) {
    const unit = unitOf(token, known);
    if (!unit) throw unavailable('the certificate of a time-stamping unit is not at hand');
    const { genTime } = token.tstInfo;
    const since = ofArchive.includes(token) ? Math.floor(genTime / 1000) * 1000 : undefined;
    if (isSelfIssued(unit) || hasWordOn(unit, evidence, since)) continue;
    needed.push({ certificate: unit, purpose: 'timeStamping', notBefore: genTime, known });
  }
  return needed;
}

function tokensOf({ unsignedAttributes }: SignerInfo, oid: string): readonly TimeStampToken[] {
  return valuesOf(unsignedAttributes, oid).flatMap((value) => {
    const read = tokenOf(value);
    return read.kind === 'read' ? [read.token] : [];
  });
}

function evidenceAround(
  signedData: SignedData,
  { unsignedAttributes }: SignerInfo,
  { reader, tokens }: { readonly reader: EvidenceReader; readonly tokens: readonly TimeStampToken[] },
): Evidence {
  const own = [evidenceOfAttributes(unsignedAttributes), ...tokens.map(evidenceOfToken)];
  return reader.read(signedData, own).evidence;
}

async function archiveTimeStamps(
  signedData: SignedData,
  chosen: Chosen,
  { sources, context }: RaiseOrder,
): Promise<SignedDataAdditions> {
  const { timestamps } = sources;
  const contentDigest = context.digests?.get(timestamps.hash);
  if (!contentDigest)
    throw new SignatureError('signature.files_changed', 'the document that was signed is not at hand');
  const made = chosenOf(signedData, chosen).map(async (info) => {
    const index = encodeHashIndex(signedData, info, timestamps.hash);
    const message = archiveMessage(signedData, info, { contentDigest, index });
    const token = await timestamps.stamp(hash(timestamps.hash, message, 'buffer'));
    return [info, [encodeAttribute(oids.archiveTimeStampV3, withIndex(token, index))]] as const;
  });
  return { unsignedAttributes: new Map(await Promise.all(made)) };
}

/** The index lies in the token itself, unsigned; the token is of it (EN 319 122-1 5.5.2). */
function withIndex(token: Uint8Array, index: Uint8Array): Uint8Array {
  const { message, signer } = readToken(token);
  const attribute = encodeAttribute(oids.atsHashIndexV3, index);
  return extendSignedData(message, { unsignedAttributes: new Map([[signer, [attribute]]]) });
}

function unavailable(message: string): SignatureError {
  return new SignatureError('signature.evidence_unavailable', message);
}
