import { DerError } from './errors.ts';
import { checkPrimitive } from './primitives.ts';

/** One value: its identifier octet, the whole encoding and the content; both are views, never copies. */
export interface Der {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

export interface DerLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxValues: number;
}

/** Enough for any certificate; CRLs are read with limits of their own. */
const certificateLimits: DerLimits = { maxBytes: 256 * 1024, maxDepth: 24, maxValues: 20_000 };

const constructed = 0x20;

/**
 * Reads bytes that hold exactly one DER value and checks every value inside it (X.690 8 and 10): definite
 * minimal lengths, one-octet tags, the universal types' own rules. Not checked: the order of a SET OF and
 * the absence of DEFAULT values, since neither changes a meaning and signatures cover the bytes as they are.
 * @throws DerError
 */
export function readDer(bytes: Uint8Array, limits: DerLimits = certificateLimits): Der {
  if (bytes.length > limits.maxBytes)
    throw new DerError('asn1.too_large', `more than ${limits.maxBytes} bytes`);
  const value = readAt(bytes, 0, bytes.length);
  if (value.bytes.length !== bytes.length) throw new DerError('asn1.trailing_data', 'bytes follow the value');
  checkTree(bytes, limits);
  return value;
}

/** The values inside a constructed value, in order. */
export function elements(value: Der): readonly Der[] {
  if ((value.tag & constructed) === 0)
    throw new DerError('asn1.unexpected_tag', 'a constructed value is expected');
  const found: Der[] = [];
  for (let at = 0; at < value.content.length; ) {
    const element = readAt(value.content, at, value.content.length);
    found.push(element);
    at += element.bytes.length;
  }
  return found;
}

/** Walks the whole tree with a stack of ends instead of recursion. */
function checkTree(bytes: Uint8Array, limits: DerLimits): void {
  const ends: number[] = [bytes.length];
  let values = 0;
  for (let at = 0; ends.length > 0; ) {
    const end = ends[ends.length - 1] ?? 0;
    if (at === end) {
      ends.pop();
      continue;
    }
    values += 1;
    if (values > limits.maxValues)
      throw new DerError('asn1.too_many_values', `more than ${limits.maxValues} values`);
    const header = readHeader(bytes, at, end);
    if ((header.tag & constructed) === 0) {
      checkPrimitive(header.tag, bytes.subarray(header.start, header.end));
      at = header.end;
      continue;
    }
    checkConstructed(header.tag);
    if (ends.length > limits.maxDepth) throw new DerError('asn1.too_deep', `deeper than ${limits.maxDepth}`);
    ends.push(header.end);
    at = header.start;
  }
}

/** Of the universal types only SEQUENCE and SET are constructed in DER (X.690 10.2). */
function checkConstructed(tag: number): void {
  if (tag < 0x40 && tag !== 0x30 && tag !== 0x31)
    throw new DerError('asn1.unexpected_tag', `a constructed value of type ${tag & 0x1f}`);
}

function readAt(bytes: Uint8Array, at: number, end: number): Der {
  const header = readHeader(bytes, at, end);
  return {
    tag: header.tag,
    bytes: bytes.subarray(at, header.end),
    content: bytes.subarray(header.start, header.end),
  };
}

interface Header {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

function readHeader(bytes: Uint8Array, at: number, end: number): Header {
  const tag = octet(bytes, at, end);
  if ((tag & 0x1f) === 0x1f) throw new DerError('asn1.high_tag', 'a tag of more than one octet');
  const first = octet(bytes, at + 1, end);
  const size = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || size > 4) throw new DerError('asn1.length_form', 'an indefinite or oversized length');
  let length = size === 0 ? first : 0;
  for (let index = 0; index < size; index += 1) length = length * 256 + octet(bytes, at + 2 + index, end);
  if (size > 0 && (length < 0x80 || length < 256 ** (size - 1)))
    throw new DerError('asn1.length_form', 'a length that is not minimal');
  const start = at + 2 + size;
  if (length > end - start) throw new DerError('asn1.truncated', 'a value is longer than what holds it');
  return { tag, start, end: start + length };
}

function octet(bytes: Uint8Array, at: number, end: number): number {
  const value = at < end ? bytes[at] : undefined;
  if (value === undefined) throw new DerError('asn1.truncated', 'bytes are missing');
  return value;
}
