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
import type { Certificate, TbsCertificate } from './model.ts';
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
  return { raw: bytes, tbs: tbs.bytes, signatureAlgorithm, signature, ...parseTbs(tbs) };
}

/**
 * The part of a certificate that is signed, alone, as a linter reads it before the signature. Every octet is checked;
 * parts that stood in an earlier one octet for octet are not read a second time.
 * @throws DerError when the bytes are not one
 */
export function parseTbsCertificate(bytes: Uint8Array): TbsCertificate {
  return { tbs: bytes, ...parseTbs(readOutermost(bytes), rememberedParts) };
}

/** How the parts of a certificate are read. */
interface PartReaders {
  readonly algorithm: (value: Der) => Certificate['innerAlgorithm'];
  readonly issuer: (value: Der) => Certificate['issuer'];
  readonly extensions: (list: Der) => readonly ReadExtension[];
  /** Everything else. */
  readonly other: (value: Der) => Der;
}

/** Of a certificate whose octets were checked all together. */
const checkedParts: PartReaders = {
  algorithm: parseAlgorithm,
  issuer: recallName,
  extensions: readExtensions,
  other: (value) => value,
};

const recallAlgorithm = remembering(parseAlgorithm);
const ofOneCertificate: ReadonlySet<string> = new Set([oids.subjectKeyIdentifier, oids.subjectAltName]);
const recallExtension = remembering(readExtension, ({ extension }) => ofOneCertificate.has(extension.oid));

/** Of one that nothing was checked of but its outermost value. */
const rememberedParts: PartReaders = {
  algorithm: recallAlgorithm,
  issuer: recallName,
  extensions: (list) => readExtensions(list, tags.sequence, recallExtension),
  other: (value) => readDer(value.bytes),
};

function parseTbs(tbs: Der, parts: PartReaders = checkedParts) {
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
  const read = parseTail(fields, version, parts);
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
    extensions: read.map(({ extension }) => extension),
    known: joinExtensions(read),
  };
}

function parseVersion(value: Der | undefined): Certificate['version'] {
  if (!value) return 1;
  const version = integerOf(onlyElement(value));
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

function parseKeyAlgorithm(spki: Der, parts: PartReaders) {
  const fields = fieldsOf(spki);
  const algorithm = parts.algorithm(fields.next(tags.sequence));
  wholeBytes(fields.next(tags.bitString));
  fields.end();
  return algorithm;
}

/** Unique identifiers need version 2, extensions version 3 (RFC 5280 4.1.2.8 and 4.1.2.9). */
function parseTail(
  fields: Fields,
  version: Certificate['version'],
  parts: PartReaders,
): readonly ReadExtension[] {
  const identifiers = [fields.optional(context(1)), fields.optional(context(2))];
  const extensions = fields.optional(contextConstructed(3));
  fields.end();
  if ((version === 1 && identifiers.some(Boolean)) || (version !== 3 && extensions))
    throw new DerError('asn1.structure', 'a field that this version of a certificate does not have');
  for (const identifier of identifiers) if (identifier) parts.other(identifier);
  return extensions ? parts.extensions(onlyElement(extensions)) : [];
}

/** The octets of a BIT STRING that holds whole octets, as keys and signatures do. */
export function wholeBytes(value: Der): Uint8Array {
  const { unusedBits, bytes } = bitStringOf(value);
  if (unusedBits !== 0) throw new DerError('asn1.bit_string', 'a key or signature is not whole octets');
  return bytes;
}
