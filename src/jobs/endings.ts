import { createBatching, type Database, isDatabaseUnavailable, type Transaction } from '../db/index.ts';
import type { Clock } from '../../oidc/ports.ts';
import type { Ended, Ending } from './model.ts';
import type { QueueStore, QueueTable, WrittenEnding } from './store.ts';

/** Runs in the transaction that ends the work, once for each row; several rows may end together. */
export type OnEnded<Item> = (tx: Transaction, ended: readonly Ended<Item>[]) => Promise<void>;

export interface Endings<Item> {
  /** Resolves when it is committed. A row that ended before changes nothing. */
  write(ending: WrittenEnding<Item>): Promise<void>;
  /** Ends rows that nobody holds and whose time or tries are over. */
  endOverdue(): Promise<void>;
}

interface EndingsDeps<Item> {
  readonly db: Database;
  readonly table: QueueTable;
  readonly clock: Clock;
  readonly onEnded?: OnEnded<Item>;
}

/** What ends while statements are on their way goes together in the next one; an idle queue writes at once. */
const limits = { statementsInFlight: 2, keysPerStatement: 100 };
const overdueBatch = 500;

export function createEndings<Item>(deps: EndingsDeps<Item>, store: QueueStore<Item>): Endings<Item> {
  const { db, table, clock, onEnded } = deps;
  const writeTogether = async (endings: readonly WrittenEnding<Item>[]) => {
    const now = new Date(clock.now());
    if (!onEnded) {
      await store.end(db, endings, now);
      return;
    }
    await db.transaction(async (tx) => {
      const ended = await store.end(tx, endings, now);
      const told = endings.filter(({ item }) => ended.has(item.id));
      if (told.length > 0) await onEnded(tx, told);
    });
  };
  const write = createBatching(limits).open<WrittenEnding<Item>, Outcome>({
    isRead: false,
    speaker: 'last',
    run: (endings) => apart(endings, writeTogether),
    echo: (outcome) => outcome,
  });
  return {
    async write(ending) {
      const outcome = await write(ending.item.id, ending);
      if (outcome) throw outcome.error;
    },
    async endOverdue() {
      const now = new Date(clock.now());
      if (!onEnded) {
        await store.endOverdue(db, now, overdueBatch);
        return;
      }
      await db.transaction(async (tx) => {
        const rows = await store.endOverdue(tx, now, overdueBatch);
        const ended = rows.map((item) => {
          const ending: Ending = item.state === table.states.expired ? 'expired' : 'failed';
          return { item, ending, reason: 'given up' };
        });
        if (ended.length > 0) await onEnded(tx, ended);
      });
    },
  };
}

type Outcome = { readonly error: unknown } | undefined;

/** One row that cannot be written must not hold up those that were to end with it. */
async function apart<One>(
  all: readonly One[],
  write: (some: readonly One[]) => Promise<void>,
): Promise<readonly Outcome[]> {
  try {
    await write(all);
    return all.map(() => undefined);
  } catch (error) {
    if (all.length === 1 || isDatabaseUnavailable(error)) return all.map(() => ({ error }));
    const outcomes: Outcome[] = [];
    for (const one of all) outcomes.push(...(await apart([one], write)));
    return outcomes;
  }
}
