import { LRUCache } from 'lru-cache';
import type { Account, AccountDirectory, Clock } from '../../oidc/ports.ts';
import type { Queryable } from '../db/index.ts';
import { findAccountById } from './store.ts';

/** One sign-in asks for its person at every step; a blocked person is refused after so long at the latest. */
const believedMs = 2_000;
const mostKept = 10_000;

export interface RememberingDirectory extends AccountDirectory {
  /** What somebody else has just read counts as a look. */
  keep(account: Account): void;
}

/** The persons as the identity provider sees them. Callers at the same time share one look. */
export function createAccountDirectory(deps: {
  readonly database: Queryable;
  readonly clock: Clock;
}): RememberingDirectory {
  const looks = new LRUCache<string, Promise<Account | undefined>>({
    max: mostKept,
    ttl: believedMs,
    ttlResolution: 0,
    perf: deps.clock,
  });
  const look = (accountId: string) => {
    const found = findAccountById(deps.database, accountId);
    looks.set(accountId, found);
    // Who is not there, or could not be looked up, is looked up again.
    const forget = () => {
      if (looks.peek(accountId) === found) looks.delete(accountId);
    };
    found.then((account) => account ?? forget(), forget);
    return found;
  };
  return {
    findById: (accountId) => looks.get(accountId) ?? look(accountId),
    keep(account) {
      // A look that is under way may see what is newer.
      if (!looks.has(account.id)) looks.set(account.id, Promise.resolve(account));
    },
  };
}
