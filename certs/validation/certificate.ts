import {
  bitStringOf,
  context,
  contextConstructed,
  type Der,
  DerError,
  type Fields,
  fieldsOf,
  integerOf,
  onlyElement,
  oids,
  readDer,
  readOutermost,
  remembering,
  rememberingList,
  tags,
  timeOf,
} from '../asn1/index.ts';
import {
  joinExtensions,
  parseAlgorithm,
  type ReadExtension,
  readExtension,
  readExtensions,
} from './extensions.ts';
import type { Certificate, Extension, TbsCertificate } from './model.ts';
import { parseName, recallName } from './names.ts';

/**
 * A certificate (RFC 5280 4.1) from its DER.
 * @throws DerError when the bytes are not one; unknown extensions are kept, not refused
 */
export function parseCertificate(bytes: Uint8Array): Certificate {
  const outer = fieldsOf(readDer(bytes));
  const tbs = outer.next(tags.sequence);
  const signatureAlgorithm = parseAlgorithm(outer.next(tags.sequence));
  const signature = wholeBytes(outer.next(tags.bitString));
  outer.end();
  return { raw: bytes, tbs: tbs.bytes, signatureAlgorithm, signature, ...parseTbs(tbs, checkedParts) };
}

/**
 * The part of a certificate that is signed, alone, as a linter reads it before the signature. Every octet is checked;
 * parts that stood in an earlier one octet for octet are not read a second time.
 * @throws DerError when the bytes are not one
 */
export function parseTbsCertificate(bytes: Uint8Array): RecalledCertificate {
  return { tbs: bytes, ...parseTbs(readOutermost(bytes), rememberedParts) };
}

/** What many certificates of an issuer say in the same octets; the same object, as long as they are remembered. */
export interface SharedExtensions {
  /** In their order. */
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly known: Omit<Certificate['known'], 'subjectKeyIdentifier'>;
}

/** The signed part of a certificate whose issuer, algorithm and shared extensions may be an earlier one's. */
export interface RecalledCertificate extends TbsCertificate {
  /** All but a subjectKeyIdentifier that stands first. */
  readonly shared: SharedExtensions;
}

/** Extensions, what a certificate says by them, and what of it others say in the same octets. */
interface ReadList<Shared> {
  readonly extensions: readonly Extension[];
  readonly known: Certificate['known'];
  readonly shared: Shared;
}

/** How the parts of a certificate are read. */
interface PartReaders<Shared> {
  readonly algorithm: (value: Der) => Certificate['innerAlgorithm'];
  readonly issuer: (value: Der) => Certificate['issuer'];
  readonly extensions: (list: Der | undefined) => ReadList<Shared>;
  /** Everything else. */
  readonly other: (value: Der) => Der;
}

/** Of a certificate whose octets were checked all together. */
const checkedParts: PartReaders<undefined> = {
  algorithm: parseAlgorithm,
  issuer: recallName,
  extensions: (list) => listOf(list ? readExtensions(list) : []),
  other: (value) => value,
};

function listOf(read: readonly ReadExtension[]): ReadList<undefined> {
  return {
    extensions: read.map(({ extension }) => extension),
    known: joinExtensions(read),
    shared: undefined,
  };
}

const recallAlgorithm = remembering(parseAlgorithm);
const ofOneCertificate = [oids.subjectKeyIdentifier, oids.subjectAltName];
const recallShared = rememberingList(
  (list) => sharedOf(readExtensions(list)),
  ({ extensions }) => ofOneCertificate.some((oid) => extensions.has(oid)),
);
const nothingShared = sharedOf([]);

function sharedOf(read: readonly ReadExtension[]): SharedExtensions {
  const { extensions, known } = listOf(read);
  return { extensions: new Map(extensions.map((extension) => [extension.oid, extension])), known };
}

