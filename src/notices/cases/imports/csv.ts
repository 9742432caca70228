import { checkCase, type CaseField } from '../check.ts';
import { mostParticipants, type TypedParticipant } from '../model.ts';
import { foldText } from '../search.ts';
import { ImportRefused } from './errors.ts';
import { type ImportRow, longestKey, longestRow, type OpenedFile, rowKey, type RowProblem } from './model.ts';
import { readKind, readParticipant } from './words.ts';

/** A record of a CSV (RFC 4180) as it stands in the file, without the end of its line. */
interface CsvRecord {
  readonly line: number;
  readonly source: string;
}

/** A column of ours: of the case, or of a participant by their place. */
type Target =
  | { readonly of: 'case'; readonly field: 'key' | 'kind' | 'subject' }
  | { readonly of: 'participant'; readonly field: keyof TypedParticipant; readonly place: number };

interface Header {
  readonly separator: string;
  readonly names: readonly string[];
  readonly targets: readonly Target[];
}

const caseColumns = { key: ['key', 'açar'], kind: ['kind', 'növ'], subject: ['subject', 'məzmun'] } as const;
const participantColumns = {
  role: ['role', 'rol'],
  kind: ['type', 'tip'],
  code: ['code', 'kod'],
  name: ['name', 'ad'],
  mobile: ['mobile', 'mobil'],
  email: ['email', 'e-poçt'],
  language: ['language', 'dil'],
} as const satisfies Record<keyof TypedParticipant, readonly [string, string]>;

/** The first line of a file, with room for three participants; a spreadsheet in Azerbaijan cuts at semicolons. */
export function csvTemplate(): string {
  const ofCase = Object.values(caseColumns).map(([, name]) => name);
  const ofParticipants = [1, 2, 3].flatMap((place) =>
    Object.values(participantColumns).map(([, name]) => `${name}_${place}`),
  );
  return `\u{feff}${[...ofCase, ...ofParticipants].join(';')}\r\n`;
}

/** @throws ImportRefused for a header that is not ours */
export async function openCsv(text: AsyncIterable<string>): Promise<OpenedFile> {
  const records = readRecords(text);
  const first = await records.next();
  if (first.done || first.value.source.trim() === '') throw new ImportRefused('case_import.empty');
  const header = readHeader(first.value.source);
  return { format: 'csv', header: first.value.source, rows: readRows(records, header) };
}

async function* readRows(records: AsyncIterable<CsvRecord>, header: Header): AsyncGenerator<ImportRow> {
  for await (const record of records) if (record.source.trim() !== '') yield readRow(record, header);
}

function readHeader(source: string): Header {
  const separators = [';', ',', '\t'].toSorted((a, b) => source.split(b).length - source.split(a).length);
  const [separator = ';'] = separators;
  const names = splitRecord(source, separator).cells.map((name) => name.trim());
  const targets = names.map((name) => {
    const target = targetOf(name);
    if (!target)
      throw new ImportRefused('case_import.column_unknown', { line: 1, column: name.slice(0, 50) });
    return target;
  });
  const seen = new Set<string>();
  for (const [index, target] of targets.entries()) {
    const key = JSON.stringify(target);
    if (seen.has(key))
      throw new ImportRefused('case_import.column_twice', { line: 1, column: names[index] ?? '' });
    seen.add(key);
  }
  for (const field of ['kind', 'subject'] as const)
    if (!targets.some((target) => target.of === 'case' && target.field === field))
      throw new ImportRefused('case_import.column_missing', { line: 1, column: caseColumns[field][1] });
  return { separator, names, targets };
}

function targetOf(name: string): Target | undefined {
  const [, word = '', digits] = /^(.*?)(?:_([1-9]\d?))?$/.exec(foldText(name)) ?? [];
  const isCalled = (words: readonly string[]) => words.some((one) => foldText(one) === word);
  if (digits === undefined) {
    const field = (['key', 'kind', 'subject'] as const).find((one) => isCalled(caseColumns[one]));
    return field && { of: 'case', field };
  }
  const place = Number(digits);
  const fields = Object.keys(participantColumns) as (keyof TypedParticipant)[];
  const field = fields.find((one) => isCalled(participantColumns[one]));
  return field && place <= mostParticipants ? { of: 'participant', field, place } : undefined;
}

