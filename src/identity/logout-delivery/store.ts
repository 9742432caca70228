import { type Database, type Queryable, type Row, statement } from '../../db/index.ts';
import type { QueueTable } from '../../jobs/index.ts';
import type { DeliveryState, LogoutDelivery, LogoutNotice } from './model.ts';

/** Wakes the workers. */
export const logoutChannel = 'logout_delivery';

/** A notice during a try is still `waiting`: until the relying party has answered, that is what it is. */
export const logoutTable: QueueTable = {
  table: 'logout_delivery',
  states: { waiting: 'waiting', claimed: 'waiting', done: 'delivered', failed: 'failed', expired: 'failed' },
  columns: ['client_id as "clientId"', 'subject', 'sid'],
};

const insert = statement(
  'logout_delivery.insert',
  `with added as (
     insert into logout_delivery (client_id, subject, sid, created_at, due_at, give_up_at)
     values ($1, $2, $3, $4, $4, $5) on conflict on constraint logout_delivery_once do nothing)
   select pg_notify('${logoutChannel}', '')`,
);

export async function insertDelivery(
  db: Queryable,
  notice: LogoutNotice,
  now: Date,
  giveUpAt: Date,
): Promise<void> {
  await db.query(insert, [notice.clientId, notice.subject, notice.sid, now, giveUpAt]);
}

interface DeliveryRow extends Row {
  readonly id: string;
  readonly clientId: string;
  readonly subject: string;
  readonly sid: string;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly finishedAt: Date | null;
  readonly lastError: string | null;
}

const columns = `id, client_id as "clientId", subject, sid, state, tries, created_at as "createdAt",
  due_at as "dueAt", finished_at as "finishedAt", last_error as "lastError"`;

const bySid = statement(
  'logout_delivery.by_sid',
  `select ${columns} from logout_delivery where sid = $1 order by client_id limit 1000`,
);
const troubled = statement(
  'logout_delivery.troubled',
  `select ${columns} from logout_delivery
    where state <> 'delivered' and last_error is not null and id < $1 order by id desc limit $2`,
);
const beyondEveryId = '9223372036854775807';

/** How every service of one session was, or is being, told of its end. */
export async function deliveriesOf(db: Queryable, sid: string): Promise<LogoutDelivery[]> {
  return (await db.query<DeliveryRow>(bySid, [sid])).map(toDelivery);
}

/** For the operator: given up, or failed so far; the newest first. `before` is the last `id` of the page before. */
export async function troubledDeliveries(
  db: Queryable,
  options: { readonly before?: string; readonly limit?: number } = {},
): Promise<LogoutDelivery[]> {
  const limit = Math.min(Math.max(options.limit ?? 50, 1), 200);
  const rows = await db.query<DeliveryRow>(troubled, [options.before ?? beyondEveryId, limit]);
  return rows.map(toDelivery);
}

function toDelivery({ dueAt, finishedAt, lastError, ...row }: DeliveryRow): LogoutDelivery {
  return {
    ...row,
    nextTryAt: row.state === 'waiting' ? dueAt : undefined,
    finishedAt: finishedAt ?? undefined,
    lastError: lastError ?? undefined,
  };
}

const backlog = statement(
  'logout_delivery.backlog',
  `select count(*)::int as waiting, min(created_at) as oldest from logout_delivery
    where state = 'waiting' having count(*) > 0`,
);

/** For metrics, beside the outbox: what is still to be told, and since when. Empty when nothing is. */
export async function logoutBacklog(
  db: Queryable,
): Promise<{ readonly channel: 'logout'; readonly waiting: number; readonly oldest: Date }[]> {
  const rows = await db.query<Row & { waiting: number; oldest: Date }>(backlog);
  return rows.map((row) => ({ channel: 'logout', ...row }));
}

const sweep = statement(
  'logout_delivery.sweep',
  `delete from logout_delivery where id in
     (select id from logout_delivery where finished_at < $1 order by finished_at limit $2 for update skip locked)
   returning 1 as gone`,
);
const sweepBatch = 1000;

/** Removes what ended before `finishedBefore`, in small batches. The interaction record keeps that it happened. */
export async function sweepDeliveries(
  db: Database,
  finishedBefore: Date,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const { length } = await db.query(sweep, [finishedBefore, sweepBatch]);
    removed += length;
    if (length < sweepBatch || signal?.aborted) return removed;
  }
}
