import { createHash } from 'node:crypto';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { findNewestList, type StoredList } from './store.ts';

/** The newest list as it is given out. */
export interface PublishedTrustedList extends StoredList {
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
}

/** Keeps the newest list in memory and looks for a newer one now and then; when it cannot, it gives the old one. */
export interface PublishedTrustedLists {
  /** Undefined where none was published. @throws DatabaseError when the database is away and nothing is in memory */
  newest(): Promise<PublishedTrustedList | undefined>;
}

const lookEveryMs = 5_000;

export function createPublishedTrustedLists(deps: {
  readonly db: Database;
  readonly clock: Clock;
}): PublishedTrustedLists {
  const { db, clock } = deps;
  let held: PublishedTrustedList | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    async newest() {
      const now = clock.now();
      if (now - lookedAt < lookEveryMs) return held;
      try {
        const newer = await findNewestList(db, held?.sequenceNumber ?? 0);
        if (newer) held = { ...newer, sha256: createHash('sha256').update(newer.list).digest('hex') };
        lookedAt = now;
      } catch (error) {
        if (!held) throw error;
      }
      return held;
    },
  };
}
