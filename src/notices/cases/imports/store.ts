import {
  numberArray,
  type Queryable,
  type Row,
  statement,
  textArray,
  type Transaction,
} from '../../../db/index.ts';
import type { QueueTable } from '../../../jobs/index.ts';
import type { TypedCase } from '../model.ts';
import type { ImportFormat, ImportGoal, ImportRow, RowOutcome, RowProblem } from './model.ts';

export const importChannel = 'case_import';

export const importTable: QueueTable = {
  table: 'case_import',
  states: { waiting: 'waiting', claimed: 'running', done: 'done', failed: 'failed', expired: 'expired' },
  columns: ['court_id as "courtId"', 'staff_id as "staffId"', 'goal'],
};

export type ImportState = 'held' | 'waiting' | 'running' | 'done' | 'failed' | 'expired';

/** A file of cases, as its clerks see it. */
export interface CaseImport {
  readonly id: string;
  readonly name: string;
  readonly format: ImportFormat;
  readonly header: string | undefined;
  readonly goal: ImportGoal | undefined;
  readonly state: ImportState;
  readonly createdAt: Date;
  readonly finishedAt: Date | undefined;
  /** The clerk who brought it. */
  readonly by: string;
  readonly digest: string;
}

interface ImportRowOfTable extends Row {
  readonly id: string;
  readonly name: string;
  readonly format: ImportFormat;
  readonly header: string | null;
  readonly goal: ImportGoal | null;
  readonly state: ImportState;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly by: string;
  readonly digest: string;
}

const columns = `i.id::text, i.name, i.format, i.header, i.goal, i.state, i.created_at as "createdAt",
  i.finished_at as "finishedAt", s.name as by, i.digest`;
const tables = 'case_import i join court_staff s on s.staff_id = i.staff_id';

function toImport(row: ImportRowOfTable): CaseImport {
  const { id, name, format, state, createdAt, by, digest } = row;
  return {
    id,
    name,
    format,
    state,
    createdAt,
    by,
    digest,
    header: row.header ?? undefined,
    goal: row.goal ?? undefined,
    finishedAt: row.finishedAt ?? undefined,
  };
}

const insertOne = statement(
  'case_import.insert',
  `insert into case_import (court_id, staff_id, name, format, header, created_at, due_at, give_up_at)
   values ($1, $2, $3, $4, $5, $6, $6, $6) returning id::text`,
);

export interface NewImport {
  readonly courtId: string;
  readonly staffId: string;
  readonly name: string;
  readonly format: ImportFormat;
  readonly header: string | undefined;
  readonly at: Date;
}

export async function insertImport(on: Queryable, one: NewImport): Promise<string> {
  const { courtId, staffId, name, format, header, at } = one;
  const values = [courtId, staffId, name, format, header ?? null, at];
  const [row] = await on.query<Row & { id: string }>(insertOne, values);
  if (!row) throw new Error('nothing was inserted');
  return row.id;
}

const insertRowsOf = statement(
  'case_import.insert_rows',
  `insert into case_import_row (import_id, row, line, source, row_key, typed, problems, outcome)
   select $1, row, line, source, key, typed::jsonb, problems::jsonb, case when problems is not null then 'bad' end
     from unnest($2::float8[]::int[], $3::float8[]::int[], $4::text[], $5::text[], $6::text[], $7::text[])
       as r (row, line, source, key, typed, problems)`,
);

/** `first` is the place of the first of them in the file, from 1. */
export async function insertRows(
  on: Queryable,
  importId: string,
  first: number,
  rows: readonly ImportRow[],
): Promise<void> {
  await on.query(insertRowsOf, [
    importId,
    numberArray(rows.map((_, index) => first + index)),
    numberArray(rows.map(({ line }) => line)),
    textArray(rows.map(({ source }) => source)),
    textArray(rows.map(({ key }) => key)),
    textArray(rows.map(({ typed }) => (typed ? JSON.stringify(typed) : null))),
    textArray(rows.map(({ problems }) => (problems.length > 0 ? JSON.stringify(problems) : null))),
  ]);
}

const hold = statement(
  'case_import.hold',
  `update case_import set state = 'held', digest = $2 where id = $1`,
);

