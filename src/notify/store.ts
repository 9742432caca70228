import {
  type Database,
  type Queryable,
  type Row,
  statement,
  textArray,
  type Transaction,
} from '../db/index.ts';
import type { QueueTable } from '../jobs/index.ts';
import {
  type Channel,
  type DeliveryReceipt,
  finalRefusals,
  type MessageOutcome,
  type MessageState,
  type MessageStatus,
  type Notification,
  type ReceiptSummary,
  strongestReceipts,
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
    'attachments',
    'provider_ids as "providerIds"',
    'topic',
  ],
  doneColumns: ['provider_ids'],
  blankedColumns: ['subject', 'body', 'attachments'],
  laneColumn: 'channel',
  orderColumns: ['bulk'],
};

// The notification goes out when the caller's transaction commits, and not at all when it rolls back.
const insert = statement(
  'outbox.insert',
  `with given as (
     select * from jsonb_to_recordset($1::jsonb) as g (reference uuid, channel text, "to" text, subject text, body text,
       topic text, "giveUpAt" timestamptz, attachments jsonb, bulk boolean)),
   added as (
     insert into outbox_message
       (reference, channel, recipient, subject, body, topic, created_at, due_at, give_up_at, attachments, bulk)
     select coalesce(reference, gen_random_uuid()), channel, "to", subject, body, topic, $2, $2, "giveUpAt", attachments, bulk
       from given)
   select pg_notify('${outboxChannel}', channel) from (select distinct channel from given) as lanes`,
);

export async function insertMessages(
  tx: Queryable,
  messages: readonly { readonly notification: Notification; readonly giveUpAt: Date }[],
  now: Date,
): Promise<void> {
  const rows = messages.map(({ notification, giveUpAt }) => {
    const { isBulk = false, expiresAt: _, ...rest } = notification;
    return { ...rest, giveUpAt, bulk: isBulk };
  });
  await tx.query(insert, [JSON.stringify(rows), now]);
}

const withdraw = statement(
  'outbox.withdraw',
  'select withdraw_messages($1::text[]::uuid[], $2) as reference',
);

/** Takes back those of the messages that still wait; tells which. One that a sender has in hand goes out. */
export async function withdrawMessages(
  tx: Transaction,
  references: readonly string[],
  now: Date,
): Promise<readonly string[]> {
  const rows = await tx.query<Row & { readonly reference: string }>(withdraw, [textArray(references), now]);
  return rows.map(({ reference }) => reference);
}

/**
 * A phone that once confirmed a part has it, whatever the centre says later; and a final word is not taken back by one
 * about the way. So receipts may come twice, late and in any order.
 */
const rankOf = (status: string) =>
  `case when ${status} = 'DELIVRD' then 2 when ${status} in (${[...finalRefusals].map((word) => `'${word}'`).join(', ')}) then 1 else 0 end`;

const noteReceipts = statement(
  'outbox.note_receipts',
  `update outbox_message m set receipts = m.receipts || told.statuses
     from (select found.id, jsonb_object_agg(r.provider_id, r.status) as statuses
             from unnest($1::text[], $2::text[]) as r (provider_id, status)
             join outbox_message found on found.provider_ids @> array[r.provider_id]
            where found.receipts ->> r.provider_id is null
               or ${rankOf('r.status')} > ${rankOf('(found.receipts ->> r.provider_id)')}
            group by found.id) as told
    where m.id = told.id
   returning m.reference, m.channel, m.topic, m.state, m.provider_ids as "providerIds", m.receipts`,
);
const keepUnknown = statement(
  'outbox.keep_unknown_receipts',
  `insert into outbox_receipt as kept (provider_id, status, at)
   select r.provider_id, r.status, $3 from unnest($1::text[], $2::text[]) as r (provider_id, status)
    where not exists (select from outbox_message m where m.provider_ids @> array[r.provider_id])
    order by r.provider_id
   on conflict (provider_id) do update set status = excluded.status
      where ${rankOf('excluded.status')} > ${rankOf('kept.status')}`,
);

interface ReceiptRow extends Row, Omit<MessageOutcome, 'state' | 'receipt'> {
  readonly state: MessageState;
  readonly providerIds: string[];
  readonly receipts: Record<string, string>;
}

/** Notes receipts on their messages. Gives what changed of messages that were sent. */
export async function keepReceipts(
  tx: Transaction,
  given: readonly DeliveryReceipt[],
  now: Date,
): Promise<readonly MessageOutcome[]> {
  const receipts = strongestReceipts(given);
  const values = [
    textArray(receipts.map(({ providerId }) => providerId)),
    textArray(receipts.map(({ status }) => status)),
  ];
  // Unknown ones first: a message that is marked between the two statements finds its receipt in one of them.
  await tx.query(keepUnknown, [...values, now]);
  const rows = await tx.query<ReceiptRow>(noteReceipts, values);
  return rows.flatMap(({ state, providerIds, receipts: heard, ...message }) =>
    state === 'sent' ? [{ ...message, state, receipt: summariseReceipts(providerIds, heard) }] : [],
  );
}

const takeKnown = statement(
  'outbox.take_known_receipts',
  `delete from outbox_receipt where provider_id in
     (select r.provider_id from outbox_receipt r join outbox_message m on m.provider_ids @> array[r.provider_id]
       where r.at > $2 order by r.at limit $1 for update of r skip locked)
   returning provider_id as "providerId", status`,
);

/** Receipts that were kept, after `since`, before their message was marked. */
export async function takeKnownReceipts(
  tx: Transaction,
  since: Date,
  limit: number,
): Promise<readonly DeliveryReceipt[]> {
  return tx.query<Row & DeliveryReceipt>(takeKnown, [limit, since]);
}

const receiptsOf = statement(
  'outbox.receipts_of',
  'select id, provider_ids as "providerIds", receipts from outbox_message where id = any($1::bigint[])',
);

/** One word for the receipts of each message, by its id. */
export async function readReceipts(
  tx: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReceiptSummary>> {
  const rows = await tx.query<ReceiptRow & { id: string }>(receiptsOf, [ids]);
  return new Map(rows.map(({ id, providerIds, receipts }) => [id, summariseReceipts(providerIds, receipts)]));
}

const sweepUnknown = statement('outbox.sweep_receipts', 'delete from outbox_receipt where at < $1');

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

/** Removes messages that ended before `finishedBefore`, in small batches, and receipts of that age that were nobody's. */
export async function sweepOutbox(db: Database, finishedBefore: Date, signal?: AbortSignal): Promise<number> {
  await db.query(sweepUnknown, [finishedBefore]);
  let removed = 0;
  for (;;) {
    const { length } = await db.query(sweep, [finishedBefore, sweepBatch]);
    removed += length;
    if (length < sweepBatch || signal?.aborted) return removed;
  }
}
