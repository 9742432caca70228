import { DerError } from './errors.ts';
import { checkPrimitive } from './primitives.ts';

/** One value: its identifier octet, the whole encoding and the content; both are views, never copies. */
export interface Der {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

/** A value by its place in the bytes around it: a view costs as much as reading a value, and most are never asked for. */
class Place implements Der {
  readonly tag: number;
  readonly source: Uint8Array;
  readonly at: number;
  readonly start: number;
  readonly end: number;
  #content: Uint8Array | undefined;

  constructor(source: Uint8Array, place: Pick<Place, 'tag' | 'at' | 'start' | 'end'>) {
    this.tag = place.tag;
    this.source = source;
    this.at = place.at;
    this.start = place.start;
    this.end = place.end;
  }

  get bytes(): Uint8Array {
    return this.source.subarray(this.at, this.end);
  }

  get content(): Uint8Array {
    this.#content ??= this.source.subarray(this.start, this.end);
    return this.#content;
  }
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
  const value = readOutermost(bytes, limits);
  checkTree(bytes, limits);
  return value;
}

/**
 * The same for the outermost value alone. Each of its {@link elements} is still to be read with {@link readDer}, or to
 * be one that was: what is inside them is not checked here.
 */
export function readOutermost(bytes: Uint8Array, limits: DerLimits = certificateLimits): Der {
  if (bytes.length > limits.maxBytes)
    throw new DerError('asn1.too_large', `more than ${limits.maxBytes} bytes`);
  const value = readAt(bytes, 0, bytes.length);
  if (value.end !== bytes.length) throw new DerError('asn1.trailing_data', 'bytes follow the value');
  return value;
}

/** The values inside a constructed value, in order; no more of them than a certificate may hold. */
export function elements(value: Der): readonly Der[] {
  const reader = new ElementReader(value);
  const found: Der[] = [];
  for (let element = reader.take(); element; element = reader.take()) {
    found.push(element);
    if (found.length > certificateLimits.maxValues)
      throw new DerError('asn1.too_many_values', `more than ${certificateLimits.maxValues} values in a list`);
  }
  return found;
}

/**
 * Takes the values inside a constructed value one after the other: a structure has a hundred of them, and a list for
 * each level costs more than what stands in it. Whoever does not take all has not read all.
 */
export class ElementReader {
  readonly #source: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(value: Der) {
    if ((value.tag & constructed) === 0)
      throw new DerError('asn1.unexpected_tag', 'a constructed value is expected');
    const { source, start, end } = value instanceof Place ? value : wholeOf(value.content);
    this.#source = source;
    this.#end = end;
    this.#at = start;
  }

  /** The identifier octet of the next one; undefined at the end. */
  nextTag(): number | undefined {
    return this.#at < this.#end ? this.#source[this.#at] : undefined;
  }

  /** The octets of all that was not taken, unread. */
  restOctets(): Uint8Array {
    return this.#source.subarray(this.#at, this.#end);
  }

  take(): Der | undefined {
    if (this.#at >= this.#end) return undefined;
    const element = readAt(this.#source, this.#at, this.#end);
    this.#at = element.end;
    return element;
  }
}

function wholeOf(source: Uint8Array) {
  return { source, start: 0, end: source.length };
}

let lastSource: Uint8Array = new Uint8Array();
let lastBuffer: Buffer = Buffer.alloc(0);

/** The octets of a value as a text that is equal where they are, for tables of values. */
export function octetsAsText(value: Der): string {
  const { source, at, end } = value instanceof Place ? value : { ...wholeOf(value.bytes), at: 0 };
  if (source !== lastSource) {
    lastSource = source;
    lastBuffer = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  }
  return lastBuffer.toString('latin1', at, end);
}

/** Walks the whole tree with a stack of ends instead of recursion; by offsets alone, without a value for each. */
function checkTree(bytes: Uint8Array, limits: DerLimits): void {
  // One stack for all trees: nothing below reads another meanwhile.
  const ends = openEnds;
  let depth = 0;
  let values = 0;
  let end = bytes.length;
  for (let at = 0; ; ) {
    while (at === end) {
      if (depth === 0) return;
      depth -= 1;
      end = ends[depth] ?? 0;
    }
    values += 1;
    if (values > limits.maxValues)
      throw new DerError('asn1.too_many_values', `more than ${limits.maxValues} values`);
    const tag = tagAt(bytes, at, end);
    const start = contentStartAt(bytes, at, end);
    const valueEnd = start + contentLength(bytes, at, start);
    if (valueEnd > end) throw truncated();
    if ((tag & constructed) === 0) {
      // Octets and values of a context have no rule.
      if (tag < 0x40 && tag !== octetString) checkPrimitive(tag, bytes, start, valueEnd);
      at = valueEnd;
      continue;
    }
    checkConstructed(tag);
    if (depth >= limits.maxDepth) throw new DerError('asn1.too_deep', `deeper than ${limits.maxDepth}`);
    ends[depth] = end;
    depth += 1;
    end = valueEnd;
    at = start;
  }
}

const openEnds: number[] = [];
const octetString = 0x04;

/** Of the universal types only SEQUENCE and SET are constructed in DER (X.690 10.2). */
function checkConstructed(tag: number): void {
  if (tag < 0x40 && tag !== 0x30 && tag !== 0x31)
    throw new DerError('asn1.unexpected_tag', `a constructed value of type ${tag & 0x1f}`);
}

function readAt(bytes: Uint8Array, at: number, end: number): Place {
  const tag = tagAt(bytes, at, end);
  const start = contentStartAt(bytes, at, end);
  const valueEnd = start + contentLength(bytes, at, start);
  if (valueEnd > end) throw truncated();
  return new Place(bytes, { tag, at, start, end: valueEnd });
}

function tagAt(bytes: Uint8Array, at: number, end: number): number {
  const tag = at < end ? (bytes[at] ?? 0) : -1;
  if (tag < 0) throw truncatedHeader();
  if ((tag & 0x1f) === 0x1f) throw new DerError('asn1.high_tag', 'a tag of more than one octet');
  return tag;
}

/** Where the content begins: the length octets before it are all there, and of a form that DER has (X.690 10.1). */
function contentStartAt(bytes: Uint8Array, at: number, end: number): number {
  const first = at + 1 < end ? (bytes[at + 1] ?? 0) : -1;
  if (first < 0) throw truncatedHeader();
  if (first < 0x80) return at + 2;
  const size = first & 0x7f;
  if (size === 0 || size > 4) throw new DerError('asn1.length_form', 'an indefinite or oversized length');
  if (at + 2 + size > end) throw truncatedHeader();
  return at + 2 + size;
}

/** The length whose octets end before `start`; minimal. */
function contentLength(bytes: Uint8Array, at: number, start: number): number {
  if (start === at + 2) return bytes[at + 1] ?? 0;
  let length = 0;
  for (let index = at + 2; index < start; index += 1) length = length * 256 + (bytes[index] ?? 0);
  if (length < 0x80 || length < 256 ** (start - at - 3))
    throw new DerError('asn1.length_form', 'a length that is not minimal');
  return length;
}

function truncated(): DerError {
  return new DerError('asn1.truncated', 'a value is longer than what holds it');
}

function truncatedHeader(): DerError {
  return new DerError('asn1.truncated', 'bytes are missing');
}
