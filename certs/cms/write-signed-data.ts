import {
  contextConstructed,
  der,
  type DerLimits,
  nest,
  type NestPart,
  oids,
  readDer,
  tags,
  writeNest,
} from '../asn1/index.ts';
import type { Certificate } from '../validation/index.ts';
import { parseAttribute } from './attributes.ts';
import { type HashName, hashIdentifier } from './hashes.ts';
import { parseRevocationInfo, type SignedData, type SignerInfo } from './signed-data.ts';

/** What a signer adds to a message. */
export interface SignerInfoParts {
  readonly certificate: Certificate;
  /** Of message-digest. */
  readonly hash: HashName;
  /** The DER SET of the signed attributes. */
  readonly signedAttributes: Uint8Array;
  /** The DER of the AlgorithmIdentifier of the signature. */
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
}

const one = der.integer(1);
const signedDataType = der.oid(oids.signedData);
const dataType = der.oid(oids.data);
const ocspFormat = der.oid(oids.ocspInRevocationInfo);

/** A SignerInfo of version 1, without unsigned attributes (RFC 5652 5.3). */
export function encodeSignerInfo(parts: SignerInfoParts): Uint8Array {
  const { certificate, hash, signedAttributes, algorithm, signature } = parts;
  return writeNest(
    nest(
      tags.sequence,
      one,
      signerOf(certificate),
      hashIdentifier(hash),
      der.implicit(0, signedAttributes),
      algorithm,
      nest(tags.octetString, signature),
    ),
  );
}

const signers = new WeakMap<Certificate, Uint8Array>();

/** IssuerAndSerialNumber. */
function signerOf(certificate: Certificate): Uint8Array {
  const known = signers.get(certificate);
  if (known) return known;
  const made = der.sequence(certificate.issuer.raw, der.integer(certificate.serialNumber));
  signers.set(certificate, made);
  return made;
}

/** EncapsulatedContentInfo of id-data; without content for a detached signature. */
export function encodeData(content?: Uint8Array): NestPart {
  return content
    ? nest(tags.sequence, dataType, nest(contextConstructed(0), nest(tags.octetString, content)))
    : detachedData;
}

const detachedData = der.sequence(dataType);

/** The RevocationInfoChoice of an OCSPResponse (RFC 5940 2.1). */
export function encodeOcspRevocationInfo(response: Uint8Array): Uint8Array {
  return der.encode(contextConstructed(1), ocspFormat, response);
}

/** A whole message by its parts, each in DER. */
export interface SignedDataParts {
  /** No lower than this; what the parts ask for counts (RFC 5652 5.1). */
  readonly version?: number;
  readonly digestAlgorithms: readonly Uint8Array[];
  readonly encapsulated: NestPart;
  /** CertificateChoices. */
  readonly certificates: readonly Uint8Array[];
  /** RevocationInfoChoices. */
  readonly revocationInfos: readonly Uint8Array[];
  readonly signerInfos: readonly Uint8Array[];
}

/** The DER of a ContentInfo with SignedData. */
export function encodeSignedData(parts: SignedDataParts): Uint8Array {
  return writeMessage({
    ...parts,
    certificates: sorted(parts.certificates),
    revocationInfos: sorted(parts.revocationInfos),
    signerInfos: sorted(parts.signerInfos),
  });
}

/** X.690 11.6. */
function sorted(values: readonly Uint8Array[]): readonly Uint8Array[] {
  return values.length > 1 ? [...values].sort(byOctets) : values;
}

function byOctets(left: Uint8Array, right: Uint8Array): number {
  return Buffer.compare(left, right);
}

/** The sets in the order in which they are given. */
function writeMessage(parts: SignedDataParts): Uint8Array {
  const { certificates, revocationInfos } = parts;
  const hasOther = revocationInfos.some(([tag]) => tag === contextConstructed(1));
  const version = Math.max(parts.version ?? 1, hasOther ? 5 : 1);
  const signedData = nest(
    tags.sequence,
    version === 1 ? one : der.integer(version),
    nest(tags.set, ...parts.digestAlgorithms),
    parts.encapsulated,
    ...(certificates.length > 0 ? [nest(contextConstructed(0), ...certificates)] : []),
    ...(revocationInfos.length > 0 ? [nest(contextConstructed(1), ...revocationInfos)] : []),
    nest(tags.set, ...parts.signerInfos),
  );
  return writeNest(nest(tags.sequence, signedDataType, nest(contextConstructed(0), signedData)));
}

