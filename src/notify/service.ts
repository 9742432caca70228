import { z } from 'zod';
import type { Clock } from '../../oidc/ports.ts';
import type { Database, Transaction } from '../db/index.ts';
import {
  type Claimed,
  type Ended,
  type Log,
  type Random,
  type RetryPolicy,
  startJobs,
  startWorker,
  type TryOutcome,
} from '../jobs/index.ts';
import { NotifyError } from './errors.ts';
import type {
  BulkNotifier,
  MessageOutcome,
  Notification,
  OnOutcomes,
  OutgoingMessage,
  Transport,
} from './model.ts';
import { createReceiptBook } from './receipts.ts';
import { insertMessages, outboxChannel, outboxTable, readReceipts } from './store.ts';

/** Nobody wants last week's message, even one without an end of its own. */
const longestLifeSeconds = 72 * 3600;

const line = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}+$/u);
const body = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'));
const common = {
  topic: z.string().regex(/^[a-z][a-z_]*(\.[a-z][a-z_]*)+$/),
  expiresAt: z.date().optional(),
  reference: z.uuid().optional(),
  isBulk: z.boolean().optional(),
};
const attachment = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  type: z.string().regex(/^[a-z]+\/[a-z0-9.+-]{1,64}(; ?[a-z]+=[A-Za-z0-9-]{1,32}){0,4}$/),
  content: body(20_000),
});
const attachments = z
  .array(attachment)
  .max(4)
  .refine((files) => files.reduce((sum, { content }) => sum + content.length, 0) <= 20_000);

const notification = z.discriminatedUnion('channel', [
  z.strictObject({
    channel: z.literal('email'),
    to: z
      .string()
      .max(254)
      .regex(/^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]+$/u),
    subject: line(200),
    body: body(20_000),
    attachments: attachments.optional(),
    ...common,
  }),
  z.strictObject({
    channel: z.literal('sms'),
    to: z.string().regex(/^\+[1-9][0-9]{6,14}$/),
    subject: z.undefined().optional(),
    body: body(1_000),
    attachments: z.undefined().optional(),
    ...common,
  }),
]);

/**
 * The outbox: a message enqueued in a transaction leaves if, and only if, that transaction commits. Throws
 * {@link NotifyError} for a message that no server could take: malformed address, no subject, too long.
 */
export function createOutbox(deps: { readonly clock: Clock; readonly lifeSeconds?: number }): BulkNotifier {
  const { clock, lifeSeconds = longestLifeSeconds } = deps;
  const enqueueAll: BulkNotifier['enqueueAll'] = async (tx, given) => {
    if (given.length === 0) return;
    const now = clock.now();
    const messages = given.map((one) => {
      const end = Math.min(one.expiresAt?.getTime() ?? Infinity, now + lifeSeconds * 1000);
      return { notification: checked(one), giveUpAt: new Date(end) };
    });
    await insertMessages(tx, messages, new Date(now));
  };
  return { enqueueAll, enqueue: (tx, given) => enqueueAll(tx, [given]) };
}

function checked(given: Notification): Notification {
  const { success, error } = notification.safeParse(given);
  if (success) return given;
  throw new NotifyError(error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join('; '));
}

export interface SenderOptions {
  /** As `acar_worker`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** One for each channel that is on; messages of other channels wait until they expire. */
  readonly transports: readonly Transport[];
  readonly onError: (error: unknown) => void;
  readonly onOutcomes?: OnOutcomes;
  readonly log?: Log;
  readonly retry?: RetryPolicy;
  readonly pollSeconds?: number;
  readonly leaseSeconds?: number;
}

export interface Sender {
  /** Takes no more messages, waits for those on their way, and closes the transports. */
  stop(graceSeconds?: number): Promise<void>;
}

/** Over thirty hours: the pauses reach an hour with the twelfth try. */
const defaultRetry: RetryPolicy = { firstDelaySeconds: 2, longestDelaySeconds: 3600, maxTries: 40 };

/** Sends what is in the outbox. Any number of senders may run on one database; a message goes to one of them. */
export function startSender(options: SenderOptions): Sender {
  const { db, clock, random, transports, onError, onOutcomes, log } = options;
  const receipts = createReceiptBook({ db, clock, onOutcomes });
  const workers = transports.map((transport) => {
    transport.onReceipt?.(receipts.keep);
    return startWorker<QueuedMessage>({
      db,
      table: outboxTable,
      lane: transport.channel,
      wakeChannel: outboxChannel,
      retry: options.retry ?? defaultRetry,
      concurrency: transport.concurrency,
      clock,
      random,
      onError,
      ...(options.pollSeconds === undefined ? {} : { pollSeconds: options.pollSeconds }),
      ...(options.leaseSeconds === undefined ? {} : { leaseSeconds: options.leaseSeconds }),
      handle: (message) => sendOne(transport, message, clock, log),
      ...(onOutcomes ? { onEnded: tellingOutcomes(transport.channel, onOutcomes) } : {}),
    });
  });
  const jobs = startJobs([{ name: 'outbox.receipts', everySeconds: 5, run: receipts.settle }], {
    clock,
    onError,
  });
  return {
    async stop(graceSeconds) {
      await jobs.stop();
      await Promise.all(workers.map((worker) => worker.stop(graceSeconds)));
      await Promise.all(transports.map((transport) => transport.close()));
    },
  };
}

type QueuedMessage = Omit<OutgoingMessage, 'id'> & { readonly topic: string };

function tellingOutcomes(channel: Transport['channel'], onOutcomes: OnOutcomes) {
  return async (tx: Transaction, ended: readonly Ended<QueuedMessage>[]) => {
    // Of parts that were taken at an earlier try there may be receipts already.
    const inPieces = ended.filter(({ item }) => (item.providerIds?.length ?? 0) > 0);
    const heard = await (inPieces.length > 0
      ? readReceipts(
          tx,
          inPieces.map(({ item }) => item.id),
        )
      : undefined);
    const outcomes = ended.map(({ item, ending }): MessageOutcome => {
      const { reference, topic } = item;
      const state = ending === 'done' ? 'sent' : ending;
      return { reference, channel, topic, state, receipt: heard?.get(item.id) ?? 'none' };
    });
    await onOutcomes(tx, outcomes);
  };
}

async function sendOne(
  transport: Transport,
  message: Claimed<QueuedMessage>,
  clock: Clock,
  log: Log | undefined,
): Promise<TryOutcome> {
  if (message.expiresAt.getTime() <= clock.now()) return { kind: 'expired' };
  const result = await transport.send(message);
  log?.('outbox.try', {
    channel: transport.channel,
    message: message.id,
    tries: message.tries,
    result: result.kind,
  });
  switch (result.kind) {
    case 'accepted':
      return { kind: 'done', values: [result.providerIds] };
    case 'refused':
      return { kind: 'refused', reason: result.reason };
    case 'later':
      return {
        kind: 'retry',
        reason: result.reason,
        isLaneAway: result.isServerAway ?? false,
        values: result.providerIds ? [result.providerIds] : [],
      };
  }
}
