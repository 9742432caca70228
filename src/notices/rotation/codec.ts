import { readRecordDocument } from '../../../certs/index.ts';
import type { CourtRecord } from './told.ts';

/** The draws of a court with what proves them: lines of JSON, of which the first is the head. */
export type DrawLine =
  | { readonly kind: 'head'; readonly court: string }
  /** A checkpoint that a draw took, as the log signed it. */
  | { readonly kind: 'checkpoint'; readonly note: string }
  /** A record as its document, and its receipt (`c2sp.org/tlog-proof`). */
  | { readonly kind: 'record'; readonly document: string; readonly receipt: string };

const drawsFormat = 'acar-draws/1';
/** Longer ones are none of ours. */
export const longestDrawLine = 512 * 1024;

export function writeDrawLine(line: DrawLine): string {
  switch (line.kind) {
    case 'head':
      return `${JSON.stringify({ format: drawsFormat, court: line.court })}\n`;
    case 'checkpoint':
      return `${JSON.stringify({ checkpoint: line.note })}\n`;
    case 'record':
      return `${JSON.stringify({ record: JSON.parse(line.document), receipt: line.receipt })}\n`;
  }
}

/** Undefined for what {@link writeDrawLine} did not write. */
export function readDrawLine(text: string): DrawLine | undefined {
  const given = membersOf(text);
  if (!given) return undefined;
  const { format, court, checkpoint, record, receipt, ...others } = given;
  if (Object.keys(others).length > 0) return undefined;
  if (format === drawsFormat && typeof court === 'string') return { kind: 'head', court };
  if (typeof checkpoint === 'string') return { kind: 'checkpoint', note: checkpoint };
  if (record === undefined || typeof receipt !== 'string') return undefined;
  return { kind: 'record', document: JSON.stringify(record), receipt };
}

function membersOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** What a record's document tells, with what stands in the log for it; undefined when it is none. */
export function readTold(
  document: string,
): { readonly entry: Uint8Array; readonly record: Omit<CourtRecord, 'place'> } | undefined {
  const read = readRecordDocument(document);
  if (read.kind === 'malformed') return undefined;
  const texts = new Map(read.value.parts.flatMap((part) => ('text' in part ? [[part.name, part.text]] : [])));
  const at = new Date(texts.get('at') ?? '');
  const type = texts.get('type');
  if (type === undefined || Number.isNaN(at.getTime())) return undefined;
  const facts = [...texts].flatMap(([name, text]) =>
    name.startsWith('fact_') ? [[name.slice('fact_'.length), text] as const] : [],
  );
  return { entry: read.value.entry, record: { type, at, facts: Object.fromEntries(facts) } };
}