/** Certificates of one issuer and profile differ in the first extension: the others are read together. */
function recallList(list: Der | undefined): ReadList<SharedExtensions> {
  if (!list) return { extensions: [], known: {}, shared: nothingShared };
  const fields = fieldsOf(list);
  const first = readExtension(readDer(fields.next(tags.sequence).bytes));
  const { oid } = first.extension;
  const others = fields.restOctets();
  if (oid !== oids.subjectKeyIdentifier || others.length === 0) return unshared(list);
  const shared = recallShared(others);
  if (shared.extensions.has(oid)) throw new DerError('asn1.structure', `extension ${oid} stands twice`);
  return {
    extensions: [first.extension, ...shared.extensions.values()],
    known: { ...shared.known, ...first.known },
    shared,
  };
}

function unshared(list: Der): ReadList<SharedExtensions> {
  const read = readExtensions(readDer(new Uint8Array(list.bytes)));
  return { ...listOf(read), shared: sharedOf(read) };
}

/** Of one that nothing was checked of but its outermost value. */
const rememberedParts: PartReaders<SharedExtensions> = {
  algorithm: recallAlgorithm,
  issuer: recallName,
  extensions: recallList,
  other: (value) => readDer(value.bytes),
};

function parseTbs<Shared>(tbs: Der, parts: PartReaders<Shared>) {
  const fields = fieldsOf(tbs);
  const versionField = fields.optional(contextConstructed(0));
  const version = parseVersion(versionField && parts.other(versionField));
  const serialNumber = integerOf(parts.other(fields.next(tags.integer)));
  const innerAlgorithm = parts.algorithm(fields.next(tags.sequence));
  const issuer = parts.issuer(fields.next(tags.sequence));
  const validity = parseValidity(parts.other(fields.next(tags.sequence)));
  const subject = parseName(parts.other(fields.next(tags.sequence)));
  const spki = fields.next(tags.sequence);
  const keyAlgorithm = parseKeyAlgorithm(parts.other(spki), parts);
  const { extensions, known, shared } = parseTail(fields, version, parts);
  return {
    version,
    serialNumber,
    innerAlgorithm,
    issuer,
    notBefore: validity.notBefore,
    notAfter: validity.notAfter,
    subject,
    spki: spki.bytes,
    keyAlgorithm,
    extensions,
    known,
    shared,
  };
}

function parseVersion(value: Der | undefined): Certificate['version'] {
  if (!value) return 1;
  const version = integerOf(onlyElement(value, tags.integer));
  if (version === 1n) return 2;
  if (version === 2n) return 3;
  throw new DerError('asn1.structure', 'no such version of a certificate');
}

function parseValidity(value: Der) {
  const fields = fieldsOf(value);
  const notBefore = timeOf(fields.next(tags.utcTime, tags.generalizedTime));
  const notAfter = timeOf(fields.next(tags.utcTime, tags.generalizedTime));
  fields.end();
  return { notBefore, notAfter };
}

function parseKeyAlgorithm<Shared>(spki: Der, parts: PartReaders<Shared>) {
  const fields = fieldsOf(spki);
  const algorithm = parts.algorithm(fields.next(tags.sequence));
  wholeBytes(fields.next(tags.bitString));
  fields.end();
  return algorithm;
}

/** Unique identifiers need version 2, extensions version 3 (RFC 5280 4.1.2.8 and 4.1.2.9). */
function parseTail<Shared>(
  fields: Fields,
  version: Certificate['version'],
  parts: PartReaders<Shared>,
): ReadList<Shared> {
  const identifiers = [fields.optional(context(1)), fields.optional(context(2))];
  const extensions = fields.optional(contextConstructed(3));
  fields.end();
  if ((version === 1 && identifiers.some(Boolean)) || (version !== 3 && extensions))
    throw new DerError('asn1.structure', 'a field that this version of a certificate does not have');
  for (const identifier of identifiers) if (identifier) bitStringOf(parts.other(identifier));
  return parts.extensions(extensions && onlyElement(extensions));
}

/** The octets of a BIT STRING that holds whole octets, as keys and signatures do. */
export function wholeBytes(value: Der): Uint8Array {
  const { unusedBits, bytes } = bitStringOf(value);
  if (unusedBits !== 0) throw new DerError('asn1.bit_string', 'a key or signature is not whole octets');
  return bytes;
}
