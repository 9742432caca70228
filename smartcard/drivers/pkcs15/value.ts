import { findTlv, readTlv, type Tlv } from '../../apdu/index.ts';
import { CardError } from '../card.ts';

/** Values of the ASN.1 types in PKCS#15 files. What is not as it should be raises `card.malformed`. */

export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  utf8String: 0x0c,
  enumerated: 0x0a,
  sequence: 0x30,
} as const;

/** A small number of zero or more. */
export function numberOf(value: Uint8Array): number {
  if (value.length === 0 || value.length > 4 || (value[0] ?? 0) >= 0x80)
    throw new CardError('card.malformed', 'a number that is empty, negative or too large');
  return value.reduce((all, octet) => all * 0x100 + octet, 0);
}

/** The bits that are set, the first is 0. */
export function bitsOf(value: Uint8Array): ReadonlySet<number> {
  const set = new Set<number>();
  for (let bit = 0; bit < (value.length - 1) * 8; bit += 1)
    if (((value[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) set.add(bit);
  return set;
}

/** The objects of a file, one after the other; cards fill the rest with 00 or FF, which begin none. */
export function entriesOf(file: Uint8Array): readonly Tlv[] {
  const entries: Tlv[] = [];
  for (let rest = file; rest.length > 0 && rest[0] !== 0x00 && rest[0] !== 0xff; ) {
    const next = readTlv(rest);
    entries.push(next.tlv);
    rest = next.rest;
  }
  return entries;
}

export function required(fields: readonly Tlv[], wanted: number): Uint8Array {
  const value = findTlv(fields, wanted);
  if (!value) throw new CardError('card.malformed', `a value of the type ${wanted.toString(16)} is missing`);
  return value;
}
