import { malformed, tooComplex } from './errors.ts';
import type { PdfDictionary, PdfValue } from './objects.ts';

/** Values that one document may make readers build, all together. */
export interface ValueBudget {
  left: number;
}

/** What is read from. */
export interface ParserOptions {
  readonly budget: ValueBudget;
  /** The end of the bytes where it is not told. */
  readonly end?: number;
  /** The bytes were unpacked from a stream, so that strings have no place in the file. */
  readonly isUnpacked?: boolean;
}

const maxDepth = 64;

/** Classes of characters (ISO 32000-2 7.2.3). */
const whitespace = 1;
const delimiter = 2;
const classes = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) classes[code] = whitespace;
for (const character of '()<>[]{}/%') classes[character.charCodeAt(0)] = delimiter;

export function isWhitespace(code: number | undefined): boolean {
  return code !== undefined && classes[code] === whitespace;
}

const code = (character: string) => character.charCodeAt(0);
const [percent, slash, less, greater] = [code('%'), code('/'), code('<'), code('>')];
const [openParenthesis, closeParenthesis, openBracket, closeBracket] = [
  code('('),
  code(')'),
  code('['),
  code(']'),
];
const [backslash, lineFeed, carriageReturn] = [code('\\'), 10, 13];

/** Reads values one after the other from a place in the bytes (ISO 32000-2 7.2 and 7.3). Strict, bounded. */
export class PdfParser {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #budget: ValueBudget;
  readonly #isUnpacked: boolean;
  at: number;

  constructor(bytes: Uint8Array, at: number, { budget, end, isUnpacked }: ParserOptions) {
    this.#bytes = bytes;
    this.at = at;
    this.#end = end ?? bytes.length;
    this.#budget = budget;
    this.#isUnpacked = isUnpacked ?? false;
  }

  /** Goes past white space and comments. */
  skipSpace(): void {
    const bytes = this.#bytes;
    while (this.at < this.#end) {
      const next = bytes[this.at] ?? 0;
      if (classes[next] === whitespace) this.at += 1;
      else if (next === percent) this.#skipComment();
      else return;
    }
  }

