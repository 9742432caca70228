import {
  booleanOf,
  context,
  contextConstructed,
  type Der,
  DerError,
  type DerLimits,
  fieldsOf,
  integerOf,
  namedBitsOf,
  oids,
  onlyElement,
  readDer,
  expectTag,
  tags,
  timeOf,
} from '../asn1/index.ts';
import { wholeBytes } from './certificate.ts';
import {
  extensionValue,
  parseAlgorithm,
  parseAuthorityKeyIdentifier,
  parseExtensions,
} from './extensions.ts';
import { parseEntries } from './crl-entries.ts';
import { parseDistributionPointName } from './general-names.ts';
import type { Crl, Extension, IssuingDistributionPoint, TbsCrl } from './model.ts';
import { recallName } from './names.ts';

/** A million revoked certificates fit. */
const limits: DerLimits = { maxBytes: 96 * 1024 * 1024, maxDepth: 24, maxValues: 12_000_000 };

/**
 * A CRL (RFC 5280 5.1) from its DER.
 * @throws DerError when the bytes are not one
 */
export function parseCrl(bytes: Uint8Array): Crl {
  const outer = fieldsOf(readDer(bytes, limits));
  const tbs = outer.next(tags.sequence);
  const signatureAlgorithm = parseAlgorithm(outer.next(tags.sequence));
  const signature = wholeBytes(outer.next(tags.bitString));
  outer.end();
  return { raw: bytes, signatureAlgorithm, signature, ...parseTbs(tbs) };
}

/**
 * The part of a CRL that is signed, alone, as a linter reads it before the signature.
 * @throws DerError when the bytes are not one
 */
export function parseTbsCrl(bytes: Uint8Array): TbsCrl {
  return parseTbs(readDer(bytes, limits));
}

function parseTbs(tbs: Der): TbsCrl {
  const fields = fieldsOf(tbs);
  const version = fields.optional(tags.integer);
  if (version && integerOf(version) !== 1n) throw new DerError('asn1.structure', 'no such version of a CRL');
  const innerAlgorithm = parseAlgorithm(fields.next(tags.sequence));
  const issuer = recallName(fields.next(tags.sequence));
  const thisUpdate = timeOf(fields.next(tags.utcTime, tags.generalizedTime));
  const nextUpdate = fields.optional(tags.utcTime, tags.generalizedTime);
  const entries = fields.optional(tags.sequence);
  const tail = fields.optional(contextConstructed(0));
  fields.end();
  if (tail && !version) throw new DerError('asn1.structure', 'a version 1 CRL has extensions');
  const extensions = tail ? parseExtensions(onlyElement(tail)) : [];
  return {
    tbs: tbs.bytes,
    innerAlgorithm,
    issuer,
    thisUpdate,
    nextUpdate: nextUpdate && timeOf(nextUpdate),
    revoked: parseEntries(entries, issuer.key, version !== undefined),
    extensions,
    ...parseCrlExtensions(extensions),
  };
}

function parseCrlExtensions(extensions: readonly Extension[]) {
  const find = (oid: string) => {
    const extension = extensions.find((candidate) => candidate.oid === oid);
    return extension && extensionValue(extension);
  };
  const number = find(oids.cRLNumber);
  const base = find(oids.deltaCRLIndicator);
  const point = find(oids.issuingDistributionPoint);
  const key = find(oids.authorityKeyIdentifier);
  return {
    cRLNumber: number && crlNumber(number),
    baseCRLNumber: base && crlNumber(base),
    issuingDistributionPoint: point && parseIssuingDistributionPoint(point),
    authorityKeyIdentifier: key && parseAuthorityKeyIdentifier(key),
  };
}

const knownExtensions: ReadonlySet<string> = new Set([
  oids.cRLNumber,
  oids.deltaCRLIndicator,
  oids.issuingDistributionPoint,
  oids.authorityKeyIdentifier,
]);

/** The first critical extension of the CRL without rules here (RFC 5280 5.2). */
export function unknownCriticalCrlExtension(crl: Crl): string | undefined {
  return crl.extensions.find(({ oid, isCritical }) => isCritical && !knownExtensions.has(oid))?.oid;
}

function crlNumber(value: Der): bigint {
  expectTag(value, tags.integer);
  return integerOf(value);
}

/** RFC 5280 5.2.5: at most one of the three scopes. */
function parseIssuingDistributionPoint(value: Der): IssuingDistributionPoint {
  const fields = fieldsOf(value);
  const name = fields.optional(contextConstructed(0));
  const flag = (number: number) => {
    const field = fields.optional(context(number));
    return field ? booleanOf(field) : false;
  };
  const onlyContainsUserCerts = flag(1);
  const onlyContainsCACerts = flag(2);
  const reasons = fields.optional(context(3));
  const indirectCRL = flag(4);
  const onlyContainsAttributeCerts = flag(5);
  fields.end();
  return {
    name: name && parseDistributionPointName(onlyElement(name)),
    onlyContainsUserCerts,
    onlyContainsCACerts,
    onlySomeReasons: reasons && namedBitsOf(reasons),
    indirectCRL,
    onlyContainsAttributeCerts,
    raw: value.bytes,
  };
}
