import { type Queryable, type Row, statement, type Transaction } from '../../../db/index.ts';
import type { QueueTable } from '../../../jobs/index.ts';
import type { ImportFormat, ImportGoal } from './model.ts';

export const importChannel = 'case_import';

export const importTable: QueueTable = {
  table: 'case_import',
  states: { waiting: 'waiting', claimed: 'running', done: 'done', failed: 'failed', expired: 'expired' },
  columns: ['court_id as "courtId"', 'staff_id as "staffId"', 'chosen_by as "chosenBy"', 'goal'],
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
  /** The clerk who chose what becomes of its rows; undefined until then. */
  readonly chosenBy: string | undefined;
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
  readonly chosenBy: string | null;
  readonly digest: string;
}

const columns = `i.id::text, i.name, i.format, i.header, i.goal, i.state, i.created_at as "createdAt",
  i.finished_at as "finishedAt", s.name as by, w.name as "chosenBy", i.digest`;
const tables = `case_import i join court_staff s on s.staff_id = i.staff_id
  left join court_staff w on w.staff_id = i.chosen_by`;

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
    chosenBy: row.chosenBy ?? undefined,
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
  `update case_import set state = 'waiting', goal = $3, chosen_by = $6, due_at = $4, give_up_at = $5
    where id = $2 and court_id = $1 and state = 'held' returning id`,
);
const notify = statement('case_import.notify', "select pg_notify('case_import', '')");

/** Its rows are registered from now on; false when that was chosen before. */
export async function startImport(
  tx: Transaction,
  courtId: string,
  importId: string,
  given: {
    readonly goal: ImportGoal;
    readonly staffId: string;
    readonly now: Date;
    readonly giveUpAt: Date;
  },
): Promise<boolean> {
  const values = [courtId, importId, given.goal, given.now, given.giveUpAt, given.staffId];
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