/** The file is here as a whole. */
export async function holdImport(on: Queryable, importId: string, digest: string): Promise<void> {
  await on.query(hold, [importId, digest]);
}

const start = statement(
  'case_import.start',
  `update case_import set state = 'waiting', goal = $3, due_at = $4, give_up_at = $5
    where id = $2 and court_id = $1 and state = 'held' returning id`,
);
const notify = statement('case_import.notify', "select pg_notify('case_import', '')");

/** Its rows are registered from now on; false when that was chosen before. */
export async function startImport(
  tx: Transaction,
  courtId: string,
  importId: string,
  given: { readonly goal: ImportGoal; readonly now: Date; readonly giveUpAt: Date },
): Promise<boolean> {
  const values = [courtId, importId, given.goal, given.now, given.giveUpAt];
  const started = (await tx.query(start, values)).length === 1;
  if (started) await tx.query(notify);
  return started;
}

const drop = statement(
  'case_import.drop',
  `delete from case_import where id = $2 and court_id = $1 and state in ('receiving', 'held') returning id`,
);
const dropBroken = statement(
  'case_import.drop_broken',
  `delete from case_import where court_id = $1 and state = 'receiving' and created_at < $2`,
);

/** With its rows; false when it is gone, or is being registered. */
export async function dropImport(on: Queryable, courtId: string, importId: string): Promise<boolean> {
  return (await on.query(drop, [courtId, importId])).length === 1;
}

/** Files that never arrived as a whole. */
export async function dropBrokenImports(on: Queryable, courtId: string, before: Date): Promise<void> {
  await on.query(dropBroken, [courtId, before]);
}

const forgetText = statement(
  'case_import.forget_text',
  `update case_import_row set source = '', typed = null where (import_id, row) in
     (select r.import_id, r.row from case_import_row r join case_import i on i.id = r.import_id
       where r.source <> '' and i.finished_at < $1 limit $2)
   returning 1 as forgotten`,
);
const dropUnchosen = statement(
  'case_import.drop_unchosen',
  `delete from case_import where id in
     (select id from case_import where state in ('receiving', 'held') and created_at < $1 limit $2)
   returning 1 as gone`,
);
const forgottenAtOnce = 500;

/**
 * Forgets what stood in rows of files that ended before, and drops files that nobody chose since then. What was wrong
 * with a row, and where, stays.
 */
export async function forgetImports(db: Queryable, before: Date, signal?: AbortSignal): Promise<void> {
  for (const cleaning of [forgetText, dropUnchosen])
    for (;;) {
      const { length } = await db.query(cleaning, [before, forgottenAtOnce]);
      if (length < forgottenAtOnce || signal?.aborted) break;
    }
}

const findOne = statement(
  'case_import.find',
  `select ${columns} from ${tables} where i.court_id = $1 and i.id = $2 and i.state <> 'receiving'`,
);
const findSame = statement(
  'case_import.find_same',
  `select ${columns} from ${tables}
    where i.court_id = $1 and i.digest = $2 and i.id < $3 and i.state not in ('receiving', 'held')
    order by i.id desc limit 1`,
);
const latest = statement(
  'case_import.latest',
  `select ${columns} from ${tables}
    where i.id in (select id from case_import where court_id = $1 and state = 'held'
                   union (select id from case_import where court_id = $1 and state <> 'receiving' order by id desc limit 20))
    order by i.id desc`,
);
const heldCount = statement(
  'case_import.count_held',
  `select count(*)::int as count from case_import where court_id = $1 and state in ('receiving', 'held')`,
);

export async function findImport(
  on: Queryable,
  courtId: string,
  importId: string,
): Promise<CaseImport | undefined> {
  const [row] = await on.query<ImportRowOfTable>(findOne, [courtId, importId]);
  return row && toImport(row);
}

/** An earlier one of the court with the same bytes. */
export async function findSameFile(
  on: Queryable,
  courtId: string,
  { id, digest }: CaseImport,
): Promise<CaseImport | undefined> {
  const [row] = await on.query<ImportRowOfTable>(findSame, [courtId, digest, id]);
  return row && toImport(row);
}

/** The latest, and every one that waits for a choice. */
export async function listImports(on: Queryable, courtId: string): Promise<readonly CaseImport[]> {
  return (await on.query<ImportRowOfTable>(latest, [courtId])).map(toImport);
}

