import { malformed, tooComplex } from './errors.ts';
import { decodeStream, type UnpackBudget } from './filters.ts';
import { asCount, asType, isName, type PdfDictionary } from './objects.ts';
import { isWhitespace, maxObjectNumber, PdfParser, type ValueBudget } from './parser.ts';
import { readStreamObject } from './indirect-object.ts';

/** Where an object is (ISO 32000-2 7.5.4 and 7.5.8). */
export type Place =
  | { readonly kind: 'free' }
  | { readonly kind: 'at'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'in'; readonly stream: number; readonly index: number };

/** One cross-reference section: what a table or a stream says, with the dictionary of its trailer. */
export interface Section {
  readonly offset: number;
  /** Behind the last octet of the table's trailer, or of the stream object. */
  readonly end: number;
  readonly form: 'table' | 'stream';
  readonly places: ReadonlyMap<number, Place>;
  readonly trailer: PdfDictionary;
  readonly prev: number | undefined;
  /** Of a hybrid file: the stream that says where the objects are that old readers shall not see. */
  readonly hybridStream: number | undefined;
}

export interface Budgets {
  readonly values: ValueBudget;
  readonly unpacked: UnpackBudget;
}

const maxPlaces = 1_000_000;

/** @throws PdfError where no section begins at the offset */
export function readSection(bytes: Uint8Array, offset: number, budgets: Budgets): Section {
  if (offset >= bytes.length) throw malformed('a cross-reference section beyond the end of the file');
  const parser = new PdfParser(bytes, offset, { budget: budgets.values });
  const section = parser.takes('xref')
    ? readTable(bytes, offset, parser)
    : readStream(bytes, offset, budgets);
  budgets.values.left -= section.places.size;
  return section;
}

function readTable(bytes: Uint8Array, offset: number, parser: PdfParser): Section {
  const places = new Map<number, Place>();
  while (!parser.takes('trailer')) {
    const first = parser.count();
    const count = parser.count();
    if (first + count > maxObjectNumber) throw malformed('a section of numbers that no object has');
    if (places.size + count > maxPlaces) throw tooComplex('more objects than a document may have');
    while (isBlank(bytes[parser.at])) parser.at += 1;
    skipLineEnd(bytes, parser);
    for (let number = first; number < first + count; number += 1) {
      if (places.has(number)) throw malformed('a section that places an object twice');
      places.set(number, placeOfLine(bytes, parser.at));
      parser.at += lineLength;
    }
  }
  const trailer = parser.dictionary();
  return { offset, end: parser.at, form: 'table', places, trailer, ...linksOf(trailer) };
}

const lineLength = 20;

function isBlank(octet: number | undefined): boolean {
  return octet === 0x20 || octet === 0x09;
}

function skipLineEnd(bytes: Uint8Array, parser: PdfParser): void {
  if (bytes[parser.at] === 13) parser.at += 1;
  if (bytes[parser.at] === 10) parser.at += 1;
}

/** Exactly twenty octets: readers that count octets and readers that look for words must see the same. */
function placeOfLine(bytes: Uint8Array, at: number): Place {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(lineLength, bytes.length - at));
  const match = /^(\d{10}) (\d{5}) ([nf])(?: [\r\n]|\r\n)$/.exec(line.toString('latin1'));
  if (!match) throw malformed('a line of a cross-reference table that is not twenty octets of its form');
  if (match[3] === 'f') return { kind: 'free' };
  return { kind: 'at', offset: Number(match[1]), generation: Number(match[2]) };
}

function linksOf(trailer: PdfDictionary) {
  const prev = trailer.entries.get('Prev');
  const hybrid = trailer.entries.get('XRefStm');
  if (prev !== undefined && asCount(prev) === undefined) throw malformed('a Prev that is no offset');
  if (hybrid !== undefined && asCount(hybrid) === undefined) throw malformed('an XRefStm that is no offset');
  if (trailer.repeated.length > 0) throw malformed('a trailer that says something twice');
  return { prev: asCount(prev), hybridStream: asCount(hybrid) };
}

