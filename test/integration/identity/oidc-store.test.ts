import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredItem } from '../../../oidc/ports.ts';
import { type Database, type Queryable, statement } from '../../../src/db/index.ts';
import { createOidcStore } from '../../../src/identity/oidc-store/index.ts';
import { statements } from '../../../src/identity/oidc-store/store.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const start = 1_800_000_000;
const clock = createTestClock(start);
let database: TestDatabase;
let owner: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  owner = database.owner();
});
afterEach(() => database.drop());

let counter = 0;
const ask = (text: string) => owner.query(statement(`test.${++counter}`, text));

function session(n: number, payload: StoredItem['payload'] = {}): StoredItem {
  const uid = `u${n}`;
  return { kind: 'Session', id: `s${n}`, payload, uid, accountId: `a${n}`, expiresAt: start + 600 };
}

const fill = (from: number, to: number) =>
  ask(`insert into oidc_item (kind, id, payload, uid, account_id, grant_id, created_at, expires_at)
    select n % 8 + 1, md5(n::text), json_build_object('p', repeat('x', 600)), 'u' || n, 'a' || n / 3,
      case when n % 8 > 3 then 'g' || n / 5 end, n, ${start} + n from generate_series(${from}, ${to}) n`);

const items = `'{1,2}', '{a,b}', '{"{}","{}"}', '{a,b}', '{a,b}', '{a,b}', '{1,2}', 1, 1`;
const values: Readonly<Record<keyof typeof statements, string>> = {
  find: `'{1,2}', '{a,b}', 5`,
  findWithKin: `'{5,6}', '{a,b}', 5`,
  findByUid: `'{a,b}', 5`,
  findByAccount: `'a', 5, 100`,
  extendSession: `'u', 9, 5`,
  upsert: items,
  insertOnce: items,
  consume: `'{1,2}', '{a,b}', 5, true`,
  destroy: `'{1,2}', '{a,b}', true`,
  revokeGrant: `'{a,b}'`,
};