  #skipComment(): void {
    while (this.at < this.#end) {
      const next = this.#bytes[this.at];
      if (next === lineFeed || next === carriageReturn) return;
      this.at += 1;
    }
  }

  /** The value that begins here. @throws PdfError */
  value(depth = 0): PdfValue {
    this.skipSpace();
    this.#budget.left -= 1;
    if (this.#budget.left < 0) throw tooComplex('more values than a document may have');
    if (depth > maxDepth) throw tooComplex(`values nested deeper than ${maxDepth}`);
    const next = this.at < this.#end ? this.#bytes[this.at] : undefined;
    switch (next) {
      case undefined:
        throw malformed('a value is missing');
      case slash:
        return { type: 'name', name: this.#name() };
      case openParenthesis:
        return this.#literalString();
      case openBracket:
        return this.#array(depth);
      case less:
        return this.#bytes[this.at + 1] === less ? this.dictionary(depth) : this.#hexString();
      default:
        return this.#numberOrKeyword();
    }
  }

  /** Regular characters up to white space or a delimiter; empty where there are none. */
  word(): string {
    const start = this.at;
    while (this.at < this.#end && classes[this.#bytes[this.at] ?? 0] === 0) this.at += 1;
    return this.#text(start, this.at);
  }

  /** Whether the word stands here, after white space; goes past it if so. */
  takes(word: string): boolean {
    this.skipSpace();
    const start = this.at;
    if (this.word() === word) return true;
    this.at = start;
    return false;
  }

  /** A whole number that is no negative. @throws PdfError */
  count(): number {
    this.skipSpace();
    const text = this.word();
    if (!/^[0-9]{1,15}$/.test(text)) throw malformed('a whole number is expected');
    return Number(text);
  }

  #text(start: number, end: number): string {
    let text = '';
    if (end - start > 4096) throw tooComplex('a word is longer than words are');
    for (let at = start; at < end; at += 1) text += String.fromCharCode(this.#bytes[at] ?? 0);
    return text;
  }

  /** ISO 32000-2 7.3.5; `#` and two digits stand for an octet. */
  #name(): string {
    this.at += 1;
    const text = this.word();
    if (!text.includes('#')) return text;
    return text.replace(/#(..)?/g, (_, digits: string | undefined) => {
      if (!digits || !/^[0-9A-Fa-f]{2}$/.test(digits)) throw malformed('a name with a broken escape');
      return String.fromCharCode(Number.parseInt(digits, 16));
    });
  }

  #array(depth: number): PdfValue {
    this.at += 1;
    const items: PdfValue[] = [];
    for (;;) {
      this.skipSpace();
      if (this.#bytes[this.at] === closeBracket && this.at < this.#end) break;
      items.push(this.value(depth + 1));
    }
    this.at += 1;
    return { type: 'array', items };
  }

  /** @throws PdfError where no dictionary begins here */
  dictionary(depth = 0): PdfDictionary {
    this.skipSpace();
    if (this.#bytes[this.at] !== less || this.#bytes[this.at + 1] !== less)
      throw malformed('a dictionary is expected');
    this.at += 2;
    const entries = new Map<string, PdfValue>();
    const repeated: string[] = [];
    for (;;) {
      this.skipSpace();
      const next = this.at < this.#end ? this.#bytes[this.at] : undefined;
      if (next === greater && this.#bytes[this.at + 1] === greater) break;
      if (next !== slash) throw malformed('a key of a dictionary is no name');
      const key = this.#name();
      const value = this.value(depth + 1);
      if (entries.has(key)) repeated.push(key);
      entries.set(key, value);
    }
    this.at += 2;
    return { type: 'dictionary', entries, repeated };
  }

  #hexString(): PdfValue {
    const start = this.at;
    const close = this.#bytes.indexOf(greater, start);
    if (close < 0 || close >= this.#end) throw malformed('a string without an end');
    const from = this.#bytes.byteOffset + start + 1;
    const text = Buffer.from(this.#bytes.buffer, from, close - start - 1).toString('latin1');
    this.at = close + 1;
    const octets = octetsOfHex(text);
    return this.#string(new Uint8Array(octets.buffer, octets.byteOffset, octets.length), true, start);
  }

  #literalString(): PdfValue {
    const start = this.at;
    const octets: number[] = [];
    this.at += 1;
    for (let open = 1; ; ) {
      if (this.at >= this.#end) throw malformed('a string without an end');
      const next = this.#bytes[this.at] ?? 0;
      this.at += 1;
      if (next === backslash) {
        this.#escape(octets);
        continue;
      }
      if (next === openParenthesis) open += 1;
      if (next === closeParenthesis) open -= 1;
      if (open === 0) break;
      if (next === carriageReturn) {
        if (this.#bytes[this.at] === lineFeed) this.at += 1;
        octets.push(lineFeed);
      } else octets.push(next);
    }
    return this.#string(Uint8Array.from(octets), false, start);
  }

  #string(bytes: Uint8Array, isHex: boolean, start: number): PdfValue {
    const place = this.#isUnpacked ? { start: -1, end: -1 } : { start, end: this.at };
    return { type: 'string', bytes, isHex, ...place };
  }

  /** What follows a backslash (ISO 32000-2 table 3). */
  #escape(octets: number[]): void {
    const next = this.#bytes[this.at] ?? 0;
    this.at += 1;
    const plain = escapes.get(next);
    if (plain !== undefined) octets.push(plain);
    else if (next >= 0x30 && next <= 0x37) octets.push(this.#octal(next - 0x30) & 0xff);
    else if (next === carriageReturn) {
      if (this.#bytes[this.at] === lineFeed) this.at += 1;
    } else if (next !== lineFeed) octets.push(next);
  }

  #octal(first: number): number {
    let value = first;
    for (let digits = 1; digits < 3; digits += 1) {
      const next = this.#bytes[this.at] ?? 0;
      if (next < 0x30 || next > 0x37) break;
      value = value * 8 + next - 0x30;
      this.at += 1;
    }
    return value;
  }

  #numberOrKeyword(): PdfValue {
    const word = this.word();
    if (/^[0-9]+$/.test(word)) return this.#integerOrReference(Number(word));
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) return Number(word);
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    throw malformed('no value begins here');
  }

  /** `12 0 R` or the number alone. */
  #integerOrReference(number: number): PdfValue {
    const after = this.at;
    this.skipSpace();
    const first = this.#bytes[this.at] ?? 0;
    if (first >= 0x30 && first <= 0x39) {
      const generation = this.word();
      this.skipSpace();
      if (/^[0-9]{1,5}$/.test(generation) && this.word() === 'R') {
        if (number > maxObjectNumber) throw malformed('a reference to a number that no object has');
        return { type: 'reference', number, generation: Number(generation) };
      }
    }
    this.at = after;
    return number;
  }
}

/** White space is left out, and a last digit without a second stands for sixteen times itself (7.3.4.3). */
function octetsOfHex(text: string): Buffer {
  const octets = Buffer.from(text, 'hex');
  // Node stops where a digit is none.
  if (2 * octets.length === text.length) return octets;
  const digits = text.replace(/[\0\t\n\f\r ]/g, '');
  if (/[^0-9A-Fa-f]/.test(digits)) throw malformed('a string with a digit that is none');
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
}

/** Annex C.2 of ISO 32000-1: the greatest number of an object that readers have to know. */
export const maxObjectNumber = 8_388_607;

const escapes: ReadonlyMap<number, number> = new Map([
  [code('n'), 10],
  [code('r'), 13],
  [code('t'), 9],
  [code('b'), 8],
  [code('f'), 12],
]);
