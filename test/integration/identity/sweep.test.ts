import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ItemKind } from '../../../oidc/ports.ts';
import { type Database, type Statement, statement } from '../../../src/db/index.ts';
import { createOidcStore } from '../../../src/identity/oidc-store/index.ts';
import { createSweep } from '../../../src/identity/sweep/index.ts';
import { deleteBatch } from '../../../src/identity/sweep/store.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

/** The first second of an hour. */
const hour = 500_000 * 3600;
const clock = createTestClock(hour);
let database: TestDatabase;
let owner: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = database.owner();
});
afterAll(() => database.drop());

const countRows = statement('test.count', 'select count(*)::integer as n from oidc_item');
const rowsLeft = async () => (await owner.query<{ n: number }>(countRows))[0]?.n;
const worker = () => database.open({ role: 'acar_worker' });
const kinds: readonly ItemKind[] = ['Session', 'Grant', 'AuthorizationCode', 'RefreshToken', 'AccessToken'];

it('deletes what expired by the start of the hour, of every kind and also when consumed, and nothing else', async () => {
  const store = createOidcStore({ db: database.open(), clock });
  const sweep = createSweep({ db: worker(), clock });
  clock.set(hour - 100);
  for (const kind of kinds) {
    for (const expiresAt of [hour - 3600, hour - 1, hour, hour + 1, hour + 7200]) {
      await store.upsert({ kind, id: `${expiresAt}`, payload: {}, expiresAt });
      await store.consume(kind, `${expiresAt}`);
    }
  }
  clock.set(hour - 1);
  expect(await sweep.sweepExpired()).toBe(kinds.length);
  clock.set(hour);
  expect(await sweep.sweepExpired()).toBe(2 * kinds.length);
  expect(await sweep.sweepExpired()).toBe(0);
  expect(await rowsLeft()).toBe(2 * kinds.length);
  for (const kind of kinds)
    expect(await store.find(kind, `${hour + 7200}`)).toMatchObject({ consumedAt: hour - 100 });
  clock.set(hour + 3600 * 10);
  expect(await sweep.sweepExpired()).toBe(2 * kinds.length);
});

it('shares the work between nodes: each row is deleted and counted once, in bounded steps', async () => {
  clock.set(hour);
  await owner.query(
    statement(
      'test.fill',
      `insert into oidc_item (kind, id, payload, created_at, expires_at)
       select 1, n::text, '{}', 0, ${hour} - n from generate_series(1, 5000) n`,
    ),
  );
  const bounded = createSweep({ db: worker(), clock, batchSize: 100, mostBatches: 2 });
  expect(await bounded.sweepExpired()).toBe(200);
  const sweeps = [1, 2, 3].map(() => createSweep({ db: worker(), clock, batchSize: 100 }));
  let total = 200;
  for (let n = 0; n < 20 && total < 5000; n++) {
    const counts = await Promise.all(sweeps.map((sweep) => sweep.sweepExpired()));
    total += counts.reduce((sum, count) => sum + count, 0);
  }
  expect(total).toBe(5000);
  expect(await rowsLeft()).toBe(0);
});

it('passes over a row that somebody holds, and keeps one that was renewed meanwhile', async () => {
  clock.set(hour);
  const item = { kind: 'Session', id: 'held', payload: {}, expiresAt: hour - 10 } as const;
  const store = createOidcStore({ db: database.open(), clock });
  await store.upsert(item);
  const sweep = createSweep({ db: worker(), clock });
  const lock = statement('test.lock', `select 1 from oidc_item where id = 'held' for update`);
  const renew = statement('test.renew', `update oidc_item set expires_at = ${hour} + 60 where id = 'held'`);
  await owner.transaction(async (tx) => {
    await tx.query(lock);
    expect(await sweep.sweepExpired()).toBe(0);
    await tx.query(renew);
  });
  expect(await sweep.sweepExpired()).toBe(0);
  expect(await store.find('Session', 'held')).toMatchObject({ expiresAt: hour + 60 });
});

it('finds expired rows through the index, however many live ones there are', async () => {
  await owner.query(fill(7_200, 20_000));
  expect(await planOfSweep()).not.toMatch(/Seq Scan/);
  await owner.query(statement('test.analyze', 'analyze oidc_item'));
  expect(await planOfSweep()).not.toMatch(/Seq Scan/);
  // A backlog is taken from its old end: the plan stops after its thousand rows.
  await owner.query(fill(-20_000, 20_000));
  await owner.query(statement('test.analyze', 'analyze oidc_item'));
  expect(await planOfSweep()).toMatch(/Index Scan using oidc_item_expiry_idx/);
});

function fill(from: number, count: number): Statement {
  return statement(
    `test.fill_${from}`,
    `insert into oidc_item (kind, id, payload, created_at, expires_at)
     select 1, 'fill' || n, '{}', 0, ${hour} + n from generate_series(${from}, ${from + count}) n`,
  );
}

let prepared = 0;
async function planOfSweep(): Promise<string> {
  return owner.transaction(async (tx) => {
    const name = `sweep_${++prepared}`;
    await tx.query(statement(`test.prepare_${name}`, `prepare ${name} as ${deleteBatch.text}`));
    const explain = statement(`test.explain_${name}`, `explain execute ${name}(${hour}, 1000)`);
    return JSON.stringify(await tx.query(explain));
  });
}
