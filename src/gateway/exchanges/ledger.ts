import type { Clock } from '../../../oidc/ports.ts';
import { createBatching, type Database, type Transaction } from '../../db/index.ts';
import type { BulkRecorder, RecordEvent } from '../../records/index.ts';
import {
  endExchanges,
  exchangeKey,
  type ExchangeEnding,
  insertExchanges,
  type NewExchange,
} from './store.ts';

/** What begins or ends, with its records. */
interface Entry<Change> {
  readonly change: Omit<Change, 'records'>;
  readonly events: readonly RecordEvent[];
}

/** Beginnings and endings of exchanges, each in one transaction with its records; those at once share theirs. */
export interface ExchangeLedger {
  /** False when number or nonce were used before; then nothing is recorded. */
  begin(entry: Entry<NewExchange>): Promise<boolean>;
  /** All places in the record; undefined when somebody else has ended it, and nothing is recorded. */
  end(entry: Entry<ExchangeEnding>): Promise<readonly string[] | undefined>;
}

const limits = { statementsInFlight: 2, keysPerStatement: 50 };

export function createExchangeLedger(deps: {
  /** As `acar_gateway`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: BulkRecorder;
}): ExchangeLedger {
  const { db, clock, recorder } = deps;
  const batching = createBatching(limits);
  const recorded = async <Change>(tx: Transaction, entries: readonly Entry<Change>[]) => {
    const ids = await recorder.recordAll(
      tx,
      entries.flatMap(({ events }) => events),
    );
    let from = 0;
    return entries.map(({ change, events }) => {
      const records = ids.slice(from, from + events.length);
      from += events.length;
      return { ...change, records };
    });
  };
  const now = () => new Date(clock.now());
  const begin = batching.open<Entry<NewExchange>, boolean>({
    isRead: false,
    speaker: 'first',
    // The same number at the same time: the second finds it used.
    echo: () => false,
    run: (all) =>
      allThatMayBe(all, false, (entries) =>
        db.transaction(async (tx) => {
          const entered = await insertExchanges(tx, await recorded(tx, entries), now());
          if (entered.size < entries.length) throw new NotAll(entered);
          return entries.map(() => true);
        }),
      ),
  });
  const end = batching.open<Entry<ExchangeEnding>, readonly string[] | undefined>({
    isRead: false,
    speaker: 'first',
    echo: () => undefined,
    run: (all) =>
      allThatMayBe(all, undefined, (entries) =>
        db.transaction(async (tx) => {
          const ended = await endExchanges(tx, await recorded(tx, entries), now());
          if (ended.size < entries.length) throw new NotAll(new Set(ended.keys()));
          return entries.map(({ change }) => ended.get(exchangeKey(change)));
        }),
      ),
  });
  return {
    begin: (entry) => begin(exchangeKey(entry.change), entry),
    end: (entry) => end(exchangeKey(entry.change), entry),
  };
}

/** Rolls back; says which of them may be. */
class NotAll extends Error {
  readonly possible: ReadonlySet<string>;

  constructor(possible: ReadonlySet<string>) {
    super('not all of them may be');
    this.possible = possible;
  }
}

/**
 * All in one transaction. Where some of them cannot be, nothing was done, and then the others share the next one: who
 * repeats used nonces does not make everybody else go by
 * themselves. They are fewer each time, so that it ends.
 */
async function allThatMayBe<Change extends { readonly consumer: string; readonly requestId: string }, Answer>(
  all: readonly Entry<Change>[],
  refused: Answer,
  run: (some: readonly Entry<Change>[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  if (all.length === 0) return [];
  try {
    return await run(all);
  } catch (error) {
    if (!(error instanceof NotAll)) throw error;
    const mayBe = all.map(({ change }) => error.possible.has(exchangeKey(change)));
    const answers = await allThatMayBe(
      all.filter((_, place) => mayBe[place]),
      refused,
      run,
    );
    let next = 0;
    return mayBe.map((isAnswered) => (isAnswered ? (answers[next++] ?? refused) : refused));
  }
}
