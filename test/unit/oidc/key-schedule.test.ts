import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultKeySchedule,
  type KeySchedule,
  keyState,
  nextChangeAt,
  nextKeySignsFrom,
  type ScheduledKey,
  scheduleProblems,
  visibleKeys,
} from '../../../oidc/provider/key-schedule.ts';

const schedule: KeySchedule = {
  publishAheadSeconds: 100,
  signForSeconds: 1_000,
  keepSeconds: 200,
  refreshSeconds: 40,
  clientCacheSeconds: 60,
};

function key(kid: string, publishedAt: number, signsFrom: number): ScheduledKey {
  return { kid, algorithm: 'ES256', publishedAt: publishedAt * 1000, signsFrom: signsFrom * 1000 };
}

describe('key schedule', () => {
  it('lets the first key sign at once and later keys only after they were shown', () => {
    expect(nextKeySignsFrom([], 'ES256', schedule, 5_000)).toBe(5_000);
    const first = key('a', 0, 0);
    expect(nextKeySignsFrom([first], 'ES256', schedule, 899_999)).toBeUndefined();
    expect(nextKeySignsFrom([first], 'ES256', schedule, 900_000)).toBe(1_000_000);
    expect(nextKeySignsFrom([first], 'RS256', schedule, 900_000)).toBe(900_000);
  });

  it('lets the old key go on when its successor is made late', () => {
    const first = key('a', 0, 0);
    const signsFrom = nextKeySignsFrom([first], 'ES256', schedule, 5_000_000);
    expect(signsFrom).toBe(5_100_000);
    const keys = [first, key('b', 5_000, 5_100)];
    expect(keyState(first, keys, schedule, 5_099_999)).toBe('signing');
  });

  it('leads a key through its states by the times alone', () => {
    const [a, b] = [key('a', 0, 0), key('b', 900, 1_000)];
    const states = (now: number) => [a, b].map((each) => keyState(each, [a, b], schedule, now * 1000));
    expect(states(999)).toEqual(['signing', 'published']);
    expect(states(1_000)).toEqual(['retired', 'signing']);
    expect(states(1_199)).toEqual(['retired', 'signing']);
    expect(states(1_200)).toEqual(['removed', 'signing']);
  });

  it('shows the signing key first per algorithm, then coming and retired ones', () => {
    const keys = [key('old', 0, 0), key('now', 1, 1_000), key('next', 1, 1_100)];
    const rsa: ScheduledKey = { ...key('rsa', 0, 0), algorithm: 'RS256' };
    const shown = visibleKeys([rsa, ...keys], schedule, 1_050_000).map((each) => each.kid);
    expect(shown).toEqual(['now', 'next', 'old', 'rsa']);
    expect(visibleKeys(keys, schedule, 1_500_000).map((each) => each.kid)).toEqual(['next']);
  });

  it('drops a revoked key at once: the published one takes over, else its successor is due at once', () => {
    const [old, stolen] = [key('old', 0, 0), { ...key('stolen', 900, 1_000), revokedAt: 1_050_000 }];
    const next = key('next', 1_040, 1_140);
    const shown = (keys: ScheduledKey[]) => visibleKeys(keys, schedule, 1_060_000).map(({ kid }) => kid);
    expect(shown([old, stolen, next])).toEqual(['next', 'old']);
    expect(nextKeySignsFrom([old, stolen, next], 'ES256', schedule, 1_060_000)).toBeUndefined();
    expect(nextKeySignsFrom([old, stolen], 'ES256', schedule, 1_060_000)).toBe(1_060_000);
    const made = key('made', 1_060, 1_060);
    expect(shown([old, stolen, made])).toEqual(['made', 'old']);
    // The key before the stolen one does not come back, however long it had been gone.
    expect(visibleKeys([old, stolen, made], schedule, 2_000_000).map(({ kid }) => kid)).toEqual(['made']);
    expect(nextChangeAt([old, stolen, made], schedule, 1_060_000)).toBe(1_200_000);
  });

  it('goes on as if there had been no successor when that one is revoked before it signs', () => {
    const [first, stolen] = [key('a', 0, 0), { ...key('b', 900, 1_000), revokedAt: 950_000 }];
    expect(keyState(first, [first, stolen], schedule, 1_500_000)).toBe('signing');
    expect(nextKeySignsFrom([first, stolen], 'ES256', schedule, 960_000)).toBe(1_060_000);
    expect(nextChangeAt([first, stolen], schedule, 960_000)).toBeUndefined();
  });

  it('foresees when a key is due, takes over and is removed', () => {
    const keys = [key('a', 0, 0)];
    expect(nextChangeAt([], schedule, 0)).toBeUndefined();
    expect(nextChangeAt(keys, schedule, 1)).toBe(900_000);
    expect(nextChangeAt(keys, schedule, 900_000)).toBeUndefined();
    keys.push(key('b', 900, 1_000));
    expect(nextChangeAt(keys, schedule, 900_000)).toBe(1_000_000);
    expect(nextChangeAt(keys, schedule, 1_000_000)).toBe(1_200_000);
    expect(nextChangeAt(keys, schedule, 1_200_000)).toBe(1_900_000);
  });

  it('names every reason why a schedule cannot hold', () => {
    expect(scheduleProblems(defaultKeySchedule)).toEqual([]);
    expect(scheduleProblems(schedule)).toEqual([]);
    expect(scheduleProblems({ ...schedule, publishAheadSeconds: 99 })).toHaveLength(1);
    expect(scheduleProblems({ ...schedule, keepSeconds: 99 })).toHaveLength(1);
    expect(scheduleProblems({ ...schedule, signForSeconds: 100, refreshSeconds: Number.NaN })).toHaveLength(
      2,
    );
  });
});

