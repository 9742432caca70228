/** When a signing key is shown and used. Everything here is derived from the times of each key; no state is stored. */

export type SigningAlgorithm = 'ES256' | 'RS256';

export interface ScheduledKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** Milliseconds since 1970: from then on every node that looks shows the key in the JWKS. */
  readonly publishedAt: number;
  /** Milliseconds since 1970: from then on nodes sign with it, until a later key of its algorithm signs. */
  readonly signsFrom: number;
  /** Milliseconds since 1970: an operator took it away; nobody shows or uses it from then on. */
  readonly revokedAt?: number | undefined;
}

export interface KeySchedule {
  /** A new key is in the JWKS for this long before it signs. */
  readonly publishAheadSeconds: number;
  /** A key signs for this long before the next takes over. */
  readonly signForSeconds: number;
  /** A key stays in the JWKS for this long after the next took over: the longest token life and `refreshSeconds`. */
  readonly keepSeconds: number;
  /** The longest time for which a node works with what it read last. */
  readonly refreshSeconds: number;
  /** The longest time for which a client works with a JWKS that it fetched. */
  readonly clientCacheSeconds: number;
}

export type KeyState = 'published' | 'signing' | 'retired' | 'removed';

export const defaultKeySchedule: KeySchedule = {
  publishAheadSeconds: 24 * 3600,
  signForSeconds: 90 * 24 * 3600,
  keepSeconds: 25 * 3600,
  refreshSeconds: 3600,
  clientCacheSeconds: 12 * 3600,
};

/** Why a schedule cannot hold its promise, one sentence each; empty when it can. */
export function scheduleProblems(schedule: KeySchedule): string[] {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(schedule)) {
    if (!Number.isFinite(value) || value < 0)
      problems.push(`${name} must be a number of seconds, not ${value}`);
  }
  if (schedule.publishAheadSeconds < schedule.refreshSeconds + schedule.clientCacheSeconds)
    problems.push('publishAheadSeconds must be at least refreshSeconds + clientCacheSeconds');
  if (schedule.keepSeconds < schedule.refreshSeconds + schedule.clientCacheSeconds)
    problems.push('keepSeconds must be at least refreshSeconds + clientCacheSeconds');
  if (schedule.signForSeconds <= schedule.publishAheadSeconds)
    problems.push('signForSeconds must be over publishAheadSeconds');
  return problems;
}

/** Keys of one algorithm in the order in which they sign; what was revoked before its time never does. */
function inOrder(keys: readonly ScheduledKey[], algorithm: SigningAlgorithm): ScheduledKey[] {
  return keys
    .filter((key) => key.algorithm === algorithm && !(key.revokedAt && key.revokedAt < key.signsFrom))
    .sort((a, b) => a.signsFrom - b.signsFrom || a.publishedAt - b.publishedAt || (a.kid < b.kid ? -1 : 1));
}

/** When the next key of its algorithm takes over; undefined while no such key exists. */
function replacedAt(key: ScheduledKey, keys: readonly ScheduledKey[]): number | undefined {
  const order = inOrder(keys, key.algorithm);
  return order[order.findIndex((other) => other.kid === key.kid) + 1]?.signsFrom;
}

/** When the key leaves the JWKS; undefined while no later key exists. */
function removedAt(
  key: ScheduledKey,
  keys: readonly ScheduledKey[],
  schedule: KeySchedule,
): number | undefined {
  const replaced = replacedAt(key, keys);
  return replaced === undefined ? undefined : replaced + schedule.keepSeconds * 1000;
}

/** What a key does at `now` (milliseconds since 1970), among all keys there are. */
export function keyState(
  key: ScheduledKey,
  keys: readonly ScheduledKey[],
  schedule: KeySchedule,
  now: number,
): KeyState {
  if (key.revokedAt !== undefined) return 'removed';
  if (now < key.signsFrom) return 'published';
  const replaced = replacedAt(key, keys);
  if (replaced === undefined || now < replaced) return 'signing';
  return now < replaced + schedule.keepSeconds * 1000 ? 'retired' : 'removed';
}

const places: Readonly<Record<KeyState, number>> = { signing: 0, published: 1, retired: 2, removed: 3 };

/** The keys for the JWKS at `now`, the signing one first per algorithm; whoever signs takes the first that fits. */
export function visibleKeys<K extends ScheduledKey>(
  keys: readonly K[],
  schedule: KeySchedule,
  now: number,
): K[] {
  const order = keys.map((key) => ({ key, state: keyState(key, keys, schedule, now) }));
  return order
    .filter(({ state }) => state !== 'removed')
    .sort(
      (a, b) =>
        a.key.algorithm.localeCompare(b.key.algorithm) ||
        places[a.state] - places[b.state] ||
        a.key.signsFrom - b.key.signsFrom,
    )
    .map(({ key }) => key);
}

/**
 * When the key after the newest of its algorithm should start to sign, if it is time to make it; undefined if it is not.
 * The first key signs at once, since no client can know another, and so does the successor of a revoked one. Later ones
 * are shown first, also when they come late: then the old key signs for longer.
 */
export function nextKeySignsFrom(
  keys: readonly ScheduledKey[],
  algorithm: SigningAlgorithm,
  schedule: KeySchedule,
  now: number,
): number | undefined {
  const newest = inOrder(keys, algorithm).at(-1);
  if (!newest || newest.revokedAt !== undefined) return now;
  return now < dueAt(newest, schedule) ? undefined : now + schedule.publishAheadSeconds * 1000;
}

function dueAt(newest: ScheduledKey, schedule: KeySchedule): number {
  return newest.signsFrom + (schedule.signForSeconds - schedule.publishAheadSeconds) * 1000;
}

/** The next moment at which a key is due, starts to sign or leaves the JWKS; undefined when nothing is foreseen. */
export function nextChangeAt(
  keys: readonly ScheduledKey[],
  schedule: KeySchedule,
  now: number,
): number | undefined {
  const algorithms = new Set(keys.map((key) => key.algorithm));
  const due = [...algorithms].flatMap((algorithm) => {
    const newest = inOrder(keys, algorithm).at(-1);
    return newest ? dueAt(newest, schedule) : [];
  });
  const alive = keys.filter((key) => key.revokedAt === undefined);
  const moments = alive.flatMap((key) => [key.signsFrom, removedAt(key, keys, schedule) ?? []].flat());
  const coming = [...due, ...moments].filter((moment) => moment > now);
  return coming.length === 0 ? undefined : Math.min(...coming);
}
