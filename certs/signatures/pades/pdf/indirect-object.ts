import { malformed } from './errors.ts';
import { asCount, asType, type PdfStream, type PdfValue } from './objects.ts';
import { PdfParser, type ValueBudget } from './parser.ts';

/** An object with its number, as it stands in the file (ISO 32000-2 7.3.10). */
export interface IndirectObject {
  readonly number: number;
  readonly generation: number;
  readonly value: PdfValue;
  readonly start: number;
  /** Behind `endobj`. */
  readonly end: number;
}

/** What the number of a length is that stands in an object of its own; undefined where it is none. */
export type LengthOf = (value: PdfValue) => number | undefined;

/** @throws PdfError where no whole object begins at the offset */
export function readIndirectObject(
  bytes: Uint8Array,
  offset: number,
  { budget, lengthOf }: { readonly budget: ValueBudget; readonly lengthOf: LengthOf },
): IndirectObject {
  if (offset >= bytes.length) throw malformed('an object beyond the end of the file');
  const parser = new PdfParser(bytes, offset, { budget });
  const number = parser.count();
  const generation = parser.count();
  if (!parser.takes('obj')) throw malformed(`no object begins at ${offset}`);
  let value = parser.value();
  if (parser.takes('stream')) value = streamBehind(bytes, parser, value, lengthOf);
  if (!parser.takes('endobj')) throw malformed(`object ${number} has no end`);
  return { number, generation, value, start: offset, end: parser.at };
}

/** The keyword is read; CR LF or LF must follow it (7.3.8.1), then as many octets as Length says, then `endstream`. */
function streamBehind(bytes: Uint8Array, parser: PdfParser, value: PdfValue, lengthOf: LengthOf): PdfStream {
  const dictionary = asType(value, 'dictionary');
  const length = dictionary && lengthOf(dictionary.entries.get('Length') ?? null);
  if (!dictionary || length === undefined) throw malformed('a stream without a length');
  if (bytes[parser.at] === 13) parser.at += 1;
  if (bytes[parser.at] !== 10) throw malformed('a stream that does not begin on a new line');
  const start = parser.at + 1;
  if (start + length > bytes.length) throw malformed('a stream that is longer than its file');
  parser.at = start + length;
  if (!parser.takes('endstream')) throw malformed('a stream whose length is wrong');
  return { type: 'stream', dictionary, data: bytes.subarray(start, start + length) };
}

/** A stream that says all about itself, as cross-reference streams must: nothing else can be looked up yet. */
export function readStreamObject(bytes: Uint8Array, offset: number, budget: ValueBudget) {
  const { value, ...rest } = readIndirectObject(bytes, offset, { budget, lengthOf: asCount });
  const stream = asType(value, 'stream');
  if (!stream) throw malformed('a stream is expected');
  return { stream, ...rest };
}
