import {
  booleanOf,
  context,
  contextConstructed,
  countOf,
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
import { parseDistributionPointName, parseGeneralNames } from './general-names.ts';
import type { Crl, Extension, IssuingDistributionPoint, RevokedCertificate } from './model.ts';
import { parseName } from './names.ts';

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
  return { raw: bytes, tbs: tbs.bytes, signatureAlgorithm, signature, ...parseTbs(tbs) };
}

function parseTbs(tbs: Der) {
  const fields = fieldsOf(tbs);
  const version = fields.optional(tags.integer);
  if (version && integerOf(version) !== 1n) throw new DerError('asn1.structure', 'no such version of a CRL');
  const innerAlgorithm = parseAlgorithm(fields.next(tags.sequence));
  const issuer = parseName(fields.next(tags.sequence));
  const thisUpdate = timeOf(fields.next(tags.utcTime, tags.generalizedTime));
  const nextUpdate = fields.optional(tags.utcTime, tags.generalizedTime);
  const entries = fields.optional(tags.sequence);
  const tail = fields.optional(contextConstructed(0));
  fields.end();
  if (tail && !version) throw new DerError('asn1.structure', 'a version 1 CRL has extensions');
  const extensions = tail ? parseExtensions(onlyElement(tail)) : [];
  return {
    innerAlgorithm,
    issuer,
    thisUpdate,
    nextUpdate: nextUpdate && timeOf(nextUpdate),
    revoked: entries ? parseEntries(entries, issuer.key, version !== undefined) : [],
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

/** The entries; an indirect CRL's certificate issuer holds until the next one is named (RFC 5280 5.3.3). */
function parseEntries(value: Der, crlIssuerKey: string, allowsExtensions: boolean) {
  let issuerKey = crlIssuerKey;
  return fieldsOf(value)
    .rest()
    .map((entry): RevokedCertificate => {
      const fields = fieldsOf(entry);
      const serialNumber = integerOf(fields.next(tags.integer));
      const revocationDate = timeOf(fields.next(tags.utcTime, tags.generalizedTime));
      const tail = fields.optional(tags.sequence);
      fields.end();
      if (tail && !allowsExtensions) throw new DerError('asn1.structure', 'a version 1 CRL has extensions');
      const { issuer, reason, hasUnknownCriticalExtension } = parseEntryExtensions(tail);
      issuerKey = issuer ?? issuerKey;
      return { serialNumber, revocationDate, reason, issuerKey, hasUnknownCriticalExtension };
    });
}

function parseEntryExtensions(tail: Der | undefined) {
  let issuer: string | undefined;
  let reason = 0;
  let hasUnknownCriticalExtension = false;
  for (const extension of tail ? parseExtensions(tail) : []) {
    if (extension.oid === oids.cRLReasons) reason = parseReason(extensionValue(extension));
    else if (extension.oid === oids.certificateIssuer)
      issuer = parseCertificateIssuer(extensionValue(extension));
    else if (extension.isCritical && extension.oid !== oids.invalidityDate)
      hasUnknownCriticalExtension = true;
  }
  return { issuer, reason, hasUnknownCriticalExtension };
}

function parseReason(value: Der): number {
  expectTag(value, tags.enumerated);
  const reason = countOf(value);
  if (reason > 10 || reason === 7) throw new DerError('asn1.structure', 'no such CRLReason');
  return reason;
}

function parseCertificateIssuer(value: Der): string {
  const name = parseGeneralNames(value).find(({ kind }) => kind === 'directoryName');
  if (name?.kind !== 'directoryName') throw new DerError('asn1.structure', 'certificateIssuer has no name');
  return name.name.key;
}
