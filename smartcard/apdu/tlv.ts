import { CardError } from '../drivers/card.ts';

/** BER-TLV data objects (ISO 7816-4 6.3), as cards send them. */

export interface Tlv {
  /** All octets of the tag as one number: 0x5C, 0x7F49, 0x5FC105. */
  readonly tag: number;
  /** A view of the bytes that were read. */
  readonly value: Uint8Array;
}

const maxObjects = 256;

/**
 * The first data object and what follows it.
 * @throws CardError `card.malformed` when the bytes end before it does, or a tag or length takes too many octets
 */
export function readTlv(bytes: Uint8Array): { readonly tlv: Tlv; readonly rest: Uint8Array } {
  const tag = readTag(bytes);
  const length = readLength(bytes, tag.end);
  const end = length.end + length.value;
  if (end > bytes.length) throw malformed('a data object ends after its bytes');
  return {
    tlv: { tag: tag.value, value: bytes.subarray(length.end, end) },
    rest: bytes.subarray(end),
  };
}

/** All data objects, one after the other, at most 256. @throws CardError `card.malformed` */
export function readTlvs(bytes: Uint8Array): readonly Tlv[] {
  const found: Tlv[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    if (found.length === maxObjects) throw malformed('too many data objects');
    const next = readTlv(rest);
    found.push(next.tlv);
    rest = next.rest;
  }
  return found;
}

/** The value of the first object with the tag. */
export function findTlv(objects: readonly Tlv[], tag: number): Uint8Array | undefined {
  return objects.find((one) => one.tag === tag)?.value;
}

/** The value under a path of tags, each inside the one before. @throws CardError `card.malformed` when one is missing */
export function childOf(bytes: Uint8Array, ...path: readonly number[]): Uint8Array {
  let value = bytes;
  for (const tag of path) {
    const inner = findTlv(readTlvs(value), tag);
    if (!inner) throw malformed(`data object ${tag.toString(16)} is missing`);
    value = inner;
  }
  return value;
}

/** One data object; the parts are its value. */
export function writeTlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const value = Buffer.concat(parts);
  return Buffer.concat([numberOctets(tag), lengthOctets(value.length), value]);
}

function readTag(bytes: Uint8Array): { readonly value: number; readonly end: number } {
  const first = octetAt(bytes, 0);
  if ((first & 0x1f) !== 0x1f) return { value: first, end: 1 };
  const second = octetAt(bytes, 1);
  if (second < 0x80) return { value: first * 0x100 + second, end: 2 };
  const third = octetAt(bytes, 2);
  // ISO 7816-4 6.3: tags of more than three octets are reserved.
  if (third >= 0x80) throw malformed('a tag of more than three octets');
  return { value: (first * 0x100 + second) * 0x100 + third, end: 3 };
}

function readLength(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  const first = octetAt(bytes, at);
  if (first < 0x80) return { value: first, end: at + 1 };
  const octets = first & 0x7f;
  if (octets === 0 || octets > 3) throw malformed('a length of a form that cards do not use');
  let value = 0;
  for (let index = 1; index <= octets; index += 1) value = value * 0x100 + octetAt(bytes, at + index);
  return { value, end: at + 1 + octets };
}

function octetAt(bytes: Uint8Array, at: number): number {
  const octet = bytes[at];
  if (octet === undefined) throw malformed('a data object is cut');
  return octet;
}

function numberOctets(value: number): Uint8Array {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets = numberOctets(length);
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

function malformed(detail: string): CardError {
  return new CardError('card.malformed', detail);
}
