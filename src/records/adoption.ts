import { randomBytes } from 'node:crypto';
import { sealedEntry, seedOctets } from '../../certs/index.ts';
import type { Queryable } from '../db/index.ts';
import { partsOf } from './parts.ts';
import { adoptRows, readSeedless } from './store.ts';

const rowsAtOnce = 500;

/**
 * Enters the rows from before the log into it, as `acar_worker`; also those that a process of the release before writes
 * while the new one starts. How many; each once, however many workers do it.
 */
export async function adoptRecords(db: Queryable, signal: AbortSignal): Promise<number> {
  for (let count = 0; ; ) {
    const rows = signal.aborted ? [] : await readSeedless(db, rowsAtOnce);
    if (rows.length === 0) return count;
    const adopted = rows.map((row) => {
      const seed = randomBytes(seedOctets);
      return { id: row.id, seed, entry: sealedEntry(partsOf(row), seed) };
    });
    await adoptRows(db, adopted);
    count += adopted.length;
  }
}
