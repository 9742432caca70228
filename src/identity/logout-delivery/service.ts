import type { Clock, LogoutQueue } from '../../../oidc/ports.ts';
import type { Database, Transaction } from '../../db/index.ts';
import { type Ended, type Random, type RetryPolicy, startWorker } from '../../jobs/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { LogoutNotice } from './model.ts';
import { insertDelivery, logoutChannel, logoutTable } from './store.ts';

const lifeSeconds = 24 * 3600;

/**
 * Keeps what relying parties are to be told. Durable on return, one statement; the same session and client again adds
 * nothing.
 */
export function createLogoutQueue(deps: { readonly db: Database; readonly clock: Clock }): LogoutQueue {
  return {
    async enqueue(notice) {
      const now = deps.clock.now();
      await insertDelivery(deps.db, notice, new Date(now), new Date(now + lifeSeconds * 1000));
    },
  };
}

export interface LogoutDeliveryOptions {
  /** As `acar_worker`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** Sends the logout token; rejects unless the relying party answered that it took it. */
  readonly send: (notice: LogoutNotice) => Promise<void>;
  readonly recorder: Recorder;
  readonly onError: (error: unknown) => void;
  readonly retry?: RetryPolicy;
  readonly pollSeconds?: number;
  readonly leaseSeconds?: number;
}

/** For 24 hours: the pauses reach half an hour with the tenth try. */
const defaultRetry: RetryPolicy = { firstDelaySeconds: 5, longestDelaySeconds: 1800, maxTries: 100 };

/** Delivers the notices; how each ended is recorded in the transaction that ends it. Any number may run. */
export function startLogoutDelivery(options: LogoutDeliveryOptions): {
  stop(graceSeconds?: number): Promise<void>;
} {
  const { db, clock, random, send, recorder, onError, pollSeconds, leaseSeconds } = options;
  return startWorker<LogoutNotice>({
    db,
    table: logoutTable,
    wakeChannel: logoutChannel,
    retry: options.retry ?? defaultRetry,
    concurrency: 10,
    clock,
    random,
    onError,
    ...(pollSeconds === undefined ? {} : { pollSeconds }),
    ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
    async handle({ clientId, subject, sid }) {
      await send({ clientId, subject, sid });
      return { kind: 'done' };
    },
    async onEnded(tx, all) {
      for (const ended of all) await recordEnding(recorder, tx, ended);
    },
  });
}

async function recordEnding(
  recorder: Recorder,
  tx: Transaction,
  { item, ending, reason }: Ended<LogoutNotice>,
): Promise<void> {
  const { clientId, subject, tries } = item;
  const parties = { accountId: subject, clientId };
  if (ending === 'done') {
    await recorder.record(tx, { type: 'logout.delivered', ...parties, facts: { tries } });
    return;
  }
  const line = reason.replace(/\p{Cc}/gu, ' ');
  await recorder.record(tx, { type: 'logout.failed', ...parties, facts: { tries, reason: line } });
}
