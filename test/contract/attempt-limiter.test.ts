import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttemptLimiter, Clock, LimitKey } from '../../oidc/ports.ts';
import {
  createAttemptLimiter,
  createInMemoryAttemptLimiter,
  delaySchedule,
  limitRules,
} from '../../src/attempts/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const start = Date.UTC(2026, 10, 22, 10);
const minute = 60_000;

type Clockwork = Clock & { at: number };
const clockwork = (): Clockwork => ({
  at: start,
  now() {
    return this.at;
  },
});

const implementations: Record<string, (clock: Clock) => AttemptLimiter> = {
  PostgreSQL: (clock) => createAttemptLimiter({ database: test.open(), clock, pepper: randomBytes(32) }),
  'in memory': (clock) => createInMemoryAttemptLimiter({ clock }),
};

function keysOf(account: string, address: string): LimitKey[] {
  return [
    { scope: 'account', value: account },
    { scope: 'address', value: address },
    { scope: 'account-and-address', value: `${account}|${address}` },
  ];
}

/** Tries until refused; answers how many were let through. */
async function untilRefused(limiter: AttemptLimiter, keys: LimitKey[], most = 1_000): Promise<number> {
  for (let allowed = 0; allowed < most; allowed++) {
    if (!(await limiter.begin(keys)).allowed) return allowed;
  }
  return most;
}

describe.each(Object.entries(implementations))('attempt limiter, %s', (_name, create) => {
  const arrange = () => {
    const clock = clockwork();
    return { clock, limiter: create(clock) };
  };

  it('counts all addresses of one IPv6 subscriber, a /64, as one, and another one by itself', async () => {
    const { limiter } = arrange();
    const from = (host: number, network = '2001:db8:0:1') =>
      limiter.begin([{ scope: 'address', value: `verification ${network}::${host.toString(16)}` }]);
    let allowed = 0;
    while (allowed < 100 && (await from(allowed)).allowed) allowed += 1;
    expect(allowed).toBe(limitRules.address.freeTries);
    expect((await from(1, '2001:db8:0:2')).allowed).toBe(true);
    const guess = (host: number) =>
      limiter.begin([{ scope: 'account-and-address', value: `11112222 2001:db8:0:3::${host}` }]);
    for (let host = 1; host <= 3; host += 1) expect((await guess(host)).allowed).toBe(true);
    expect((await guess(4)).allowed).toBe(false);
  });

  it('lets three tries at one account from one address through and then asks to wait five seconds', async () => {
    const { clock, limiter } = arrange();
    const keys = keysOf('11112222', '192.0.2.1');
    expect(await untilRefused(limiter, keys)).toBe(3);
    expect(await limiter.begin(keys)).toEqual({ allowed: false, blockedUntil: start + 5_000 });
    clock.at += 5_000;
    expect(await limiter.begin(keys)).toEqual({ allowed: true });
  });

  it('blocks nobody after a free try, or after success, by a clock that is behind', async () => {
    const { clock, limiter } = arrange();
    const keys = keysOf('11112222', '192.0.2.1');
    expect(await limiter.begin(keys)).toEqual({ allowed: true });
    clock.at -= 1;
    expect(await limiter.begin(keys)).toEqual({ allowed: true });
    clock.at += 1_000;
    await limiter.succeeded(keys);
    clock.at -= 1_000;
    expect(await untilRefused(limiter, keys)).toBe(3);
    clock.at -= 1_000;
    expect(await limiter.begin(keys)).toMatchObject({ allowed: false });
  });

  it('doubles the delay with each further try, to a quarter of an hour', async () => {
    const { clock, limiter } = arrange();
    const keys: LimitKey[] = [{ scope: 'account-and-address', value: 'a|b' }];
    const delays: number[] = [];
    for (let i = 0; i < 10; i++) {
      await untilRefused(limiter, keys);
      const decision = await limiter.begin(keys);
      if (decision.allowed) throw new Error('expected a refusal');
      delays.push((decision.blockedUntil - clock.at) / 1_000);
      clock.at = decision.blockedUntil;
    }
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });

  it('does not let tries that it refused make the wait longer', async () => {
    const { clock, limiter } = arrange();
    const keys = keysOf('11112222', '192.0.2.1');
    await untilRefused(limiter, keys);
    for (let i = 0; i < 50; i++) {
      expect(await limiter.begin(keys)).toEqual({ allowed: false, blockedUntil: start + 5_000 });
    }
    clock.at += 5_000;
    expect(await untilRefused(limiter, keys)).toBe(1);
  });

  it('counts an account over all addresses: ten tries', async () => {
    const { limiter } = arrange();
    let allowed = 0;
    for (let i = 0; i < 20; i++) {
      if ((await limiter.begin(keysOf('11112222', `192.0.2.${i}`))).allowed) allowed++;
    }
    expect(allowed).toBe(10);
  });

  it('counts an address over all accounts: sixty tries in ten minutes', async () => {
    const { clock, limiter } = arrange();
    let allowed = 0;
    for (let i = 0; i < 80; i++) {
      if ((await limiter.begin(keysOf(`${i}`, '192.0.2.1'))).allowed) allowed++;
    }
    expect(allowed).toBe(60);
    clock.at += 10 * minute;
    expect(await limiter.begin(keysOf('x', '192.0.2.1'))).toEqual({ allowed: true });
  });

  it('never slows an address that stays under its allowance, however long it is busy', async () => {
    const { clock, limiter } = arrange();
    const keys: LimitKey[] = [{ scope: 'address', value: '192.0.2.1' }];
    for (let i = 0; i < 300; i++) {
      expect(await limiter.begin(keys)).toEqual({ allowed: true });
      clock.at += 11_000;
    }
  });

  it('does not let a blocked address lock an account for others', async () => {
    const { limiter } = arrange();
    await untilRefused(limiter, [{ scope: 'address', value: '192.0.2.1' }]);
    for (let i = 0; i < 30; i++) await limiter.begin(keysOf('11112222', '192.0.2.1'));
    expect(await limiter.begin(keysOf('11112222', '192.0.2.2'))).toEqual({ allowed: true });
  });

  it('forgets after a quiet time, and not before', async () => {
    const { clock, limiter } = arrange();
    const keys: LimitKey[] = [{ scope: 'account', value: '11112222' }];
    await untilRefused(limiter, keys);
    clock.at += 59 * minute;
    expect(await untilRefused(limiter, keys)).toBe(1);
    clock.at += 60 * minute;
    expect(await untilRefused(limiter, keys)).toBe(10);
  });

  it('forgets the account on success and keeps the address', async () => {
    const { limiter } = arrange();
    const keys = keysOf('11112222', '192.0.2.1');
    for (let i = 0; i < 30; i++) {
      expect(await limiter.begin(keys)).toEqual({ allowed: true });
      expect(await limiter.begin(keys)).toEqual({ allowed: true });
      await limiter.succeeded(keys);
    }
    expect(await limiter.begin(keys)).toMatchObject({ allowed: false });
    expect(await limiter.begin(keysOf('11112222', '192.0.2.2'))).toEqual({ allowed: true });
  });

  it('tells the longest wait when several keys refuse, and takes keys with any text', async () => {
    const { limiter } = arrange();
    const odd: LimitKey[] = [
      { scope: 'account', value: '\u0000"\'; -- Ə' },
      { scope: 'account', value: '' },
      { scope: 'account', value: '' },
    ];
    expect(await untilRefused(limiter, odd)).toBe(10);
    expect(await limiter.begin(odd)).toEqual({ allowed: false, blockedUntil: start + 30_000 });
    expect(await limiter.begin([])).toEqual({ allowed: true });
  });
});

