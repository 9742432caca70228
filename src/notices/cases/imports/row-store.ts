import {
  numberArray,
  type Queryable,
  type Row,
  statement,
  textArray,
  type Transaction,
} from '../../../db/index.ts';
import type { TypedCase } from '../model.ts';
import type { ImportRow, RowOutcome, RowProblem } from './model.ts';

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