function readRow({ line, source }: CsvRecord, { separator, names, targets }: Header): ImportRow {
  const { cells, isMalformed } = splitRecord(source, separator);
  const unread = { line, source, key: '', typed: undefined };
  if (isMalformed) return { ...unread, problems: [{ column: '', code: 'case_import.quote_malformed' }] };
  // A spreadsheet leaves empty cells at the end away, or adds some.
  if (cells.slice(targets.length).some((cell) => cell.trim() !== ''))
    return { ...unread, problems: [{ column: '', code: 'case_import.cell_count' }] };
  const ofCase = { key: '', kind: '', subject: '' };
  const given: Partial<TypedParticipant>[] = [];
  for (const [index, target] of targets.entries()) {
    const cell = cells[index] ?? '';
    if (target.of === 'case') ofCase[target.field] = cell;
    else given[target.place - 1] = { ...given[target.place - 1], [target.field]: cell };
  }
  const participants = Array.from(given, (one) => readParticipant(one ?? {}));
  const typed = { kind: readKind(ofCase.kind), subject: ofCase.subject, participants };
  const key = ofCase.key.trim();
  const problems: RowProblem[] = problemsOf(typed, (field) => columnOf(field, names, targets));
  const keyColumn = names[targets.findIndex(({ field }) => field === 'key')] ?? '';
  if (!isKey(key)) problems.unshift({ column: keyColumn, code: 'case_import.key_malformed' });
  return { line, source, key: rowKey(key, typed), typed, problems };
}

/** What is wrong with a row, by the columns of its file. */
export function problemsOf(
  typed: NonNullable<ImportRow['typed']>,
  columnFor: (field: CaseField) => string,
): RowProblem[] {
  const checked = checkCase(typed);
  if (checked.kind === 'right') return [];
  return checked.problems.map(({ field, code }) => ({ column: columnFor(field), code }));
}

/** One line of a length that an index takes. */
export function isKey(key: string): boolean {
  return key.length <= longestKey && !/\p{C}/u.test(key);
}

function columnOf(field: CaseField, names: readonly string[], targets: readonly Target[]): string {
  const [name, place] = field.split('-');
  const index = targets.findIndex((target) =>
    target.of === 'case' ? target.field === field : target.field === name && String(target.place) === place,
  );
  return names[index] ?? (place === undefined ? '' : `${name}_${place}`);
}

/** Cuts a record into its cells; a quotation mark inside of a cell that has none around it is an ordinary sign. */
export function splitRecord(
  source: string,
  separator: string,
): { readonly cells: readonly string[]; readonly isMalformed: boolean } {
  const cells: string[] = [];
  let isMalformed = false;
  let at = 0;
  for (;;) {
    if (source[at] === '"') {
      const [whole, quoted = ''] = /^"((?:[^"]|"")*)"/.exec(source.slice(at)) ?? [];
      if (whole === undefined) return { cells, isMalformed: true };
      cells.push(quoted.replaceAll('""', '"'));
      at += whole.length;
      isMalformed ||= at < source.length && source[at] !== separator;
    } else {
      const end = source.indexOf(separator, at);
      cells.push(source.slice(at, end < 0 ? source.length : end));
      at = end < 0 ? source.length : end;
    }
    if (isMalformed || at >= source.length) return { cells, isMalformed };
    at += 1;
  }
}

/** Cuts a text at the ends of lines that stand outside of quotation marks. */
async function* readRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let source = '';
  let line = 1;
  let began = 1;
  let isQuoted = false;
  for await (const chunk of text) {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const sign = chunk[at];
      if (sign === '"') {
        const before = at > from ? chunk[at - 1] : source.at(-1);
        // Doubled marks open again what they closed.
        isQuoted = isQuoted ? false : before === undefined || /[;,\t"]/.test(before);
      }
      if (sign !== '\n') continue;
      line += 1;
      if (isQuoted) continue;
      source += chunk.slice(from, at);
      yield { line: began, source: endless(source, began) };
      source = '';
      from = at + 1;
      began = line;
    }
    source += chunk.slice(from);
    if (source.length > longestRow) throw new ImportRefused('case_import.row_too_long', { line: began });
  }
  if (source !== '') yield { line: began, source: endless(source, began) };
}

function endless(source: string, line: number): string {
  if (source.length > longestRow) throw new ImportRefused('case_import.row_too_long', { line });
  return source.endsWith('\r') ? source.slice(0, -1) : source;
}
