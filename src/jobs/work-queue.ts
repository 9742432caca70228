import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import { createEndings, type Endings, type OnEnded } from './endings.ts';
import { createLanePause } from './lane-pause.ts';
import { createLeases, type Leases } from './leases.ts';
import { backOffSeconds, type Claimed, type Random, type RetryPolicy, type TryOutcome } from './model.ts';
import { createQueueStore, type QueueStore, type QueueTable } from './store.ts';

export interface WorkerOptions<Item> {
  readonly db: Database;
  readonly table: QueueTable;
  /** With a table that has lanes: the lane that this worker serves. */
  readonly lane?: string;
  /** NOTIFY channel that wakes the worker; with lanes its payload names the lane, or is empty for all. */
  readonly wakeChannel: string;
  readonly handle: (item: Claimed<Item>) => Promise<TryOutcome>;
  readonly onEnded?: OnEnded<Item>;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
  /** How many pieces of work at a time. */
  readonly concurrency?: number;
  /** Work that nobody notified of (due again, left by a killed worker) is found at this pace. */
  readonly pollSeconds?: number;
  /** A try that takes longer counts as failed. */
  readonly tryTimeoutSeconds?: number;
  /**
   * How long a claimed row belongs to this worker unless the lease is renewed, which it does four times as often while
   * the work goes on. Work of a killed worker waits for so long; the machines' clocks must differ by less than half.
   */
  readonly leaseSeconds?: number;
}

export interface Worker {
  /** Looks for work now. */
  wake(): void;
  /** Takes no more work and waits for what is running, at most `graceSeconds`; what is left is repeated by another. */
  stop(graceSeconds?: number): Promise<void>;
}

/** It reads all due rows of its lane, which may be many; none of those that it ends would be claimed any more. */
const pollsForOverdue = 5;
const longestReason = 300;
/** For how long the mark is tried when the database does not take it. */
const markForMs = 180_000;
const markPauseMs = 1000;

/**
 * Works through a table: claims due rows under a lease, handles each, and marks it done, puts it back with growing
 * pauses, or gives up. Order of effects: claim (committed), handle while the lease is renewed, mark. A process that dies
 * after the claim leaves a row whose lease ends, and it is taken again: every row is handled at least once, and twice
 * only after a crash.
 */
export function startWorker<Item>(options: WorkerOptions<Item>): Worker {
  const store = createQueueStore<Item>(options.db, options.table, {
    maxTries: options.retry.maxTries,
    ...(options.lane === undefined ? {} : { lane: options.lane }),
  });
  const endings = createEndings(options, store);
  let stopped = false;
  let polls = 0;
  const pump = createPump(options, { store, endings }, () => stopped);
  let unlisten: (() => Promise<void>) | undefined;
  let timer: NodeJS.Timeout | undefined;

  const poll = async () => {
    try {
      unlisten ??= await options.db.listen(options.wakeChannel, (payload) => {
        if (payload === '' || options.lane === undefined || payload === options.lane) pump.wake();
      });
      if (polls % pollsForOverdue === 0) await endings.endOverdue();
      polls += 1;
    } catch (error) {
      options.onError(error);
    }
    if (stopped) return;
    pump.wake();
    timer = setTimeout(
      () => {
        polling = poll();
      },
      (options.pollSeconds ?? 3) * 1000,
    );
  };
  let polling = poll();

  return {
    wake: pump.wake,
    async stop(graceSeconds = 30) {
      stopped = true;
      clearTimeout(timer);
      await polling;
      await unlisten?.().catch(options.onError);
      await within(pump.finished(), graceSeconds * 1000);
      pump.letGo();
    },
  };
}

/** A lane with more work than room takes the next when so much of its room is free: few claims, and no slot idle. */
const refillShare = 1 / 4;

