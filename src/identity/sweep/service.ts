import type { Clock } from '../../../oidc/ports.ts';
import type { Queryable } from '../../db/index.ts';
import { deleteExpired } from './store.ts';

export interface SweepDeps {
  /** Opened as `acar_worker`. */
  readonly db: Queryable;
  readonly clock: Clock;
  /** Rows in one statement: few enough that nobody waits for it. */
  readonly batchSize?: number;
  /** Statements in one call, so that a call ends also while rows expire faster than they go. */
  readonly mostBatches?: number;
}

export interface Sweep {
  /**
   * Deletes rows whose expiry lies in an hour that is over, and returns how many. Safe from any number of nodes at once.
   * Rejects with the database's error; what was deleted until then stays deleted.
   */
  sweepExpired(): Promise<number>;
}

export function createSweep(deps: SweepDeps): Sweep {
  const { db, clock, batchSize = 1_000, mostBatches = 200 } = deps;
  return {
    async sweepExpired() {
      let total = 0;
      for (let batch = 0; batch < mostBatches; batch++) {
        const swept = await deleteExpired(db, Math.floor(clock.now() / 1000), batchSize);
        total += swept;
        // A short batch may also mean that another node holds the rest: then that node sweeps it.
        if (swept < batchSize) break;
      }
      return total;
    },
  };
}
