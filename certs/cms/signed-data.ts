import {
  context,
  contextConstructed,
  countOf,
  type Der,
  DerError,
  type DerLimits,
  expectTag,
  type Fields,
  fieldsOf,
  integerOf,
  oidOf,
  oids,
  onlyElement,
  readDer,
  tags,
} from '../asn1/index.ts';
import { type AlgorithmIdentifier, type Name, parseAlgorithm, recallName } from '../validation/index.ts';
import { type Attribute, parseAttributes } from './attributes.ts';

/** Which certificate the signer's is (RFC 5652 5.3). */
export type SignerId =
  | { readonly kind: 'issuerAndSerialNumber'; readonly issuer: Name; readonly serialNumber: bigint }
  | { readonly kind: 'subjectKeyIdentifier'; readonly keyIdentifier: string };

export interface SignerInfo {
  readonly raw: Uint8Array;
  /** Every field but the unsigned attributes, as they stand one after the other: what later changes must not touch. */
  readonly signedPart: Uint8Array;
  readonly version: number;
  readonly sid: SignerId;
  readonly digestAlgorithm: AlgorithmIdentifier;
  /** Undefined where the signature is over the content itself. */
  readonly signedAttributes: readonly Attribute[] | undefined;
  /** What the signature is over when there are signed attributes: their SET. */
  readonly signedAttributeBytes: Uint8Array | undefined;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: readonly Attribute[];
}

/** RFC 5652 10.2.1. */
export interface RevocationInfo {
  /** The DER of the RevocationInfoChoice. */
  readonly raw: Uint8Array;
  /** `ocsp` and `basic-ocsp` are other formats (RFC 5940 2): an OCSPResponse, or a BasicOCSPResponse alone. */
  readonly kind: 'crl' | 'ocsp' | 'basic-ocsp' | 'other';
  /** The DER of what it holds. */
  readonly value: Uint8Array;
}

/** RFC 5652 5.1. */
export interface SignedData {
  readonly version: number;
  /** The DER of each AlgorithmIdentifier. */
  readonly digestAlgorithms: readonly Uint8Array[];
  readonly contentType: string;
  /** Undefined where the content is detached. */
  readonly content: Uint8Array | undefined;
  /** The DER of EncapsulatedContentInfo. */
  readonly encapsulated: Uint8Array;
  /** The DER of each X.509 certificate; other forms are left out. */
  readonly certificates: readonly Uint8Array[];
  /** The DER of each CertificateChoices, as they stand. */
  readonly certificateChoices: readonly Uint8Array[];
  readonly revocationInfos: readonly RevocationInfo[];
  readonly signerInfos: readonly SignerInfo[];
}

/**
 * A ContentInfo with SignedData, in DER as RFC 3161 and ETSI ask.
 * @throws DerError when the bytes are not one
 */
export function parseSignedData(bytes: Uint8Array, limits: DerLimits): SignedData {
  return signedDataOf(readDer(bytes, limits));
}

/**
 * The same of a value inside bytes that were read, and so checked, already.
 * @throws DerError
 */
export function signedDataOf(value: Der): SignedData {
  const outer = fieldsOf(value);
  const type = oidOf(outer.next(tags.oid));
  const content = outer.next(contextConstructed(0));
  outer.end();
  if (type !== oids.signedData) throw new DerError('asn1.structure', 'not SignedData');
  const fields = fieldsOf(onlyElement(content));
  const version = countOf(fields.next(tags.integer));
  const digestAlgorithms = bytesOf(fields.next(tags.set), tags.set);
  const encapsulated = fields.next(tags.sequence);
  const certificates = fields.optional(contextConstructed(0));
  const crls = fields.optional(contextConstructed(1));
  const signerInfos = fieldsOf(fields.next(tags.set), tags.set).rest().map(parseSignerInfo);
  fields.end();
  const choices = certificates ? fieldsOf(certificates, contextConstructed(0)).rest() : [];
  return {
    version,
    digestAlgorithms,
    ...parseEncapsulated(encapsulated),
    encapsulated: encapsulated.bytes,
    certificates: choices.filter(({ tag }) => tag === tags.sequence).map(({ bytes: one }) => one),
    certificateChoices: choices.map(({ bytes: one }) => one),
    revocationInfos: crls ? fieldsOf(crls, contextConstructed(1)).rest().map(parseRevocationInfo) : [],
    signerInfos,
  };
}

