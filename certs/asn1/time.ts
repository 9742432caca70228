import { DerError } from './errors.ts';

const utcTime = 0x17;
const generalizedTime = 0x18;

/**
 * UTCTime or GeneralizedTime in milliseconds since 1970, exactly as RFC 5280 4.1.2.5 has them: with seconds,
 * with Z, without fractions; a two-digit year below 50 is in this century.
 */
export function decodeTime(tag: number, content: Uint8Array): number {
  if (tag !== utcTime && tag !== generalizedTime)
    throw new DerError('asn1.unexpected_tag', 'a time is expected');
  const digits = tag === utcTime ? 12 : 14;
  if (content.length !== digits + 1 || content[digits] !== zulu)
    throw new DerError('asn1.time', 'a time has the form YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ');
  if (tag === generalizedTime)
    return momentOf(twoDigits(content, 0) * 100 + twoDigits(content, 2), content, 4);
  const year = twoDigits(content, 0);
  return momentOf(year + (year < 50 ? 2000 : 1900), content, 2);
}

const longestFraction = 20;

/**
 * A GeneralizedTime of DER (X.690 11.7): like that of RFC 5280, or with a fraction of a second that does not end in
 * a zero, as time stamps have it (RFC 3161 2.4.2). Milliseconds since 1970, with what is left of the fraction.
 */
export function decodePreciseTime(tag: number, content: Uint8Array): number {
  if (content[14] !== point || tag !== generalizedTime) return decodeTime(tag, content);
  const fraction = Buffer.from(content.subarray(15, -1)).toString('latin1');
  if (
    content[content.length - 1] !== zulu ||
    fraction.length > longestFraction ||
    !/^[0-9]*[1-9]$/.test(fraction)
  )
    throw new DerError('asn1.time', 'a fraction of a second has digits, and does not end in a zero');
  const whole = momentOf(twoDigits(content, 0) * 100 + twoDigits(content, 2), content, 4);
  return whole + Number(`0.${fraction}`) * 1000;
}

const zulu = 0x5a;
const point = 0x2e;

function twoDigits(content: Uint8Array, at: number): number {
  const tens = (content[at] ?? 0) - 0x30;
  const ones = (content[at + 1] ?? 0) - 0x30;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) throw new DerError('asn1.time', 'a time has digits only');
  return tens * 10 + ones;
}

const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/** The moment of a year and the MMDDHHMMSS that stand at `at`; without Date, for a CRL holds a million of them. */
function momentOf(year: number, content: Uint8Array, at: number): number {
  const month = twoDigits(content, at);
  const day = twoDigits(content, at + 2);
  const hour = twoDigits(content, at + 4);
  const minute = twoDigits(content, at + 6);
  const second = twoDigits(content, at + 8);
  const before = daysBefore[month - 1];
  const after = daysBefore[month];
  if (before === undefined || after === undefined || hour > 23 || minute > 59 || second > 59)
    throw new DerError('asn1.time', 'no such month or hour');
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const longest = after - before + (isLeap && month === 2 ? 1 : 0);
  if (day < 1 || day > longest) throw new DerError('asn1.time', 'no such day');
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  const days = past * 365 + leapDays + before + (isLeap && month > 2 ? 1 : 0) + day - 1 - daysUntil1970;
  return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000;
}

/** From the first day of the year 1. */
const daysUntil1970 = 719_162;
