import { DerError } from './errors.ts';

const utcTime = 0x17;
const generalizedTime = 0x18;

/**
 * UTCTime or GeneralizedTime in milliseconds since 1970, exactly as RFC 5280 4.1.2.5 has them: with seconds,
 * with Z, without fractions; a two-digit year below 50 is in this century.
 */
export function decodeTime(tag: number, content: Uint8Array): number {
  const text = String.fromCharCode(...content.subarray(0, 16));
  const digits = tag === utcTime ? 12 : 14;
  if (tag !== utcTime && tag !== generalizedTime)
    throw new DerError('asn1.unexpected_tag', 'a time is expected');
  if (content.length !== digits + 1 || !/^[0-9]+Z$/.test(text))
    throw new DerError('asn1.time', 'a time has the form YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ');
  const full = tag === utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const part = (from: number, to: number) => full.slice(from, to);
  const iso = `${part(0, 4)}-${part(4, 6)}-${part(6, 8)}T${part(8, 10)}:${part(10, 12)}:${part(12, 14)}.000Z`;
  const moment = Date.parse(iso);
  // Date.parse takes the 31st of a short month and hour 24 for the next day; such a time does not exist.
  if (Number.isNaN(moment) || new Date(moment).toISOString() !== iso)
    throw new DerError('asn1.time', 'no such day or hour');
  return moment;
}