/** What the operator and the timers do, second by second, over some weeks of a small schedule. */
interface Deed {
  readonly at: number;
  readonly what: 'ensure' | 'rotate';
}

function keysAfter(deeds: readonly Deed[], by: KeySchedule): ScheduledKey[] {
  const keys: ScheduledKey[] = [];
  for (const [n, { at, what }] of deeds.entries()) {
    const now = at * 1000;
    const signsFrom =
      what === 'rotate' && keys.length > 0
        ? now + by.publishAheadSeconds * 1000
        : nextKeySignsFrom(keys, 'ES256', by, now);
    if (signsFrom !== undefined) keys.push({ kid: `k${n}`, algorithm: 'ES256', publishedAt: now, signsFrom });
  }
  return keys;
}

/** Keys that a node knows which last read the table at `at`, in milliseconds. */
function knownAt(keys: readonly ScheduledKey[], at: number): ScheduledKey[] {
  return keys.filter((key) => key.publishedAt <= at);
}

describe('the promise of the key schedule', () => {
  const deeds = fc
    .array(fc.record({ at: fc.nat(6_000), what: fc.constantFrom('ensure', 'ensure', 'rotate') }), {
      minLength: 1,
      maxLength: 30,
    })
    .map((all) => (all as Deed[]).toSorted((a, b) => a.at - b.at));
  const schedules = fc
    .record({
      refreshSeconds: fc.nat(80),
      clientCacheSeconds: fc.nat(200),
      ahead: fc.nat(100),
      life: fc.nat(300),
      sign: fc.integer({ min: 1, max: 2_000 }),
    })
    .map(({ refreshSeconds, clientCacheSeconds, ahead, life, sign }) => ({
      lifeSeconds: life,
      refreshSeconds,
      clientCacheSeconds,
      publishAheadSeconds: refreshSeconds + clientCacheSeconds + ahead,
      signForSeconds: refreshSeconds + clientCacheSeconds + ahead + sign,
      keepSeconds: refreshSeconds + Math.max(clientCacheSeconds, life),
    }));
  // Often the extremes: that is where a promise breaks.
  const age = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));

  it('holds: a client never meets a signature by a key that its JWKS lacks', () => {
    fc.assert(
      fc.property(
        deeds,
        schedules,
        fc.record({
          key: fc.nat(30),
          after: fc.integer({ min: -50, max: 300 }),
          verify: age,
          signerAge: age,
          cacheAge: age,
          serverAge: age,
        }),
        (done, { lifeSeconds, ...by }, ages) => {
          expect(scheduleProblems(by)).toEqual([]);
          const keys = keysAfter(done, by);
          const begin = keys[0]?.publishedAt ?? 0;
          const late = (at: number, seconds: number, part: number) =>
            Math.max(begin, at - Math.floor(seconds * 1000 * part));
          const near = keys[ages.key % keys.length]?.signsFrom ?? begin;
          const signedAt = Math.max(begin, near + ages.after * 1000);
          const signer = late(signedAt, by.refreshSeconds, ages.signerAge);
          const signing = visibleKeys(knownAt(keys, signer), by, signer)[0];
          // The client may look at once, or at any time while the token lives.
          const verifiedAt = signedAt + Math.floor(ages.verify * lifeSeconds * 1000);
          const fetchedAt = late(verifiedAt, by.clientCacheSeconds, ages.cacheAge);
          const server = late(fetchedAt, by.refreshSeconds, ages.serverAge);
          const jwks = visibleKeys(knownAt(keys, server), by, server).map((key) => key.kid);
          expect(jwks).toContain(signing?.kid);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('has exactly one signing key at any time', () => {
    fc.assert(
      fc.property(deeds, fc.nat(8_000), (done, later) => {
        const keys = keysAfter(done, schedule);
        const now = (keys[0]?.publishedAt ?? 0) + later * 1000;
        const states = knownAt(keys, now).map((key) => keyState(key, knownAt(keys, now), schedule, now));
        expect(states.filter((state) => state === 'signing')).toHaveLength(1);
      }),
    );
  });

  it('would be broken by a shorter announcement (the test can fail)', () => {
    const by = { ...schedule, publishAheadSeconds: schedule.clientCacheSeconds };
    expect(scheduleProblems(by)).not.toEqual([]);
    const keys = keysAfter(
      [
        { at: 0, what: 'ensure' },
        { at: 500, what: 'rotate' },
      ],
      by,
    );
    const signing = visibleKeys(keys, by, 560_000)[0];
    // Fetched 60 s before from a node that had read the table 40 s before that.
    const jwks = visibleKeys(knownAt(keys, 460_000), by, 460_000);
    expect(jwks).not.toContain(signing);
  });
});
