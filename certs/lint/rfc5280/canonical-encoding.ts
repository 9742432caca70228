import { der, oids } from '../../asn1/index.ts';
import type { Extension, TbsCertificate } from '../../validation/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

/**
 * The reader refuses whatever is not minimal. What it lets through against DER makes the bytes longer than they would
 * be if the meaning was written again: a default value, a time in the longer form, a unique identifier. So the lengths
 * are compared, which costs a tenth of writing.
 */
export const canonicalEncoding: DraftRule = {
  id: 'rfc5280.canonical_encoding',
  clause: 'RFC 5280 4.1 and 4.1.2.8, X.690 11',
  severity: 'error',
  check({ certificate }) {
    if (certificate.known.basicConstraints?.cA === false && hasWrittenDefault(certificate))
      return 'basicConstraints with cA FALSE written out';
    return lengthAgain(certificate) === certificate.tbs.length
      ? undefined
      : 'written again, it is shorter: a default value, a form of time, a unique identifier';
  },
};

function hasWrittenDefault({ extensions }: TbsCertificate): boolean {
  return extensions.some(({ oid, value }) => oid === oids.basicConstraints && value[2] === 0x01);
}

const versionOctets = 5;
const criticalOctets = 3;

function lengthAgain(certificate: TbsCertificate): number {
  const { version, serialNumber, innerAlgorithm, issuer, notBefore, notAfter, subject, spki } = certificate;
  let extensions = 0;
  for (const extension of certificate.extensions) extensions += lengthOfExtension(extension);
  return whole(
    (version === 1 ? 0 : versionOctets) +
      lengthOfInteger(serialNumber) +
      innerAlgorithm.raw.length +
      issuer.raw.length +
      whole(lengthOfTime(notBefore) + lengthOfTime(notAfter)) +
      subject.raw.length +
      spki.length +
      (extensions > 0 ? whole(whole(extensions)) : 0),
  );
}

/** Of a serial number, which is positive and short; others are written out. */
function lengthOfInteger(value: bigint): number {
  const digits = value > 0n ? value.toString(16) : '';
  if (digits === '' || digits.length > 200) return der.integer(value).length;
  const isHigh = digits.length % 2 === 0 && digits >= '8';
  return whole(Math.ceil(digits.length / 2) + (isHigh ? 1 : 0));
}

function lengthOfExtension({ oid, isCritical, value }: Extension): number {
  const identifier = identifiers.get(oid) ?? der.oid(oid).length;
  return whole(identifier + (isCritical ? criticalOctets : 0) + whole(value.length));
}

const identifiers: ReadonlyMap<string, number> = new Map(
  Object.values(oids).map((oid) => [oid, der.oid(oid).length]),
);

const start = Date.UTC(1950, 0, 1);
const end = Date.UTC(2050, 0, 1);

/** UTCTime through 2049 (RFC 5280 4.1.2.5). */
function lengthOfTime(moment: number): number {
  return moment >= start && moment < end ? 15 : 17;
}

/** Content with its identifier and length octets. */
function whole(content: number): number {
  if (content < 0x80) return content + 2;
  return content + (content < 0x100 ? 3 : content < 0x10000 ? 4 : 5);
}
