import { type Queryable, type Row, type Statement, statement } from '../db/index.ts';
import type { Claimed, Ended, Ending } from './model.ts';

/**
 * A table of work. It has, beside its own columns: `id bigint`, `state text`, `tries int`, `due_at timestamptz` (when a
 * waiting row is due, and until when a claimed row is leased), `give_up_at`, `finished_at`, `last_error text`.
 * All names here are constants of our own code: they become part of the SQL.
 */
export interface QueueTable {
  /** Also the first part of the statements' names. */
  readonly table: string;
  readonly states: Readonly<Record<'waiting' | 'claimed' | Ending, string>>;
  /** What a handler is given, as SQL output columns, such as `client_id as "clientId"`. */
  readonly columns: readonly string[];
  /** Set from the outcome `done`. */
  readonly doneColumns?: readonly string[];
  /** Set to null when the work has ended, however it ended. */
  readonly blankedColumns?: readonly string[];
  /** A column that splits the table among workers, such as the channel of a message. */
  readonly laneColumn?: string;
  /** Due work is taken in the order of these columns before that of time. */
  readonly orderColumns?: readonly string[];
}

/** An ending to be written: `values` go into `doneColumns`. */
export interface WrittenEnding<Item> extends Ended<Item> {
  readonly values: readonly unknown[];
}

export interface QueueStore<Item> {
  /** Takes up to `limit` due rows for this process until `leaseEnds`; no two callers get the same row. */
  claim(limit: number, now: Date, leaseEnds: Date): Promise<Claimed<Item>[]>;
  /** Makes the lease of these rows end at `leaseEnds`, unless they ended or another worker has claimed them since. */
  renew(items: readonly Claimed<Item>[], leaseEnds: Date): Promise<void>;
  /** Puts the row back until `dueAt` or its end, if this try is still its latest. `values` go into `doneColumns`. */
  putBack(item: Claimed<Item>, dueAt: Date, reason: string, values: readonly unknown[]): Promise<void>;
  /**
   * Ends the rows, in one statement; the ids of those that had not ended before. What is done is done, whoever has the
   * lease; giving up is for the holder of the latest try.
   */
  end(on: Queryable, endings: readonly WrittenEnding<Item>[], now: Date): Promise<ReadonlySet<string>>;
  /** Ends rows nobody holds whose time or tries are over. Returns them with the state they got. */
  endOverdue(on: Queryable, now: Date, limit: number): Promise<(Claimed<Item> & { state: string })[]>;
}

export function createQueueStore<Item>(
  db: Queryable,
  table: QueueTable,
  options: { readonly maxTries: number; readonly lane?: string },
): QueueStore<Item> {
  const sql = statementsOf(table);
  const lane = table.laneColumn === undefined ? [] : [options.lane];
  const { states, doneColumns = [] } = table;
  return {
    claim: (limit, now, leaseEnds) =>
      db.query<Claimed<Item> & Row>(sql.claim, [now, leaseEnds, options.maxTries, limit, ...lane]),
    async renew(items, leaseEnds) {
      await db.query(sql.renew, [items.map(({ id }) => id), items.map(({ tries }) => tries), leaseEnds]);
    },
    async putBack(item, dueAt, reason, values) {
      const kept = doneColumns.map((_, index) => values[index] ?? null);
      await db.query(sql.putBack, [item.id, item.tries, dueAt, reason, ...kept]);
    },
    async end(on, endings, now) {
      const rows = endings.map(({ item, ending, reason, values }) => ({
        id: item.id,
        tries: item.tries,
        state: states[ending],
        last_error: reason === '' ? null : reason,
        ...Object.fromEntries(doneColumns.map((column, index) => [column, toJson(values[index])])),
      }));
      // In one order everywhere, so that two workers with the same rows wait and do not deadlock.
      rows.sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
      const ended = await on.query<Row & { id: string }>(sql.end, [JSON.stringify(rows), now]);
      return new Set(ended.map(({ id }) => id));
    },
    endOverdue: (on, now, limit) =>
      on.query<Claimed<Item> & Row & { state: string }>(sql.overdue, [now, options.maxTries, limit, ...lane]),
  };
}

/** As `jsonb_populate_recordset` reads it. */
function toJson(value: unknown): unknown {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : (value ?? null);
}

type QueueStatements = Readonly<Record<'claim' | 'renew' | 'putBack' | 'end' | 'overdue', Statement>>;
const built = new Map<string, QueueStatements>();

function statementsOf(table: QueueTable): QueueStatements {
  const known = built.get(table.table);
  if (known) return known;
  const statements = build(table);
  built.set(table.table, statements);
  return statements;
}

function build(queue: QueueTable): QueueStatements {
  const { table, states, doneColumns = [], blankedColumns = [], laneColumn, orderColumns = [] } = queue;
  const open = `state in ('${states.waiting}', '${states.claimed}')`;
  const blanked = blankedColumns.map((column) => `, ${column} = null`).join('');
  const returning = ['id', 'tries', ...queue.columns].map((column) => `t.${column}`).join(', ');
  const lane = (parameter: string) => (laneColumn ? ` and ${laneColumn} = ${parameter}` : '');
  const name = (what: string) => `${table}.${what}`;
  return {
    claim: statement(
      name('claim'),
      `with due as materialized (
         select id from ${table}
          where ${open} and due_at <= $1 and give_up_at > $1 and tries < $3${lane('$5')}
          order by ${[...orderColumns, 'due_at'].join(', ')} limit $4 for update skip locked)
       update ${table} t set state = '${states.claimed}', tries = tries + 1, due_at = $2
         from due where t.id = due.id returning ${returning}`,
    ),
    renew: statement(
      name('renew'),
      `update ${table} t set due_at = $3 from unnest($1::bigint[], $2::int[]) as held (id, tries)
        where t.id = held.id and t.tries = held.tries and t.state = '${states.claimed}'`,
    ),
    putBack: statement(
      name('put_back'),
      `update ${table} set state = '${states.waiting}', due_at = least($3, give_up_at), last_error = $4${doneColumns
        .map((column, index) => `, ${column} = coalesce($${index + 5}, ${column})`)
        .join('')}
        where id = $1 and tries = $2 and state = '${states.claimed}'`,
    ),
    end: statement(
      name('end'),
      `update ${table} t set state = e.state, finished_at = $2,
              last_error = case e.state when '${states.done}' then null else coalesce(e.last_error, t.last_error) end
              ${blanked}${doneColumns.map((column) => `, ${column} = coalesce(e.${column}, t.${column})`).join('')}
         from jsonb_populate_recordset(null::${table}, $1::jsonb) as e
        where t.id = e.id and t.${open}
          and (e.state = '${states.done}' or (t.tries = e.tries and t.state = '${states.claimed}'))
       returning t.id`,
    ),
    overdue: statement(
      name('end_overdue'),
      `with over as materialized (
         select id from ${table}
          where ${open} and due_at <= $1 and (give_up_at <= $1 or tries >= $2)${lane('$4')}
          order by due_at limit $3 for update skip locked)
       update ${table} t set finished_at = $1${blanked},
              state = case when give_up_at <= $1 then '${states.expired}' else '${states.failed}' end
         from over where t.id = over.id returning ${returning}, t.state`,
    ),
  };
}