/** The plan that a connection keeps when it prepares the statement now. */
async function planOf(name: keyof typeof statements, mode: string): Promise<string> {
  const id = `p${++counter}`;
  const rows = await owner.transaction(async (tx) => {
    const run = (text: string) => tx.query(statement(`test.${++counter}`, text));
    await run(`set local plan_cache_mode = ${mode}`);
    await run(`prepare ${id} as ${statements[name].text}`);
    return run(`explain execute ${id}(${values[name]})`);
  });
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

/** An index read from end to end: a scan with no condition on the index. */
const wholeIndex = /Index (?:Only )?Scan [^\n]*on oidc_item[^\n]*\n\s*(?!\s|Index Cond)/;

async function expectIndexAccessOnly(): Promise<void> {
  for (const name of Object.keys(values) as (keyof typeof values)[]) {
    for (const mode of ['force_generic_plan', 'force_custom_plan']) {
      const plan = await planOf(name, mode);
      expect(plan, `${name} ${mode}`).not.toMatch(/Seq Scan|Hash|Merge/);
      expect(plan, `${name} ${mode}`).not.toMatch(wholeIndex);
    }
  }
}

describe('the plans of the item store', () => {
  it('reach rows through an index with a condition, whatever the table was like when they were made', async () => {
    await expectIndexAccessOnly();
    await ask('vacuum analyze oidc_item');
    await expectIndexAccessOnly();
    await fill(1, 5);
    await ask('analyze oidc_item');
    await expectIndexAccessOnly();
    await fill(6, 2_000);
    await expectIndexAccessOnly();
    await ask('analyze oidc_item');
    await expectIndexAccessOnly();
  });

  it('are kept: the server does not plan again at each call', async () => {
    const db = database.open({ maxConnections: 1 });
    const store = createOidcStore({ db, clock });
    for (let n = 0; n < 20; n++) {
      await store.upsert(session(n));
      await store.find('Session', `s${n}`);
      await store.findWithKin('AccessToken', `t${n}`);
      await store.consume('Session', `s${n}`);
    }
    const rows = await db.query(
      statement(
        'test.plans',
        `select name from pg_prepared_statements where name like 'oidc_item.%' and generic_plans >= 10 order by name`,
      ),
    );
    expect(rows.map((row) => row['name'])).toEqual([
      'oidc_item.consume',
      'oidc_item.find',
      'oidc_item.find_with_kin',
      'oidc_item.upsert',
    ]);
  });
});

describe('the item store', () => {
  it('shares statements between callers of one moment', async () => {
    const sent: string[] = [];
    const store = createOidcStore({ db: database.open({ onStatement: (name) => sent.push(name) }), clock });
    await Promise.all(Array.from({ length: 64 }, (_, n) => store.upsert(session(n))));
    await Promise.all(Array.from({ length: 64 }, (_, n) => store.find('Session', `s${n}`)));
    await Promise.all(Array.from({ length: 64 }, (_, n) => store.findWithKin('AccessToken', `t${n}`)));
    expect(sent).toEqual(['oidc_item.upsert', 'oidc_item.find', 'oidc_item.find_with_kin']);
  });

  it('renews sliding sessions without touching an index (HOT) where their page has room', async () => {
    const db = database.open({ maxConnections: 1 });
    const store = createOidcStore({ db, clock });
    clock.set(start - 4000);
    for (let round = 0; round < 10; round++) {
      const expiresAt = start - (start % 3600) + round + 1;
      const slid = (n: number) => ({ ...session(n, { x: 'x'.repeat(500), round }), expiresAt });
      await Promise.all(Array.from({ length: 100 }, (_, n) => store.upsert(slid(n))));
    }
    await db.query(statement('test.flush', 'select pg_stat_force_next_flush()'));
    const [counts] = await ask(`select n_tup_upd::int as updated, n_tup_hot_upd::int as hot
      from pg_stat_user_tables where relname = 'oidc_item'`);
    expect(counts).toEqual({ updated: 900, hot: expect.any(Number) });
    // None would be, if an index held what slides. How many are depends on how soon old versions may be cleared away.
    expect(counts?.['hot']).toBeGreaterThan(100);
  });

  it('does not deadlock when nodes write, consume, remove and revoke the same keys in any order', async () => {
    const errors: unknown[] = [];
    const stores = [1, 2, 3].map(() => createOidcStore({ db: noting(database.open(), errors), clock }));
    await Promise.all(
      stores.flatMap((store, node) =>
        Array.from({ length: 30 }, async (_, round) => {
          const order = Array.from({ length: 20 }, (_, n) => (n * (node * 2 + 3) + round) % 20);
          await Promise.allSettled(
            order.flatMap((n) => {
              const token: StoredItem = { ...session(n), kind: 'AccessToken', grantId: `g${n % 2}` };
              return [
                store.upsert(token),
                store.consume('AccessToken', token.id),
                ...(n % 7 === round % 7 ? [store.destroy('AccessToken', token.id)] : []),
                ...(n === round % 20 ? [store.revokeGrant(`g${n % 2}`)] : []),
              ];
            }),
          );
        }),
      ),
    );
    expect(errors).toEqual([]);
  });

  it('lets the worker role neither change an item nor add one', async () => {
    const worker = database.open({ role: 'acar_worker' });
    await expect(
      worker.query(statement('test.forge', `update oidc_item set consumed_at = null`)),
    ).rejects.toMatchObject({ code: 'database.failed' });
    await expect(
      worker.query(
        statement(
          'test.plant',
          `insert into oidc_item (kind, id, payload, created_at, expires_at)
          values (1, 'x', '{}', 0, 0)`,
        ),
      ),
    ).rejects.toMatchObject({ code: 'database.failed' });
  });
});

/** Notes every failed statement, also those that the store repeats. */
function noting(db: Database, errors: unknown[]): Queryable {
  return {
    query: (st, given) =>
      db.query<never>(st, given).catch((error: unknown) => {
        errors.push(error);
        throw error;
      }),
  };
}

describe('a code that is consumed', () => {
  it('is so on disk when the caller is told, unless something is written behind it (RFC 6749 4.1.2)', async () => {
    const store = createOidcStore({ db: owner, clock });
    const code: StoredItem = { kind: 'AuthorizationCode', id: 'c1', payload: {}, expiresAt: start + 60 };
    await store.upsert(code);
    const [before] = await ask('select pg_current_wal_insert_lsn()::text as place');
    expect(await store.consume('AuthorizationCode', 'c1')).toBe(true);
    const [after] = await ask(
      `select pg_current_wal_flush_lsn() > '${String(before?.['place'])}'::pg_lsn as "isFlushed"`,
    );
    expect(after).toEqual({ isFlushed: true });
  });
});
