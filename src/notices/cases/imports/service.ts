import { createHash } from 'node:crypto';
import type { Clock } from '../../../../oidc/ports.ts';
import type { Database } from '../../../db/index.ts';
import { csvField } from '../../../http/index.ts';
import type { Acting } from '../model.ts';
import { openFile } from './codec.ts';
import { type CaseImportErrorCode, ImportRefused } from './errors.ts';
import { type ImportGoal, type ImportRow, mostRows, type RowProblem, textKeptMs } from './model.ts';
import { forgetImports } from './cleaning-store.ts';
import {
  findTroubledRows,
  insertRows,
  type OutcomeCounts,
  readCounts,
  type TroubledRow,
} from './row-store.ts';
import {
  type CaseImport,
  countHeld,
  dropBrokenImports,
  dropImport,
  findImport,
  findSameFile,
  holdImport,
  insertImport,
  listImports,
  startImport,
} from './store.ts';

export interface CaseImportsDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
}

export type ReceiveOutcome =
  | { readonly kind: 'held'; readonly importId: string }
  | {
      readonly kind: 'refused';
      readonly code: CaseImportErrorCode;
      readonly line: number | undefined;
      readonly column: string | undefined;
    };

export interface ImportDetail extends CaseImport {
  readonly counts: OutcomeCounts;
  readonly total: number;
  /** Whether the rows that were refused can still be had. */
  readonly isTextKept: boolean;
  /** The court had the same file before. */
  readonly same: CaseImport | undefined;
}

/** Files of cases of a court. Nothing is registered before a clerk has seen what the file holds. */
export interface CaseImports {
  /** Reads a file as it arrives, and keeps its rows; one that is refused or broken off leaves nothing. */
  receive(
    acting: Acting,
    file: { readonly name: string; readonly content: AsyncIterable<Uint8Array> },
  ): Promise<ReceiveOutcome>;
  /** False when it was chosen before. */
  choose(acting: Acting, importId: string, goal: ImportGoal): Promise<boolean>;
  discard(acting: Acting, importId: string): Promise<boolean>;
  find(courtId: string, importId: string): Promise<ImportDetail | undefined>;
  list(courtId: string): Promise<readonly CaseImport[]>;
  troubledRows(
    importId: string,
    from: { readonly after: number; readonly limit: number },
  ): Promise<readonly TroubledRow[]>;
  /** A CSV of everything that is wrong: line, column, reason in words of the caller. */
  report(importId: string, words: ReportWords): AsyncIterable<Uint8Array>;
  /** The rows that were refused, in a file of the same form, to be corrected and brought again. */
  badRows(one: CaseImport): AsyncIterable<Uint8Array>;
}

export interface ReportWords {
  readonly head: readonly [line: string, column: string, reason: string];
  readonly reasonOf: (row: TroubledRow, problem: RowProblem | undefined) => string;
}

const rowsAtOnce = 500;
const mostHeld = 20;
const hourMs = 3600 * 1000;
const lifeMs = 24 * hourMs;

export function createCaseImports(deps: CaseImportsDeps): CaseImports {
  const { db, clock } = deps;
  return {
    receive: (acting, file) => receive(deps, acting, file),
    choose: ({ court, member }, importId, goal) => {
      const now = clock.now();
      const { staffId } = member;
      const given = { goal, staffId, now: new Date(now), giveUpAt: new Date(now + lifeMs) };
      return db.transaction((tx) => startImport(tx, court.courtId, importId, given));
    },
    discard: ({ court }, importId) => dropImport(db, court.courtId, importId),
    async find(courtId, importId) {
      const one = await findImport(db, courtId, importId);
      if (!one) return undefined;
      const [counts, same] = await Promise.all([readCounts(db, importId), findSameFile(db, courtId, one)]);
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const isTextKept = !one.finishedAt || one.finishedAt.getTime() > clock.now() - textKeptMs;
      return { ...one, counts, total, same, isTextKept };
    },
    list: (courtId) => listImports(db, courtId),
    troubledRows: (importId, from) => findTroubledRows(db, importId, from),
    report: (importId, words) => toBytes(reportLines(db, importId, words)),
    badRows: (one) => toBytes(badRowsOf(db, one)),
  };
}