/** Keeps up to `concurrency` pieces of work running while there are due rows. */
function createPump<Item>(
  options: WorkerOptions<Item>,
  parts: { readonly store: QueueStore<Item>; readonly endings: Endings<Item> },
  isStopped: () => boolean,
) {
  const { concurrency = 5, leaseSeconds = 20, clock } = options;
  const leases = createLeases(parts.store, { ...options, leaseSeconds });
  const running = new Set<Promise<void>>();
  const pause = createLanePause({ ...options, concurrency }, () => wake());
  let pumping: Promise<void> | undefined;
  let isAskedAgain = false;
  let mayHaveMore = false;

  const launch = (item: Claimed<Item>) => {
    const work = workOn(
      options,
      { ...parts, leases, isStopped, note: (outcome: TryOutcome) => pause.note(outcome) },
      item,
    ).finally(() => {
      running.delete(work);
      const isRoomy = concurrency - running.size >= concurrency * refillShare;
      if (mayHaveMore && isRoomy) wake();
    });
    running.add(work);
  };
  const claimDue = async () => {
    do {
      isAskedAgain = false;
      const room = pause.room(running.size);
      mayHaveMore = room <= 0;
      if (mayHaveMore || isStopped()) return;
      const now = clock.now();
      const claimed = await parts.store.claim(room, new Date(now), leases.endsAt(now));
      mayHaveMore = claimed.length === room;
      for (const item of claimed) launch(item);
    } while (isAskedAgain);
  };
  const wake = () => {
    isAskedAgain = true;
    pumping ??= claimDue()
      .catch((error: unknown) => {
        // The next poll tries again; asking at once would only turn in circles while the database is away.
        isAskedAgain = false;
        options.onError(error);
      })
      .finally(() => {
        pumping = undefined;
        if (isAskedAgain && !isStopped()) wake();
      });
  };
  return {
    wake,
    async finished() {
      await pumping;
      await Promise.all(running);
    },
    letGo() {
      pause.stop();
      leases.stop();
    },
  };
}

interface Work<Item> {
  readonly store: QueueStore<Item>;
  readonly endings: Endings<Item>;
  readonly note: (outcome: TryOutcome) => void;
  readonly leases: Leases<Item>;
  readonly isStopped: () => boolean;
}

async function workOn<Item>(
  options: WorkerOptions<Item>,
  work: Work<Item>,
  item: Claimed<Item>,
): Promise<void> {
  const { leases, isStopped } = work;
  leases.hold(item);
  const outcome = await tryOnce(options, item);
  work.note(outcome);
  const markUntil = options.clock.now() + markForMs;
  // The try may have had its effect; losing the mark would repeat it, so a database that is briefly away is waited for.
  for (;;) {
    await leases.release(item);
    try {
      await mark(options, work, item, outcome);
      return;
    } catch (error) {
      options.onError(error);
      if (isStopped() || options.clock.now() > markUntil) return;
      leases.hold(item);
      await new Promise((done) => setTimeout(done, markPauseMs));
    }
  }
}

async function tryOnce<Item>(options: WorkerOptions<Item>, item: Claimed<Item>): Promise<TryOutcome> {
  try {
    const outcome = await within(options.handle(item), (options.tryTimeoutSeconds ?? 60) * 1000);
    return outcome ?? { kind: 'retry', reason: 'no answer in time' };
  } catch (error) {
    return { kind: 'retry', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function mark<Item>(
  { clock, retry, random }: WorkerOptions<Item>,
  { store, endings }: Work<Item>,
  item: Claimed<Item>,
  outcome: TryOutcome,
): Promise<void> {
  if (outcome.kind === 'done' || outcome.kind === 'expired') {
    const values = outcome.kind === 'done' ? (outcome.values ?? []) : [];
    return endings.write({ item, ending: outcome.kind, reason: '', values });
  }
  const reason = outcome.reason.toWellFormed().replaceAll('\0', '').slice(0, longestReason);
  if (outcome.kind === 'refused' || item.tries >= retry.maxTries)
    return endings.write({ item, ending: 'failed', reason, values: [] });
  const pause = backOffSeconds(item.tries, retry, random) * 1000;
  return store.putBack(item, new Date(clock.now() + pause), reason, outcome.values ?? []);
}

/** The value, or undefined when it takes longer. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((done) => {
    timer = setTimeout(() => done(undefined), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
