import type { Problem } from '../../model.ts';
import type { PadesProblemCode } from '../../problem-codes.ts';
import type { PdfFile } from '../pdf/document.ts';
import type { FormField } from '../pdf/fields.ts';
import { asCount, asType, dictionaryOf, isName, type PdfDictionary, type PdfValue } from '../pdf/objects.ts';

/** What a signature in a PDF is of: everything from the first octet to `end`, but for the gap. */
export interface SignedRange {
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly end: number;
}

/** A signature field that has a value. */
export interface SignatureDictionary {
  readonly field: FormField;
  /** Of the object, where it is one. */
  readonly number: number | undefined;
  readonly dictionary: PdfDictionary;
  readonly kind: 'signature' | 'timeStamp';
  readonly subFilter: string | undefined;
  /** CMS or a time-stamp token; undefined where there is none. */
  readonly message: Uint8Array | undefined;
  /** Nothing but zeros follows the message. */
  readonly isPadded: boolean;
  /** Undefined where it is not said exactly what is signed. */
  readonly range: SignedRange | undefined;
  readonly problems: readonly Problem[];
}

export function fail(code: PadesProblemCode, message: string, clause: string): Problem {
  return { severity: 'failure', code, message, clause };
}

export function warn(code: PadesProblemCode, message: string, clause: string): Problem {
  return { severity: 'warning', code, message, clause };
}

/** The signature dictionary of a field, whatever it is worth (ISO 32000-2 12.8.1). */
export function readSignatureDictionary(
  file: PdfFile,
  revision: number,
  field: FormField,
): SignatureDictionary {
  const reference = asType(field.value, 'reference');
  const dictionary = dictionaryOf(file.resolve(field.value, revision));
  const problems: Problem[] = [];
  if (!dictionary)
    problems.push(
      fail('pades.dictionary', 'the value of the signature field is no dictionary', dictionaryClause),
    );
  const known = dictionary ?? { type: 'dictionary', entries: new Map<string, PdfValue>(), repeated: [] };
  for (const key of known.repeated)
    problems.push(fail('pades.duplicate_entry', `${key} stands twice in the signature dictionary`, '7.3.7'));
  const { entries } = known;
  const subFilter = asType(file.resolve(entries.get('SubFilter'), revision), 'name')?.name;
  const range = dictionary && readRange(file, known, problems);
  return {
    field,
    number: reference?.number,
    dictionary: known,
    kind: isTimeStamp(known) ? 'timeStamp' : 'signature',
    subFilter,
    ...splitContents(asType(entries.get('Contents'), 'string')?.bytes),
    range: problems.length > 0 ? undefined : range,
    problems,
  };
}

const dictionaryClause = 'ISO 32000-2 table 255';

function isTimeStamp({ entries }: PdfDictionary): boolean {
  return isName(entries.get('Type'), 'DocTimeStamp') || isName(entries.get('SubFilter'), 'ETSI.RFC3161');
}

/**
 * The range, when it is of the one form in which nothing but the Contents string is left out (EN 319 142-1 5.4.1 and
 * ISO 32000-2 12.8.1): an array of four numbers in the dictionary itself that begin at 0, and whose gap is that string
 * to the octet, of nothing but digits.
 */
function readRange(file: PdfFile, { entries }: PdfDictionary, problems: Problem[]): SignedRange | undefined {
  const contents = asType(entries.get('Contents'), 'string');
  if (!contents || contents.bytes.length === 0) {
    problems.push(fail('pades.contents', 'there is no signature in the dictionary', dictionaryClause));
    return undefined;
  }
  const numbers = asType(entries.get('ByteRange'), 'array')?.items.map(asCount) ?? [];
  const [start, before, gapEnd, after] = numbers;
  if (numbers.length !== 4 || before === undefined || gapEnd === undefined || after === undefined) {
    problems.push(fail('pades.byte_range', 'ByteRange is no array of four numbers', dictionaryClause));
    return undefined;
  }
  const end = gapEnd + after;
  if (start !== 0 || before === 0 || gapEnd <= before || end > file.bytes.length) {
    const message = 'ByteRange does not begin at 0, overlaps itself, or goes beyond the end of the file';
    problems.push(fail('pades.byte_range', message, dictionaryClause));
    return undefined;
  }
  const isPlain = contents.isHex && contents.end - contents.start === 2 * contents.bytes.length + 2;
  if (contents.start !== before || contents.end !== gapEnd || !isPlain) {
    const message = 'what ByteRange leaves out is not exactly the Contents string';
    problems.push(fail('pades.byte_range_gap', message, 'ISO 32000-2 12.8.1'));
    return undefined;
  }
  return { gapStart: before, gapEnd, end };
}

/** The message at the beginning of Contents, and whether anything but zeros follows it. */
function splitContents(contents: Uint8Array | undefined): Pick<SignatureDictionary, 'message' | 'isPadded'> {
  if (!contents) return { message: undefined, isPadded: true };
  const end = Math.min(endOfValue(contents, 0, 0) ?? contents.length, contents.length);
  const padding = contents.subarray(end);
  const isPadded = Buffer.compare(padding, Buffer.alloc(padding.length)) === 0;
  return { message: contents.subarray(0, end), isPadded };
}

const deepest = 32;

/** Where a value of BER ends that begins here, also of indefinite length; undefined where it does not. */
function endOfValue(bytes: Uint8Array, at: number, depth: number): number | undefined {
  const first = bytes[at + 1];
  if (first === undefined || depth > deepest) return undefined;
  if (first < 0x80) return at + 2 + first;
  const size = first & 0x7f;
  if (size > 4) return undefined;
  if (size > 0) {
    let length = 0;
    for (let index = 0; index < size; index += 1) length = length * 256 + (bytes[at + 2 + index] ?? 0);
    return at + 2 + size + length;
  }
  let inside: number | undefined = at + 2;
  while (inside !== undefined && inside < bytes.length) {
    if (bytes[inside] === 0 && bytes[inside + 1] === 0) return inside + 2;
    inside = endOfValue(bytes, inside, depth + 1);
  }
  return undefined;
}