export async function countHeld(on: Queryable, courtId: string): Promise<number> {
  const [row] = await on.query<Row & { count: number }>(heldCount, [courtId]);
  return row?.count ?? 0;
}

const countOutcomes = statement(
  'case_import.count_outcomes',
  `select coalesce(outcome, 'waiting') as outcome, count(*)::int as count from case_import_row
    where import_id = $1 group by 1`,
);

export type OutcomeCounts = Readonly<Record<RowOutcome | 'waiting', number>>;

export async function readCounts(on: Queryable, importId: string): Promise<OutcomeCounts> {
  const rows = await on.query<Row & { outcome: RowOutcome | 'waiting'; count: number }>(countOutcomes, [
    importId,
  ]);
  const none = { waiting: 0, registered: 0, drafted: 0, resembling: 0, there: 0, bad: 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count])) };
}

/** A row that asks for the clerk's look. */
export interface TroubledRow {
  readonly row: number;
  readonly line: number;
  readonly source: string;
  readonly outcome: RowOutcome;
  readonly problems: readonly RowProblem[];
  readonly caseId: string | undefined;
  readonly number: string | undefined;
}

const troubled = statement(
  'case_import.troubled_rows',
  `select r.row, r.line, r.source, r.outcome, coalesce(r.problems, '[]') as problems, r.case_id as "caseId", c.number
     from case_import_row r left join court_case c on c.case_id = r.case_id
    where r.import_id = $1 and r.row > $2 and r.outcome in ('bad', 'resembling', 'there') order by r.row limit $3`,
);

/** Rows behind `after` that were refused, are there already or resemble another case, in their order. */
export async function findTroubledRows(
  on: Queryable,
  importId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly TroubledRow[]> {
  type Found = Row &
    Omit<TroubledRow, 'caseId' | 'number'> & { caseId: string | null; number: string | null };
  const rows = await on.query<Found>(troubled, [importId, after, limit]);
  return rows.map(({ row, line, source, outcome, problems, caseId, number }) => ({
    row,
    line,
    source,
    outcome,
    problems,
    caseId: caseId ?? undefined,
    number: number ?? undefined,
  }));
}

/** A good row that waits. */
export interface WaitingRow {
  readonly row: number;
  readonly key: string;
  readonly typed: TypedCase;
}

const takeRows = statement(
  'case_import.take_rows',
  `select row, row_key as key, typed from case_import_row
    where import_id = $1 and outcome is null order by row limit $2 for update`,
);

/** The next rows, held to the end of the transaction. Rows that another process holds are waited for: it may give them up. */
export async function takeWaitingRows(
  tx: Transaction,
  importId: string,
  limit: number,
): Promise<readonly WaitingRow[]> {
  return tx.query<WaitingRow & Row>(takeRows, [importId, limit]);
}

const claimKey = statement(
  'case_import_key.claim',
  `insert into case_import_key (court_id, row_key, case_id) values ($1, $2, $3)
   on conflict (court_id, row_key) do nothing returning case_id`,
);
const caseOfKey = statement(
  'case_import_key.find',
  'select case_id as "caseId" from case_import_key where court_id = $1 and row_key = $2',
);

/** Undefined = the key is this case's from now on; else the case that had it before. */
export async function claimRowKey(
  tx: Transaction,
  courtId: string,
  key: string,
  caseId: string,
): Promise<string | undefined> {
  if ((await tx.query(claimKey, [courtId, key, caseId])).length === 1) return undefined;
  const [row] = await tx.query<Row & { caseId: string }>(caseOfKey, [courtId, key]);
  return row?.caseId;
}

const markOne = statement(
  'case_import.mark_row',
  `update case_import_row set outcome = $3, case_id = $4, source = '', typed = null where import_id = $1 and row = $2`,
);

/** What the row said is the case's from now on. */
export async function markRow(
  tx: Transaction,
  importId: string,
  row: number,
  { outcome, caseId }: { readonly outcome: Exclude<RowOutcome, 'bad'>; readonly caseId: string },
): Promise<void> {
  await tx.query(markOne, [importId, row, outcome, caseId]);
}