/** What is put into a message that exists. */
export interface SignedDataAdditions {
  readonly certificates?: readonly Uint8Array[];
  readonly revocationInfos?: readonly Uint8Array[];
  readonly digestAlgorithms?: readonly Uint8Array[];
  readonly signerInfos?: readonly Uint8Array[];
  /** The DER of attributes for a SignerInfo that is there. */
  readonly unsignedAttributes?: ReadonlyMap<SignerInfo, readonly Uint8Array[]>;
}

/**
 * The message with more in it. What is there already stays octet for octet, its signed parts above all, and is not put
 * in twice; sets keep DER's order where they have it, and else what is new stands at their end.
 */
export function extendSignedData(signedData: SignedData, additions: SignedDataAdditions): Uint8Array {
  const { unsignedAttributes } = additions;
  const crls = signedData.revocationInfos.map(({ raw }) => raw);
  const signerInfos = signedData.signerInfos.map((info) =>
    withAttributes(info, unsignedAttributes?.get(info) ?? []),
  );
  const wasSorted = isSorted(signedData.signerInfos.map(({ raw }) => raw));
  return writeMessage({
    version: signedData.version,
    digestAlgorithms: joinSets(signedData.digestAlgorithms, additions.digestAlgorithms),
    encapsulated: signedData.encapsulated,
    certificates: joinSets(signedData.certificateChoices, additions.certificates),
    revocationInfos: joinSets(crls, additions.revocationInfos),
    signerInfos: joinSets(signerInfos, additions.signerInfos, wasSorted),
  });
}

/**
 * The same message as it will be read with more certificates, revocation data and unsigned attributes in it, before it
 * is written: for what is made of a message that still grows.
 * @throws DerError for additions that are not in DER
 */
export function previewSignedData(signedData: SignedData, additions: SignedDataAdditions): SignedData {
  const { unsignedAttributes } = additions;
  const certificateChoices = joinSets(signedData.certificateChoices, additions.certificates);
  const known = new Map(signedData.revocationInfos.map((info) => [info.raw, info]));
  const revocationInfos = joinSets([...known.keys()], additions.revocationInfos);
  return {
    ...signedData,
    certificateChoices,
    certificates: certificateChoices.filter(([tag]) => tag === tags.sequence),
    revocationInfos: revocationInfos.map(
      (raw) => known.get(raw) ?? parseRevocationInfo(readDer(raw, largeCrls)),
    ),
    signerInfos: signedData.signerInfos.map((info) => {
      const added = unsignedAttributes?.get(info);
      if (!added) return info;
      const parsed = added.map((raw) => parseAttribute(readDer(raw, largeCrls)));
      return { ...info, unsignedAttributes: [...info.unsignedAttributes, ...parsed] };
    }),
  };
}

/** What is added was read once already. */
const largeCrls: DerLimits = { maxBytes: 2 ** 30, maxDepth: 64, maxValues: 50_000_000 };

/** The SignerInfo with further unsigned attributes; what is signed is copied as it stands. */
function withAttributes(info: SignerInfo, added: readonly Uint8Array[]): Uint8Array {
  if (added.length === 0) return info.raw;
  const known = info.unsignedAttributes.map(({ raw }) => raw);
  return writeNest(
    nest(tags.sequence, info.signedPart, nest(contextConstructed(1), ...joinSets(known, added))),
  );
}

function joinSets(
  known: readonly Uint8Array[],
  added: readonly Uint8Array[] = [],
  wasSorted: boolean = isSorted(known),
): readonly Uint8Array[] {
  if (added.length === 0) return known;
  const all = [...known];
  for (const one of added) if (!all.some((other) => isSame(one, other))) all.push(one);
  return wasSorted ? all.sort(byOctets) : all;
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left === right || (left.length === right.length && Buffer.compare(left, right) === 0);
}

function isSorted(values: readonly Uint8Array[]): boolean {
  return values.every(
    (value, index) => index === 0 || Buffer.compare(values[index - 1] ?? value, value) <= 0,
  );
}
