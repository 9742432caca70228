import { newOctets } from './octets.ts';
import { context, contextConstructed, tags } from './structure.ts';

/** Writes DER (X.690). A part is a whole encoded value; nothing is checked that the types do not show. */

/** One value: identifier octet, minimal length, the parts one after the other. Sized once. */
export function encode(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const size = lengthOctets(length);
  const bytes = newOctets(2 + size + length);
  bytes[0] = tag;
  writeLength(bytes, 0, length, size);
  let at = 2 + size;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** How many octets follow the first one of a length. */
export function lengthOctets(length: number): number {
  if (length < 0x80) return 0;
  return length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
}

/** The length of the value that starts at `start`, behind its identifier octet. */
export function writeLength(bytes: Uint8Array, start: number, length: number, size: number): void {
  bytes[start + 1] = size === 0 ? length : 0x80 | size;
  for (let index = size - 1, rest = length; index >= 0; index -= 1) {
    bytes[start + 2 + index] = rest & 0xff;
    rest = Math.floor(rest / 256);
  }
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return encode(tags.sequence, ...parts);
}

/** A SET OF in the order that DER wants (X.690 11.6). */
export function setOf(...parts: readonly Uint8Array[]): Uint8Array {
  return encode(tags.set, ...[...parts].sort((left, right) => Buffer.compare(left, right)));
}

/** `[number]` around a value. */
export function explicit(number: number, value: Uint8Array): Uint8Array {
  return encode(contextConstructed(number), value);
}

/** `[number]` in place of the value's own tag; constructed stays constructed. */
export function implicit(number: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(value);
  bytes[0] = ((value[0] ?? 0) & 0x20) === 0 ? context(number) : contextConstructed(number);
  return bytes;
}

export function boolean(value: boolean): Uint8Array {
  return Uint8Array.of(tags.boolean, 1, value ? 0xff : 0);
}

export function integer(value: bigint | number): Uint8Array {
  return encode(tags.integer, integerContent(BigInt(value)));
}

/** An INTEGER from the octets of a magnitude, as serial numbers are drawn: never negative, made minimal. */
export function unsignedInteger(magnitude: Uint8Array): Uint8Array {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start += 1;
  const content = magnitude.subarray(start);
  const isHigh = content.length === 0 || (content[0] ?? 0) >= 0x80;
  return encode(tags.integer, ...(isHigh ? [Uint8Array.of(0)] : []), content);
}

function integerContent(value: bigint): Uint8Array {
  let octets = 1;
  while (BigInt.asIntN(octets * 8, value) !== value) octets += 1;
  const hex = BigInt.asUintN(octets * 8, value).toString(16);
  return Buffer.from(hex.padStart(octets * 2, '0'), 'hex');
}

export function enumerated(value: number): Uint8Array {
  return encode(tags.enumerated, integerContent(BigInt(value)));
}

export function nullValue(): Uint8Array {
  return Uint8Array.of(tags.null, 0);
}

export function octetString(content: Uint8Array): Uint8Array {
  return encode(tags.octetString, content);
}

/** A BIT STRING of whole octets. */
export function bitString(content: Uint8Array): Uint8Array {
  return encode(tags.bitString, Uint8Array.of(0), content);
}

/** A named bit list without trailing zero bits (X.690 11.2.2). */
export function namedBits(bits: Iterable<number>): Uint8Array {
  const set = [...bits];
  const highest = Math.max(-1, ...set);
  const content = new Uint8Array(Math.ceil((highest + 1) / 8));
  for (const bit of set) content[bit >> 3] = (content[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  const unusedBits = highest < 0 ? 0 : 7 - (highest & 7);
  return encode(tags.bitString, Uint8Array.of(unusedBits), content);
}

/** @throws RangeError for a text that is no dotted object identifier */
export function oid(dotted: string): Uint8Array {
  const arcs = /^[0-2](\.(0|[1-9][0-9]*))+$/.test(dotted) ? dotted.split('.').map(BigInt) : [];
  const [root = 3n, second = 0n, ...others] = arcs;
  if (root > 2n || (root < 2n && second > 39n)) throw new RangeError(`no object identifier: ${dotted}`);
  const content = [root * 40n + second, ...others].flatMap(base128);
  return encode(tags.oid, Uint8Array.from(content));
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
}

export function utf8String(text: string): Uint8Array {
  return encode(0x0c, Buffer.from(text, 'utf8'));
}

/** @throws RangeError for a character that PrintableString does not have */
export function printableString(text: string): Uint8Array {
  if (!/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)) throw new RangeError('not a PrintableString');
  return encode(0x13, Buffer.from(text, 'latin1'));
}

/** @throws RangeError for a character outside ASCII */
export function ia5String(text: string): Uint8Array {
  if (!/^\p{ASCII}*$/u.test(text)) throw new RangeError('not an IA5String');
  return encode(0x16, Buffer.from(text, 'latin1'));
}

/** RFC 5280 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050. Milliseconds since 1970, cut to the second. */
export function time(moment: number): Uint8Array {
  const text = compact(moment);
  return text < '2050' && text >= '1950'
    ? encode(tags.utcTime, Buffer.from(text.slice(2), 'latin1'))
    : encode(tags.generalizedTime, Buffer.from(text, 'latin1'));
}

/** GeneralizedTime to the second, whatever the year (RFC 6960 4.2.2.1). */
export function generalizedTime(moment: number): Uint8Array {
  return encode(tags.generalizedTime, Buffer.from(compact(moment), 'latin1'));
}

/** YYYYMMDDHHMMSSZ. @throws RangeError for a moment outside the years 0 to 9999 */
function compact(moment: number): string {
  const date = new Date(moment);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new RangeError('a time that cannot be written');
  const time = two(date.getUTCHours()) + two(date.getUTCMinutes()) + two(date.getUTCSeconds());
  return `${two(Math.floor(year / 100))}${two(year % 100)}${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}${time}Z`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
