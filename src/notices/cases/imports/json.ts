import { z } from 'zod';
import type { CaseField } from '../check.ts';
import { isKey, problemsOf } from './csv.ts';
import { ImportRefused } from './errors.ts';
import { type ImportRow, longestRow, type OpenedFile, rowKey, type RowProblem } from './model.ts';
import { readKind, readParticipant } from './words.ts';

/** PostgreSQL keeps neither a null character nor half a surrogate pair, which JSON can write as escapes. */
const text = z
  .string()
  .max(2_000)
  .refine((value) => value.isWellFormed() && !value.includes('\0'))
  .default('');

/** One case of a file: `[{...}, {...}]`, or one object after another. */
const elementSchema = z.strictObject({
  key: text,
  kind: text,
  subject: text,
  participants: z
    .array(
      z.strictObject({
        role: text,
        kind: text,
        code: text,
        name: text,
        mobile: text,
        email: text,
        language: text,
      }),
    )
    .max(50)
    .default([]),
});

interface Element {
  readonly line: number;
  readonly source: string;
}

export function openJson(chunks: AsyncIterable<string>): OpenedFile {
  return { format: 'json', header: undefined, rows: readRows(chunks) };
}

async function* readRows(chunks: AsyncIterable<string>): AsyncGenerator<ImportRow> {
  for await (const element of readElements(chunks)) yield readRow(element);
}

function readRow({ line, source }: Element): ImportRow {
  const unread = { line, source, key: '', typed: undefined };
  const malformed = (column: string): ImportRow => ({
    ...unread,
    problems: [{ column, code: 'case_import.element_malformed' }],
  });
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return malformed('');
  }
  const read = elementSchema.safeParse(value);
  if (!read.success) return malformed((read.error.issues[0]?.path ?? []).join('.'));
  const { key, kind, subject, participants } = read.data;
  const typed = { kind: readKind(kind), subject, participants: participants.map(readParticipant) };
  const problems: RowProblem[] = problemsOf(typed, columnOf);
  if (!isKey(key.trim())) problems.unshift({ column: 'key', code: 'case_import.key_malformed' });
  return { line, source, key: rowKey(key.trim(), typed), typed, problems };
}

function columnOf(field: CaseField): string {
  const [name = '', place] = field.split('-');
  return place === undefined ? name : `participants.${Number(place) - 1}.${name}`;
}

/** Cuts a text into the objects of its outermost list, with no more of it in memory than one of them. */
async function* readElements(chunks: AsyncIterable<string>): AsyncGenerator<Element> {
  let source = '';
  let line = 1;
  let began = 1;
  let depth = 0;
  let isInText = false;
  let isEscaped = false;
  for await (const chunk of chunks) {
    for (const sign of chunk) {
      if (sign === '\n') line += 1;
      if (depth === 0) {
        if (sign === '{') {
          depth = 1;
          source = sign;
          began = line;
        } else if (!/[\s,[\]]/.test(sign)) throw new ImportRefused('case_import.json_malformed', { line });
        continue;
      }
      source += sign;
      if (source.length > longestRow) throw new ImportRefused('case_import.row_too_long', { line: began });
      if (isInText) {
        isInText = isEscaped || sign !== '"';
        isEscaped = !isEscaped && sign === '\\';
      } else if (sign === '"') isInText = true;
      else if (sign === '{') depth += 1;
      else if (sign === '}') depth -= 1;
      if (depth === 0) yield { line: began, source };
    }
  }
  if (depth > 0) throw new ImportRefused('case_import.json_malformed', { line: began });
}
