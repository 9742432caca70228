import type { PdfFile, Revision } from '../../pdf/document.ts';
import { PdfError } from '../../pdf/errors.ts';

/**
 * Whether a revision is nothing but the objects that it places, its cross-reference sections and its end: what else
 * stands between them, a reader that repairs files might find and show. Gives the first stretch that is none of these.
 */
export function findStrayBytes(file: PdfFile, revision: Revision): string | undefined {
  const parts = [
    ...objectsOf(file, revision),
    ...revision.sections.map(({ offset, end }) => [offset, end] as const),
  ];
  parts.push([revision.fileEnd.start, revision.fileEnd.end]);
  parts.sort(([left], [right]) => left - right);
  let at = revision.start;
  for (const [start, end] of parts) {
    const stray = firstStray(file.bytes, at, start);
    if (stray !== undefined) return `octets from ${stray} to ${start} belong to no object`;
    at = Math.max(at, end);
  }
  return undefined;
}

function objectsOf(
  file: PdfFile,
  { places, index, start }: Revision,
): readonly (readonly [number, number])[] {
  const spans: (readonly [number, number])[] = [];
  for (const [number, place] of places) {
    if (place.kind !== 'at' || place.offset < start) continue;
    try {
      const object = file.indirectObject(number, index);
      if (object) spans.push([object.start, object.end]);
    } catch (error) {
      // What is not read is told as stray.
      if (!(error instanceof PdfError) || error.kind !== 'malformed') throw error;
    }
  }
  return spans;
}

/** White space and comments separate objects. */
function firstStray(bytes: Uint8Array, from: number, to: number): number | undefined {
  for (let at = from, isComment = false; at < to; at += 1) {
    const octet = bytes[at] ?? 0;
    const isLineEnd = octet === 10 || octet === 13;
    if (isLineEnd) isComment = false;
    else if (octet === 0x25) isComment = true;
    else if (!isComment && !(octet === 0 || octet === 9 || octet === 12 || octet === 32)) return at;
  }
  return undefined;
}
