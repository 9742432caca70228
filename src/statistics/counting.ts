import { randomBytes } from 'node:crypto';
import type { Database, Transaction } from '../db/index.ts';
import { countingRules } from './model.ts';
import { countRecords, forgetCounted, holdProgress, type Progress } from './store.ts';

const recordsAtOnce = 20_000;

export interface CountingOptions {
  /** As `acar_statistics`. */
  readonly db: Database;
  readonly signal?: AbortSignal;
  /** How many records a transaction takes. */
  readonly most?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Counts the records that the log has taken up since the last time; how far the figures go then, undefined when
 * somebody else is counting. Figures and progress move in one transaction, so a record counts once whatever dies.
 */
export async function countNewRecords(options: CountingOptions): Promise<Progress | undefined> {
  const { db, signal, most = recordsAtOnce, onProgress } = options;
  for (;;) {
    const step = await db.transaction(async (tx) => {
      const from = await holdProgress(tx, { waits: false });
      return from && { from, reached: await countBatch(tx, from, most) };
    });
    if (!step) return undefined;
    onProgress?.(step.reached);
    if (signal?.aborted || step.reached.counted < step.from.counted + most) return step.reached;
  }
}

/**
 * Counts everything anew, from the first record of the log. In one transaction: until it ends readers have the figures
 * from before, and they keep them when it fails.
 */
export async function recountRecords(options: CountingOptions): Promise<Progress> {
  const { db, most = recordsAtOnce, onProgress } = options;
  return db.transaction(async (tx) => {
    await holdProgress(tx, { waits: true });
    for (let from = await forgetCounted(tx); ; ) {
      const reached = await countBatch(tx, from, most);
      onProgress?.(reached);
      if (reached.counted < from.counted + most) return reached;
      from = reached;
    }
  });
}

function countBatch(tx: Transaction, from: Progress, most: number): Promise<Progress> {
  return countRecords(tx, { from, most, rules: countingRules, personKey: randomBytes(32) });
}
