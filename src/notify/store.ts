import { type Database, type Queryable, type Row, statement } from '../db/index.ts';
import type { QueueTable } from '../jobs/index.ts';
import {
  type Channel,
  type DeliveryReceipt,
  type MessageState,
  type MessageStatus,
  type Notification,
  summariseReceipts,
} from './model.ts';

/** Wakes the senders; the payload is the channel. */
export const outboxChannel = 'outbox';

export const outboxTable: QueueTable = {
  table: 'outbox_message',
  states: { waiting: 'waiting', claimed: 'sending', done: 'sent', failed: 'failed', expired: 'expired' },
  columns: [
    'reference',
    'recipient as "to"',
    'subject',
    'body',
    'created_at as "createdAt"',
    'give_up_at as "expiresAt"',
  ],
  doneColumns: ['provider_ids'],
  blankedColumns: ['subject', 'body'],
  laneColumn: 'channel',
};

// The notification goes out when the caller's transaction commits, and not at all when it rolls back.
const insert = statement(
  'outbox.insert',
  `with added as (
     insert into outbox_message (channel, recipient, subject, body, topic, created_at, due_at, give_up_at)
     values ($1, $2, $3, $4, $5, $6, $6, $7))
   select pg_notify('${outboxChannel}', $1)`,
);

export async function insertMessage(
  tx: Queryable,
  { channel, to, subject, body, topic }: Notification,
  times: { readonly now: Date; readonly giveUpAt: Date },
): Promise<void> {
  await tx.query(insert, [channel, to, subject ?? null, body, topic, times.now, times.giveUpAt]);
}

const noteReceipt = statement(
  'outbox.note_receipt',
  `update outbox_message set receipts = receipts || jsonb_build_object($1::text, $2::text)
    where provider_ids @> array[$1::text] returning id`,
);

/** False when no message is known under this name (yet). */
export async function keepReceipt(db: Queryable, receipt: DeliveryReceipt): Promise<boolean> {
  return (await db.query(noteReceipt, [receipt.providerId, receipt.status])).length > 0;
}

interface StatusRow extends Row {
  readonly id: string;
  readonly channel: Channel;
  readonly recipient: string;
  readonly topic: string;
  readonly state: MessageState;
  readonly tries: number;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly giveUpAt: Date;
  readonly finishedAt: Date | null;
  readonly lastError: string | null;
  readonly providerIds: string[] | null;
  readonly receipts: Record<string, string>;
}

const list = statement(
  'outbox.list',
  `select id, channel, recipient, topic, state, tries, created_at as "createdAt", due_at as "dueAt",
          give_up_at as "giveUpAt", finished_at as "finishedAt", last_error as "lastError",
          provider_ids as "providerIds", receipts
     from outbox_message where state = $1 and id < $2 order by id desc limit $3`,
);
const beyondEveryId = '9223372036854775807';

/** Messages in a state, the newest first; `before` is the last `id` of the page before. */
export async function listMessages(
  db: Queryable,
  state: MessageState,
  options: { readonly before?: string; readonly limit?: number } = {},
): Promise<MessageStatus[]> {
  const limit = Math.min(Math.max(options.limit ?? 50, 1), 200);
  const rows = await db.query<StatusRow>(list, [state, options.before ?? beyondEveryId, limit]);
  return rows.map(({ providerIds, receipts, finishedAt, lastError, ...row }) => ({
    ...row,
    finishedAt: finishedAt ?? undefined,
    lastError: lastError ?? undefined,
    receipt: summariseReceipts(providerIds ?? [], receipts),
  }));
}

const backlog = statement(
  'outbox.backlog',
  `select channel, count(*)::int as waiting, min(created_at) as oldest
     from outbox_message where state in ('waiting', 'sending') group by channel`,
);

/** For metrics: what waits or is being sent, and since when. A channel without a backlog is absent. */
export async function outboxBacklog(
  db: Queryable,
): Promise<{ readonly channel: Channel; readonly waiting: number; readonly oldest: Date }[]> {
  return db.query<Row & { channel: Channel; waiting: number; oldest: Date }>(backlog);
}

const sweep = statement(
  'outbox.sweep',
  `delete from outbox_message where id in
     (select id from outbox_message where finished_at < $1 order by finished_at limit $2 for update skip locked)
   returning 1 as gone`,
);
const sweepBatch = 1000;

/** Removes messages that ended before `finishedBefore`, in small batches. */
export async function sweepOutbox(db: Database, finishedBefore: Date, signal?: AbortSignal): Promise<number> {
  let removed = 0;
  for (;;) {
    const { length } = await db.query(sweep, [finishedBefore, sweepBatch]);
    removed += length;
    if (length < sweepBatch || signal?.aborted) return removed;
  }
}
