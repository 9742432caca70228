import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAttemptLimiter, sweepAttempts } from '../../../src/attempts/index.ts';
import { statement } from '../../../src/db/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

it('sweeps counters that were quiet for a day, in batches, and stores no key in clear', async () => {
  const clock = { at: Date.UTC(2026, 0, 1), now: () => clock.at };
  const limiter = createAttemptLimiter({ database: test.open(), clock, pepper: randomBytes(32) });
  for (let i = 0; i < 5; i++) await limiter.begin([{ scope: 'address', value: `192.0.2.${i}` }]);
  clock.at += 86_400_001;
  await limiter.begin([{ scope: 'address', value: '192.0.2.9' }]);
  const worker = test.open({ role: 'acar_worker' });
  expect(await sweepAttempts({ database: worker, clock }, 3)).toBe(3);
  expect(await sweepAttempts({ database: worker, clock }, 3)).toBe(2);
  expect(await sweepAttempts({ database: worker, clock }, 3)).toBe(0);
  const dump = await test
    .owner()
    .query(statement('test.dump', 'select attempt_limit::text as line from attempt_limit'));
  expect(dump).toHaveLength(1);
  expect(JSON.stringify(dump)).not.toContain('192.0.2');
});