describe('attempt limiter on PostgreSQL', () => {
  it('judges no more than the free tries when 100 guesses come at once through two pools', async () => {
    const clock = clockwork();
    const pepper = randomBytes(32);
    const nodes = [1, 2].map(() =>
      createAttemptLimiter({ database: test.open({ maxConnections: 20 }), clock, pepper }),
    );
    const keys = keysOf('33334444', '192.0.2.9');
    const decisions = await Promise.all(
      Array.from({ length: 50 }, () => nodes.map((node) => node.begin(keys))).flat(),
    );
    expect(decisions).toHaveLength(100);
    expect(decisions.filter((decision) => decision.allowed)).toHaveLength(
      limitRules['account-and-address'].freeTries,
    );
  });

  it('does not deadlock when many accounts and addresses are tried crosswise', async () => {
    const limiter = createAttemptLimiter({
      database: test.open({ maxConnections: 20 }),
      clock: clockwork(),
      pepper: randomBytes(32),
    });
    const tries = Array.from({ length: 200 }, (_, i) => limiter.begin(keysOf(`${i % 7}`, `${i % 5}`)));
    expect(await Promise.all(tries)).toHaveLength(200);
  });

  it('costs one statement for a try and one for a success', async () => {
    const sent: string[] = [];
    const database = test.open({ onStatement: (name) => sent.push(name) });
    const limiter = createAttemptLimiter({ database, clock: clockwork(), pepper: randomBytes(32) });
    await limiter.begin(keysOf('55556666', '192.0.2.3'));
    await limiter.succeeded(keysOf('55556666', '192.0.2.3'));
    expect(sent).toEqual(['attempt_limit.count_try', 'attempt_limit.start_again']);
  });
});

describe('delay schedule', () => {
  it('gives nothing for the tries before the last free one and rises without a gap', () => {
    const schedule = delaySchedule(limitRules.address);
    expect(schedule.slice(0, 59).every((delay) => delay === 0)).toBe(true);
    expect(schedule.slice(59)).toEqual([10, 20, 40, 80, 160, 320, 600].map((s) => s * 1_000));
  });
});