/** ISO 32000-2 7.5.8. */
function readStream(bytes: Uint8Array, offset: number, budgets: Budgets): Section {
  const { stream, end } = readStreamObject(bytes, offset, budgets.values);
  const { dictionary } = stream;
  if (!isName(dictionary.entries.get('Type'), 'XRef')) throw malformed('no cross-reference section is there');
  const places = placesOfStream(dictionary, decodeStream(stream, budgets.unpacked));
  const { prev } = linksOf(dictionary);
  return { offset, end, form: 'stream', places, trailer: dictionary, prev, hybridStream: undefined };
}

/** Some writers give offsets eight octets; the numbers in them are small. */
const mostFieldOctets = 8;

function placesOfStream(dictionary: PdfDictionary, data: Uint8Array): ReadonlyMap<number, Place> {
  const widths = countsOf(dictionary, 'W');
  const size = asCount(dictionary.entries.get('Size'));
  const [typeWidth = 0, firstWidth = 0, secondWidth = 0] = widths ?? [];
  if (widths?.length !== 3 || size === undefined || widths.some((width) => width > mostFieldOctets))
    throw malformed('a cross-reference stream without its widths or size');
  const rowLength = typeWidth + firstWidth + secondWidth;
  const ranges = countsOf(dictionary, 'Index') ?? [0, size];
  const places = new Map<number, Place>();
  let at = 0;
  for (let range = 0; range + 1 < ranges.length; range += 2) {
    const [first = 0, count = 0] = ranges.slice(range, range + 2);
    if (first + count > maxObjectNumber || places.size + count > maxPlaces)
      throw tooComplex('more objects than a document may have');
    if (rowLength === 0 || at + count * rowLength > data.length)
      throw malformed('a cross-reference stream that is too short');
    for (let number = first; number < first + count; number += 1, at += rowLength) {
      const type = typeWidth === 0 ? 1 : numberAt(data, at, typeWidth);
      const field = numberAt(data, at + typeWidth, firstWidth);
      if (places.has(number)) throw malformed('a section that places an object twice');
      places.set(number, placeOf(type, field, numberAt(data, at + typeWidth + firstWidth, secondWidth)));
    }
  }
  return places;
}

function placeOf(type: number, first: number, second: number): Place {
  switch (type) {
    case 1:
      return { kind: 'at', offset: first, generation: second };
    case 2:
      return { kind: 'in', stream: first, index: second };
    default:
      // Type 0 is free, and a type that is not known is a reference to null (7.5.8.3).
      return { kind: 'free' };
  }
}

function numberAt(data: Uint8Array, at: number, width: number): number {
  let number = 0;
  for (let index = 0; index < width; index += 1) number = number * 256 + (data[at + index] ?? 0);
  if (!Number.isSafeInteger(number)) throw malformed('a number in a cross-reference stream that nothing has');
  return number;
}

function countsOf({ entries }: PdfDictionary, key: string): readonly number[] | undefined {
  const value = entries.get(key);
  if (value === undefined) return undefined;
  const counts = asType(value, 'array')?.items.map(asCount) ?? [undefined];
  const known = counts.filter((count) => count !== undefined);
  if (known.length !== counts.length) throw malformed(`${key} is no list of numbers`);
  return known;
}

/** The last `startxref` before the end, with the `%%EOF` behind it (ISO 32000-2 7.5.5). */
export interface FileEnd {
  /** Of `startxref`. */
  readonly start: number;
  readonly sectionOffset: number;
  /** Behind `%%EOF`. */
  readonly end: number;
}

/** Every place where the bytes say that a file ends, in order. */
export function findFileEnds(bytes: Uint8Array): readonly FileEnd[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ends: FileEnd[] = [];
  for (let at = buffer.indexOf('startxref'); at >= 0; at = buffer.indexOf('startxref', at + 9)) {
    const tail = buffer.toString('latin1', at, at + 64);
    const match = /^startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF/.exec(tail);
    if (match) ends.push({ start: at, sectionOffset: Number(match[1]), end: at + match[0].length });
    if (ends.length > maxFileEnds) throw tooComplex('more revisions than a document may have');
  }
  return ends;
}

const maxFileEnds = 5000;

/** Where the white space behind the position ends. */
export function afterSpace(bytes: Uint8Array, position: number): number {
  let at = position;
  while (isWhitespace(bytes[at])) at += 1;
  return at;
}
