import { createSecretKey } from 'node:crypto';
import type { AttemptLimiter, Clock, LimitKey } from '../../oidc/ports.ts';
import { commitsLater, type Database, statement } from '../db/index.ts';
import { delaySchedule, keyDigest, type LimitRules, limitRules } from './model.ts';

export interface AttemptLimiterDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** Of at least 32 bytes; the same on every node. */
  readonly pepper: Buffer;
  readonly rules?: LimitRules | undefined;
  /** Every caller commits something else before it answers a try: the try is on disk with that. Default: false. */
  readonly isAnsweredLater?: boolean;
}

type Counted = { readonly was_allowed: boolean; readonly blocked_until: Date };

/** The limiter that all processes share: one statement for a try, so that parallel guesses are counted one by one. */
export function createAttemptLimiter(deps: AttemptLimiterDeps): AttemptLimiter {
  const rules = deps.rules ?? limitRules;
  const parameters = (['account-and-address', 'address', 'account'] as const).flatMap((scope) => [
    delaySchedule(rules[scope]),
    rules[scope].forgetAfterMs,
    rules[scope].windowMs ?? null,
    rules[scope].freeTries,
  ]);
  // As a key object: Node examines plain bytes at every call, which costs more than the digest.
  const pepper = createSecretKey(deps.pepper);
  const digests = (keys: readonly LimitKey[]) => keys.map((key) => keyDigest(pepper, key));
  return {
    async begin(keys) {
      if (keys.length === 0) return { allowed: true };
      const rows = await deps.database.query<Counted>(countTry, [
        new Date(deps.clock.now()),
        digests(keys),
        keys.map((key) => key.scope),
        ...parameters,
        deps.isAnsweredLater ?? false,
      ]);
      const blocked = rows.filter((row) => !row.was_allowed).map((row) => row.blocked_until.getTime());
      return blocked.length === 0
        ? { allowed: true }
        : { allowed: false, blockedUntil: Math.max(...blocked) };
    },
    async succeeded(keys) {
      const own = keys.filter((key) => key.scope !== 'address');
      if (own.length > 0) await deps.database.query(startAgain, [new Date(deps.clock.now()), digests(own)]);
    },
  };
}

/**
 * Removes at most `batch` counters that have been quiet for a day, longer than any rule remembers; answers how many.
 * For the worker's database role.
 */
export async function sweepAttempts(deps: { database: Database; clock: Clock }, batch = 1_000) {
  const rows = await deps.database.query(sweep, [new Date(deps.clock.now() - 86_400_000), batch]);
  return rows.length;
}

const span = (ms: string) => `make_interval(secs => ${ms}::bigint / 1000.0)`;

/**
 * One counted step per scope, in the order of `countingOrder`; each step waits for the rows of the one before (a CTE
 * that is read is finished first) and is empty when that refused. `on conflict` sees the newest committed row, whatever
 * the statement's snapshot, and holds its lock: that is what makes the count exact. Rows are locked in the same order
 * by everybody, so two tries cannot wait for each other.
 */
const countTry = statement(
  'attempt_limit.count_try',
  `with given as (
     select distinct * from unnest($2::bytea[], $3::text[]) as k (key_digest, scope)
     where ${commitsLater('$16::boolean')}),
   ${countScope('pair', 'account-and-address', 4, [])},
   ${countScope('network', 'address', 8, ['pair'])},
   ${countScope('person', 'account', 12, ['pair', 'network'])}
   select was_allowed, blocked_until from pair
   union all select was_allowed, blocked_until from network
   union all select was_allowed, blocked_until from person`,
);

function countScope(name: string, scope: string, at: number, before: readonly string[]): string {
  const [schedule, forgetMs, windowMs, free] = [`$${at}::bigint[]`, `$${at + 1}`, `$${at + 2}`, `$${at + 3}`];
  const delay = (tries: string) =>
    `make_interval(secs => (${schedule})[least(${tries}, cardinality(${schedule}))] / 1000.0)`;
  // A free try blocks nobody: not the second press of the same button either, whose clock was read before the first.
  const isBlocked = 'old.blocked_until > greatest($1, old.last_try_at)';
  const isForgotten = `(old.last_try_at + ${span(forgetMs)} <= $1
      or coalesce(old.tries < ${free}::int and old.window_start + ${span(windowMs)} <= $1, false))`;
  const tries = `case when ${isForgotten} then 1 else old.tries + 1 end`;
  const passed = before
    .map((step) => ` and not exists (select 1 from ${step} where not was_allowed)`)
    .join('');
  return `${name} as (
     insert into attempt_limit as old
       (key_digest, scope, tries, window_start, last_try_at, blocked_until, was_allowed)
     select key_digest, scope, 1, $1::timestamptz, $1, $1 + ${delay('1')}, true
       from given where scope = '${scope}'${passed} order by key_digest
     on conflict on constraint attempt_limit_pkey do update set
       tries = case when ${isBlocked} then old.tries else ${tries} end,
       window_start = case when ${isBlocked} or not ${isForgotten} then old.window_start else $1 end,
       last_try_at = case when ${isBlocked} then old.last_try_at else $1 end,
       blocked_until = case when ${isBlocked} then old.blocked_until else $1 + ${delay(`(${tries})`)} end,
       was_allowed = not (${isBlocked})
     returning was_allowed, blocked_until)`;
}

// What a crash forgets of it leaves a person with tries that were counted: the careful side.
const startAgain = statement(
  'attempt_limit.start_again',
  `update attempt_limit set tries = 0, window_start = $1, blocked_until = last_try_at
    where key_digest = any($2::bytea[]) and ${commitsLater()}`,
);

const sweep = statement(
  'attempt_limit.sweep',
  `delete from attempt_limit where key_digest in (
     select key_digest from attempt_limit where last_try_at < $1 order by last_try_at limit $2)
     and last_try_at < $1
   returning key_digest`,
);
