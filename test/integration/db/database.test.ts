import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseError, openDatabase, readMigrations, statement } from '../../../src/db/index.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const whoAmI = statement('test.who', 'select current_user as name');
const divide = statement('test.divide', 'select 1 / 0 as nothing');

describe('database', () => {
  it('acts as the role it was opened with, which may not read what it was not granted', async () => {
    const db = test.open({ role: 'acar_worker' });
    expect(await db.query(whoAmI)).toEqual([{ name: 'acar_worker' }]);
    await test.owner().query(statement('test.secret', 'create table test_secret (id int)'));
    await expect(db.query(statement('test.peek', 'select * from test_secret'))).rejects.toThrow(
      DatabaseError,
    );
  });

  it('rolls back everything when the work throws', async () => {
    const db = test.owner();
    await db.query(statement('test.table', 'create table test_row (id int primary key)'));
    const insert = statement('test.insert', 'insert into test_row values ($1)');
    await expect(
      db.transaction(async (tx) => {
        await tx.query(insert, [1]);
        await tx.query(divide);
      }),
    ).rejects.toMatchObject({ code: 'database.failed' });
    expect(await db.query(statement('test.count', 'select id from test_row'))).toEqual([]);
  });

  it('names a violated constraint and tells an absent server apart', async () => {
    const db = test.owner();
    const insert = statement('test.insert2', 'insert into schema_migration (name, checksum) values ($1, $2)');
    await expect(db.query(insert, ['0001-roles.sql', 'x'])).rejects.toMatchObject({
      code: 'database.unique_violation',
      constraint: 'schema_migration_pkey',
    });
    const absent = openDatabase({ connection: { host: '/nonexistent', user: 'x', database: 'x' } });
    await expect(absent.query(whoAmI)).rejects.toMatchObject({ code: 'database.unavailable' });
    await absent.close();
  });

  it('delivers notifications and reconnects when its session is ended', async () => {
    const db = test.owner();
    const heard: string[] = [];
    const stop = await db.listen('test_channel', (payload) => heard.push(payload));
    await db.query(statement('test.notify', `select pg_notify('test_channel', 'one')`));
    await expect.poll(() => heard).toEqual(['one']);
    const end = statement(
      'test.end',
      `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%'`,
    );
    await db.query(end);
    await expect.poll(() => heard, { timeout: 5_000 }).toEqual(['one', '']);
    await stop();
  });
});

describe('migrate', () => {
  it('runs nothing twice', async () => {
    expect(await migrate(test.connection)).toEqual([]);
  });

  it('lets several nodes start at once: one migrates, the others wait', async () => {
    const fresh = { name: '9999-test.sql', sql: 'create table test_once (id int)', checksum: 'x' };
    const runs = await Promise.all(
      [1, 2, 3].map(() => migrate(test.connection, [...readMigrations(), fresh])),
    );
    expect(runs.flat()).toEqual(['9999-test.sql']);
  });

  it('refuses a migration that was changed after it ran', async () => {
    const [first, ...rest] = readMigrations();
    if (!first) throw new Error('no migration');
    await expect(migrate(test.connection, [{ ...first, checksum: 'other' }, ...rest])).rejects.toMatchObject({
      code: 'database.failed',
      detail: expect.stringContaining('was changed after it ran'),
    });
  });
});
