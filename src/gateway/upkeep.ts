import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { BulkRecorder, RecordEvent } from '../records/index.ts';
import {
  endLeftOpenExchange,
  type LeftOpen,
  mostSwept,
  readLeftOpen,
  sweepExchanges,
} from './exchanges/index.ts';

export interface UpkeepDeps {
  /** As `acar_worker`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: BulkRecorder;
}

/** No service may take longer than two minutes; a node that is alive has ended it by then. */
const leftOpenMs = 180_000;

/**
 * Ends what a node began and did not end: whether it was forwarded nobody knows, so it is recorded as failed. All of
 * them, page by page; one that cannot be recorded is told and stays open, and the others are ended all the same. How many were ended.
 */
export async function endInterrupted(
  deps: UpkeepDeps & {
    readonly onNotEnded: (
      exchange: { readonly consumer: string; readonly requestId: string },
      error: unknown,
    ) => void;
    readonly signal?: AbortSignal;
  },
): Promise<number> {
  let ended = 0;
  const before = new Date(deps.clock.now() - leftOpenMs);
  for (let page = await readLeftOpen(deps.db, before); page.length > 0; ) {
    const open = Map.groupBy(page, ({ consumer, requestId }) => `${consumer} ${requestId}`);
    for (const rows of open.values()) {
      const [first] = rows;
      if (deps.signal?.aborted || !first) return ended;
      try {
        await endOne(deps, first, rows);
        ended += 1;
      } catch (error) {
        if (!(error instanceof EndedMeanwhile)) deps.onNotEnded(first, error);
      }
    }
    page = await readLeftOpen(deps.db, before, page.at(-1));
  }
  return ended;
}

async function endOne(
  { db, clock, recorder }: UpkeepDeps,
  first: LeftOpen,
  rows: readonly LeftOpen[],
): Promise<void> {
  await db.transaction(async (tx) => {
    const records = await recorder.recordAll(tx, rows.map(interrupted));
    if (!(await endLeftOpenExchange(tx, { ...first, records }, new Date(clock.now()))))
      throw new EndedMeanwhile();
  });
}

/** Its node was only slow: what that recorded is the outcome, and a second one must not stand beside it. */
class EndedMeanwhile extends Error {}

type FailedEvent = Extract<RecordEvent, { type: 'data.failed' }>;

function interrupted({ accountId, facts }: LeftOpen): FailedEvent {
  const { payload: _, payloadDigest: __, ...others } = facts;
  return {
    type: 'data.failed',
    accountId: accountId ?? undefined,
    // They were checked when the request was recorded, and are again when this is.
    facts: { ...(others as unknown as FailedEvent['facts']), reason: 'gateway.interrupted' },
  };
}

/**
 * Exchanges whose messages are no longer kept: no repetition can come any more, and their parties have had their
 * receipts. The records stay.
 */
export async function sweepOldExchanges(
  { db, clock }: Pick<UpkeepDeps, 'db' | 'clock'>,
  days: number,
): Promise<number> {
  const before = new Date(clock.now() - days * 86_400_000);
  for (let all = 0; ; ) {
    const cleared = await sweepExchanges(db, before);
    all += cleared;
    if (cleared < mostSwept) return all;
  }
}
