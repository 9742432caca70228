import { inflateSync } from 'node:zlib';
import { PdfError, malformed, tooComplex } from './errors.ts';
import { asCount, asType, type PdfDictionary, type PdfStream, type PdfValue } from './objects.ts';

/** Octets that one document may unpack to, all together. */
export interface UnpackBudget {
  left: number;
}

/**
 * What a stream holds (ISO 32000-2 7.4): FlateDecode, with or without predictors, or no filter.
 * @throws PdfError for another filter, for broken data, and where more comes out than the budget has left
 */
export function decodeStream({ dictionary, data }: PdfStream, budget: UnpackBudget): Uint8Array {
  const filters = listOf(dictionary.entries.get('Filter'));
  const parameters = listOf(dictionary.entries.get('DecodeParms'));
  if (filters.length > maxFilters) throw tooComplex('more filters than a stream may have');
  let decoded = data;
  for (const [index, filter] of filters.entries()) {
    if (asType(filter, 'name')?.name !== 'FlateDecode')
      throw new PdfError('malformed', 'a filter that structures of a file do not have');
    decoded = unpredict(inflate(decoded, budget), asType(parameters[index], 'dictionary'));
  }
  return decoded;
}

const maxFilters = 4;

function listOf(value: PdfValue | undefined): readonly PdfValue[] {
  if (value === undefined || value === null) return [];
  return asType(value, 'array')?.items ?? [value];
}

function inflate(data: Uint8Array, budget: UnpackBudget): Uint8Array {
  try {
    const unpacked = inflateSync(data, { maxOutputLength: Math.max(1, budget.left) });
    budget.left -= unpacked.length;
    return unpacked;
  } catch (error) {
    if (error instanceof RangeError) throw tooComplex('a stream unpacks to more than a document may hold');
    throw malformed('a stream whose packing is broken');
  }
}

/** Table 8: 1 is none, 10 and above are those of PNG, with the type before each row. */
function unpredict(data: Uint8Array, parameters: PdfDictionary | undefined): Uint8Array {
  const option = (key: string, missing: number) => asCount(parameters?.entries.get(key)) ?? missing;
  const predictor = option('Predictor', 1);
  if (predictor === 1) return data;
  if (predictor < 10 || predictor > 15) throw malformed('a predictor that structures of a file do not have');
  const [colors, bits, columns] = [option('Colors', 1), option('BitsPerComponent', 8), option('Columns', 1)];
  if (colors < 1 || colors > 32 || bits < 1 || bits > 16 || columns < 1 || columns > 1_000_000)
    throw malformed('a predictor with impossible parameters');
  return unpredictRows(data, Math.ceil((colors * bits * columns) / 8), Math.ceil((colors * bits) / 8));
}

function unpredictRows(data: Uint8Array, rowLength: number, pixelLength: number): Uint8Array {
  const rows = Math.ceil(data.length / (rowLength + 1));
  const output = new Uint8Array(rows * rowLength);
  let written = 0;
  for (let row = 0; row < rows; row += 1) {
    const from = row * (rowLength + 1);
    const type = data[from] ?? 0;
    const length = Math.min(rowLength, data.length - from - 1);
    for (let column = 0; column < length; column += 1) {
      const at = row * rowLength + column;
      const left = column >= pixelLength ? (output[at - pixelLength] ?? 0) : 0;
      const up = row > 0 ? (output[at - rowLength] ?? 0) : 0;
      const upLeft = row > 0 && column >= pixelLength ? (output[at - rowLength - pixelLength] ?? 0) : 0;
      output[at] = (data[from + 1 + column] ?? 0) + predicted(type, left, up, upLeft);
    }
    written += Math.max(0, length);
  }
  return output.subarray(0, written);
}

/** The filters of PNG (ISO/IEC 15948 9). */
function predicted(type: number, left: number, up: number, upLeft: number): number {
  switch (type) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, upLeft);
    default:
      throw malformed('a row with a predictor that PNG does not have');
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const [toLeft, toUp, toUpLeft] = [
    Math.abs(estimate - left),
    Math.abs(estimate - up),
    Math.abs(estimate - upLeft),
  ];
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}