async function receive(
  { db, clock }: CaseImportsDeps,
  { court, member }: Acting,
  { name, content }: Parameters<CaseImports['receive']>[1],
): Promise<ReceiveOutcome> {
  const { courtId } = court;
  const at = new Date(clock.now());
  await dropBrokenImports(db, courtId, new Date(at.getTime() - hourMs));
  let importId: string | undefined;
  let isKept = false;
  try {
    if ((await countHeld(db, courtId)) >= mostHeld) throw new ImportRefused('case_import.too_many_held');
    const hash = createHash('sha256');
    const { format, header, rows } = await openFile(hashing(content, hash));
    const cleanName = name.replace(/\p{C}/gu, ' ').toWellFormed().slice(0, 200);
    importId = await insertImport(db, {
      courtId,
      staffId: member.staffId,
      name: cleanName,
      format,
      header,
      at,
    });
    await keepRows(db, importId, rows);
    await holdImport(db, importId, hash.digest('hex'));
    isKept = true;
    return { kind: 'held', importId };
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    return { kind: 'refused', code: error.code, line: error.line, column: error.column };
  } finally {
    if (importId !== undefined && !isKept) await dropImport(db, courtId, importId);
  }
}

async function keepRows(db: Database, importId: string, rows: AsyncIterable<ImportRow>): Promise<void> {
  let batch: ImportRow[] = [];
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > mostRows) throw new ImportRefused('case_import.too_many_rows', { line: row.line });
    batch.push(row);
    if (batch.length < rowsAtOnce) continue;
    await insertRows(db, importId, count - batch.length + 1, batch);
    batch = [];
  }
  if (count === 0) throw new ImportRefused('case_import.empty');
  if (batch.length > 0) await insertRows(db, importId, count - batch.length + 1, batch);
}

async function* hashing(
  content: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of content) {
    hash.update(bytes);
    yield bytes;
  }
}

/** Page by page: no more of it is in memory. */
async function* allTroubledRows(db: Database, importId: string): AsyncGenerator<TroubledRow> {
  let after = 0;
  for (;;) {
    const rows = await findTroubledRows(db, importId, { after, limit: rowsAtOnce });
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) return;
    after = last.row;
  }
}

/** With a byte order mark, by which spreadsheets know UTF-8. */
async function* reportLines(
  db: Database,
  importId: string,
  { head, reasonOf }: ReportWords,
): AsyncGenerator<string> {
  yield `\u{feff}${lineOf(head)}`;
  for await (const row of allTroubledRows(db, importId)) {
    const problems = row.problems.length > 0 ? row.problems : [undefined];
    for (const problem of problems)
      yield lineOf([String(row.line), problem?.column ?? '', reasonOf(row, problem)]);
  }
}

async function* badRowsOf(db: Database, { id, format, header }: CaseImport): AsyncGenerator<string> {
  yield format === 'csv' ? `\u{feff}${header ?? ''}\r\n` : '[\n';
  let separator = '';
  for await (const { outcome, source } of allTroubledRows(db, id)) {
    if (outcome !== 'bad' || source === '') continue;
    yield separator + source;
    separator = format === 'csv' ? '\r\n' : ',\n';
  }
  yield format === 'csv' ? '\r\n' : '\n]\n';
}

async function* toBytes(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(csvField).join(',')}\r\n`;
}

/** A job of the worker: what a file held of persons goes when nobody needs it any more. */
export async function sweepImports(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  signal?: AbortSignal,
): Promise<void> {
  await forgetImports(db, new Date(clock.now() - textKeptMs), signal);
}
