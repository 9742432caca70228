import { z } from 'zod';
import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import {
  type Claimed,
  type Log,
  type Random,
  type RetryPolicy,
  startJobs,
  startWorker,
  type TryOutcome,
} from '../jobs/index.ts';
import { NotifyError } from './errors.ts';
import type { Notification, Notifier, OutgoingMessage, Transport } from './model.ts';
import { createReceiptBook } from './receipts.ts';
import { insertMessage, outboxChannel, outboxTable } from './store.ts';

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
const topic = z.string().regex(/^[a-z][a-z_]*(\.[a-z][a-z_]*)+$/);
const expiresAt = z.date().optional();

const notification = z.discriminatedUnion('channel', [
  z.strictObject({
    channel: z.literal('email'),
    to: z
      .string()
      .max(254)
      .regex(/^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]+$/u),
    subject: line(200),
    body: body(20_000),
    topic,
    expiresAt,
  }),
  z.strictObject({
    channel: z.literal('sms'),
    to: z.string().regex(/^\+[1-9][0-9]{6,14}$/),
    subject: z.undefined().optional(),
    body: body(1_000),
    topic,
    expiresAt,
  }),
]);

/**
 * The outbox: a message enqueued in a transaction leaves if, and only if, that transaction commits. Throws
 * {@link NotifyError} for a message that no server could take: malformed address, no subject, too long.
 */
export function createOutbox(deps: { readonly clock: Clock; readonly lifeSeconds?: number }): Notifier {
  const { clock, lifeSeconds = longestLifeSeconds } = deps;
  return {
    async enqueue(tx, given: Notification) {
      const parsed = notification.safeParse(given);
      if (!parsed.success) {
        throw new NotifyError(
          parsed.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join('; '),
        );
      }
      const now = clock.now();
      const end = Math.min(given.expiresAt?.getTime() ?? Infinity, now + lifeSeconds * 1000);
      await insertMessage(tx, given, { now: new Date(now), giveUpAt: new Date(end) });
    },
  };
}

export interface SenderOptions {
  /** As `acar_worker`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** One for each channel that is on; messages of other channels wait until they expire. */
  readonly transports: readonly Transport[];
  readonly onError: (error: unknown) => void;
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
  const { db, clock, random, transports, onError, log } = options;
  const receipts = createReceiptBook({ db, clock });
  const workers = transports.map((transport) => {
    transport.onReceipt?.(receipts.keep);
    return startWorker<Omit<OutgoingMessage, 'id'>>({
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
      onDone: () => void receipts.retry().catch(onError),
    });
  });
  const jobs = startJobs([{ name: 'outbox.receipts', everySeconds: 5, run: receipts.retry }], {
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

async function sendOne(
  transport: Transport,
  message: Claimed<Omit<OutgoingMessage, 'id'>>,
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
      return { kind: 'retry', reason: result.reason };
  }
}
