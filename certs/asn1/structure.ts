import { type Der, ElementReader, elements } from './der.ts';
import { DerError } from './errors.ts';
import {
  type BitString,
  checkInteger,
  decodeBitString,
  decodeBoolean,
  decodeObjectIdentifier,
} from './primitives.ts';
import { decodePreciseTime, decodeTime } from './time.ts';

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The identifier octet of `[number]`, primitive or constructed. */
export const context = (number: number): number => 0x80 | number;
export const contextConstructed = (number: number): number => 0xa0 | number;

/** Takes the elements of a structure one after the other; `end` refuses what is left. */
export interface Fields {
  /** The next element, which must have the tag, or the other one. */
  next(wanted: number, other?: number): Der;
  /** The next element if it has the tag, or the other one. */
  optional(wanted: number, other?: number): Der | undefined;
  /** The last element, whatever its tag; undefined when there is none. */
  last(): Der | undefined;
  /** All that is left. */
  rest(): readonly Der[];
  /** The octets of all that is left, unread. */
  restOctets(): Uint8Array;
  end(): void;
}

/** The fields of a SEQUENCE, or of an implicitly tagged one when `tag` is given. */
export function fieldsOf(value: Der, tag: number = tags.sequence): Fields {
  expectTag(value, tag);
  return new ElementFields(value);
}

/** A class, because a structure is read so often that functions of its own for each are felt. */
class ElementFields extends ElementReader implements Fields {
  optional(wanted: number, other = wanted): Der | undefined {
    const tag = this.nextTag();
    return tag === wanted || tag === other ? this.take() : undefined;
  }

  next(wanted: number, other = wanted): Der {
    const field = this.optional(wanted, other);
    if (!field) throw new DerError('asn1.structure', 'a field is missing or has another type');
    return field;
  }

  rest(): readonly Der[] {
    const left: Der[] = [];
    for (let field = this.take(); field; field = this.take()) left.push(field);
    return left;
  }

  last(): Der | undefined {
    const field = this.take();
    this.end();
    return field;
  }

  end(): void {
    if (this.nextTag() !== undefined)
      throw new DerError('asn1.structure', 'a structure has more fields than it may');
  }
}

/** The elements of a SEQUENCE OF or SET OF with at least one element. */
export function someOf(value: Der, tag: number = tags.sequence): readonly Der[] {
  expectTag(value, tag);
  const all = elements(value);
  if (all.length === 0) throw new DerError('asn1.structure', 'a list is empty');
  return all;
}

export function expectTag(value: Der, tag: number): void {
  if (value.tag !== tag)
    throw new DerError('asn1.unexpected_tag', `tag ${tag} is expected, not ${value.tag}`);
}

/** The only value inside an explicit tag; with the tag, where one is given. */
export function onlyElement(value: Der, tag?: number): Der {
  const [first, ...others] = elements(value);
  if (!first || others.length > 0) throw new DerError('asn1.structure', 'exactly one value is expected');
  if (tag !== undefined) expectTag(first, tag);
  return first;
}

export function booleanOf(value: Der): boolean {
  return decodeBoolean(value.content);
}

/** No serial, modulus or counter of the standards is longer. */
const maxIntegerBytes = 2048;

export function integerOf(value: Der): bigint {
  const { content } = value;
  checkInteger(content);
  if (content.length <= 4) return BigInt(shortIntegerOf(content));
  if (content.length > maxIntegerBytes) throw new DerError('asn1.integer', 'a number is too large');
  const { buffer, byteOffset, length } = content;
  const magnitude = BigInt(`0x${Buffer.from(buffer, byteOffset, length).toString('hex')}`);
  const isNegative = (content[0] ?? 0) >= 0x80;
  return isNegative ? magnitude - (1n << BigInt(8 * length)) : magnitude;
}

/** Of one to four octets, as most numbers are: a way by text costs as much as the rest of a small structure. */
function shortIntegerOf(content: Uint8Array): number {
  let number = ((content[0] ?? 0) << 24) >> 24;
  for (let at = 1; at < content.length; at += 1) number = (number << 8) | (content[at] ?? 0);
  return number;
}

/** An INTEGER that counts something: from 0 to 2^31-1. */
export function countOf(value: Der): number {
  const { content } = value;
  checkInteger(content);
  if (content.length > 4) throw new DerError('asn1.integer', 'a number is too large');
  const number = shortIntegerOf(content);
  if (number < 0) throw new DerError('asn1.integer', 'a number is negative');
  return number;
}

export function oidOf(value: Der): string {
  return decodeObjectIdentifier(value.content);
}

export function bitStringOf(value: Der): BitString {
  return decodeBitString(value.content);
}

/** The numbers of the bits that are set in a named bit list; trailing zero bits are refused (X.690 11.2.2). */
export function namedBitsOf(value: Der): ReadonlySet<number> {
  const { unusedBits, bytes } = bitStringOf(value);
  const last = bytes[bytes.length - 1];
  if (bytes.length > 4 || (last !== undefined && ((last >> unusedBits) & 1) === 0))
    throw new DerError('asn1.bit_string', 'a named bit list has trailing zero bits or too many bits');
  const set = new Set<number>();
  for (const [index, octet] of bytes.entries())
    for (let bit = 0; bit < 8; bit += 1) if (octet & (0x80 >> bit)) set.add(index * 8 + bit);
  return set;
}

export function timeOf(value: Der): number {
  return decodeTime(value.tag, value.content);
}

/** A GeneralizedTime that may have a fraction of a second (RFC 3161 2.4.2). */
export function preciseTimeOf(value: Der): number {
  return decodePreciseTime(value.tag, value.content);
}