function bytesOf(list: Der, tag: number): readonly Uint8Array[] {
  return fieldsOf(list, tag)
    .rest()
    .map(({ bytes }) => bytes);
}

const otherFormats: Readonly<Record<string, RevocationInfo['kind']>> = {
  [oids.ocspInRevocationInfo]: 'ocsp',
  [oids.ocspBasic]: 'basic-ocsp',
};

/** @throws DerError */
export function parseRevocationInfo(choice: Der): RevocationInfo {
  const raw = choice.bytes;
  if (choice.tag === tags.sequence) return { raw, kind: 'crl', value: raw };
  const fields = fieldsOf(choice, contextConstructed(1));
  const format = oidOf(fields.next(tags.oid));
  const [value, ...others] = fields.rest();
  if (!value || others.length > 0)
    throw new DerError('asn1.structure', 'a revocation format has exactly one value');
  return { raw, kind: otherFormats[format] ?? 'other', value: value.bytes };
}

function parseEncapsulated(value: Der) {
  const fields = fieldsOf(value);
  const contentType = oidOf(fields.next(tags.oid));
  const explicit = fields.optional(contextConstructed(0));
  fields.end();
  if (!explicit) return { contentType, content: undefined };
  const content = onlyElement(explicit);
  expectTag(content, tags.octetString);
  return { contentType, content: content.content };
}

/**
 * RFC 5652 5.3; of a value inside bytes that were read.
 * @throws DerError
 */
export function parseSignerInfo(value: Der): SignerInfo {
  const fields = fieldsOf(value);
  const version = countOf(fields.next(tags.integer));
  const sid = parseSignerId(fields);
  const digestAlgorithm = parseAlgorithm(fields.next(tags.sequence));
  const signed = fields.optional(contextConstructed(0));
  const signatureAlgorithm = parseAlgorithm(fields.next(tags.sequence));
  const signature = fields.next(tags.octetString);
  const unsigned = fields.optional(contextConstructed(1));
  fields.end();
  const { content } = value;
  const signedEnd = signature.bytes.byteOffset + signature.bytes.length - content.byteOffset;
  return {
    raw: value.bytes,
    signedPart: content.subarray(0, signedEnd),
    version,
    sid,
    digestAlgorithm,
    signedAttributes: signed && parseAttributes(signed, contextConstructed(0)),
    signedAttributeBytes: signed && asSet(signed.bytes),
    signatureAlgorithm,
    signature: signature.content,
    unsignedAttributes: parseUnsignedAttributes(unsigned),
  };
}

/** RFC 5652 5.3 has at least one in the list; makers that write it empty mean that there is none, and sign it nowhere. */
function parseUnsignedAttributes(list: Der | undefined): readonly Attribute[] {
  return list && list.content.length > 0 ? parseAttributes(list, contextConstructed(1)) : [];
}

/** The signature is over the SET OF tag, not over the [0] that stands for it (RFC 5652 5.4). */
function asSet(bytes: Uint8Array): Uint8Array {
  const set = new Uint8Array(bytes);
  set[0] = tags.set;
  return set;
}

function parseSignerId(fields: Fields): SignerId {
  const key = fields.optional(context(0));
  if (key) return { kind: 'subjectKeyIdentifier', keyIdentifier: Buffer.from(key.content).toString('hex') };
  const names = fieldsOf(fields.next(tags.sequence));
  const issuer = recallName(names.next(tags.sequence));
  const serialNumber = integerOf(names.next(tags.integer));
  names.end();
  return { kind: 'issuerAndSerialNumber', issuer, serialNumber };
}
