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
  readDer,
  tags,
  timeOf,
} from '../asn1/index.ts';
import { parseAlgorithm, parseExtensions, parseKnownExtensions } from './extensions.ts';
import type { Certificate, Extension } from './model.ts';
import { parseName } from './names.ts';

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

function parseTbs(tbs: Der) {
  const fields = fieldsOf(tbs);
  const version = parseVersion(fields.optional(contextConstructed(0)));
  const serialNumber = integerOf(fields.next(tags.integer));
  const innerAlgorithm = parseAlgorithm(fields.next(tags.sequence));
  const issuer = parseName(fields.next(tags.sequence));
  const validity = parseValidity(fields.next(tags.sequence));
  const subject = parseName(fields.next(tags.sequence));
  const spki = fields.next(tags.sequence);
  const extensions = parseTail(fields, version);
  return {
    version,
    serialNumber,
    innerAlgorithm,
    issuer,
    ...validity,
    subject,
    spki: spki.bytes,
    keyAlgorithm: parseKeyAlgorithm(spki),
    extensions,
    known: parseKnownExtensions(extensions),
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

function parseKeyAlgorithm(spki: Der) {
  const fields = fieldsOf(spki);
  const algorithm = parseAlgorithm(fields.next(tags.sequence));
  wholeBytes(fields.next(tags.bitString));
  fields.end();
  return algorithm;
}

/** Unique identifiers need version 2, extensions version 3 (RFC 5280 4.1.2.8 and 4.1.2.9). */
function parseTail(fields: Fields, version: Certificate['version']): readonly Extension[] {
  const identifiers = [fields.optional(context(1)), fields.optional(context(2))];
  const extensions = fields.optional(contextConstructed(3));
  fields.end();
  if ((version === 1 && identifiers.some(Boolean)) || (version !== 3 && extensions))
    throw new DerError('asn1.structure', 'a field that this version of a certificate does not have');
  return extensions ? parseExtensions(onlyElement(extensions)) : [];
}

/** The octets of a BIT STRING that holds whole octets, as keys and signatures do. */
export function wholeBytes(value: Der): Uint8Array {
  const { unusedBits, bytes } = bitStringOf(value);
  if (unusedBits !== 0) throw new DerError('asn1.bit_string', 'a key or signature is not whole octets');
  return bytes;
}
