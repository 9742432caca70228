import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  booleanArray,
  byteaArray,
  commitsLater,
  DatabaseError,
  numberArray,
  openDatabase,
  readMigrations,
  statement,
  textArray,
} from '../../../src/db/index.ts';
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

  it('lets a commit not wait for the disk where it is told so, in that statement alone', async () => {
    const db = test.open({ maxConnections: 1 });
    const during = statement(
      'test.commits_later',
      `select current_setting('synchronous_commit') as setting where ${commitsLater('$1::boolean')}`,
    );
    const after = statement('test.commits', `select current_setting('synchronous_commit') as setting`);
    expect(await db.query(during, [true])).toEqual([{ setting: 'off' }]);
    expect(await db.query(after)).toEqual([{ setting: 'on' }]);
    expect(await db.query(during, [false])).toEqual([{ setting: 'on' }]);
  });

  it('takes arrays in binary form: octets, texts with NULL among them, numbers, and none at all', async () => {
    const echo = statement(
      'test.arrays',
      'select $1::bytea[] as octets, $2::text[] as texts, $3::float8[] as numbers, $4::boolean[] as flags',
    );
    const octets = [Uint8Array.of(0, 255, 92), new Uint8Array(), new Uint8Array(3000).fill(7)];
    const texts = ['', 'Şəhla "\\{}', null, 'NULL', 'a,b'];
    const numbers = [0, -1.5, Date.UTC(9999, 11, 31), Number.MAX_SAFE_INTEGER];
    const flags = [true, false];
    const sent = [byteaArray(octets), textArray(texts), numberArray(numbers), booleanArray(flags)];
    const [row] = await test.owner().query<{ octets: Buffer[] }>(echo, sent);
    expect(row).toMatchObject({ texts, numbers, flags });
    expect(row?.octets.map((one) => new Uint8Array(one))).toEqual(octets);
    const none = [byteaArray([]), textArray([]), numberArray([]), booleanArray([])];
    expect(await test.owner().query(echo, none)).toEqual([{ octets: [], texts: [], numbers: [], flags: [] }]);
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
    await expect.poll(() => heard).toEqual(['one', '']);
    await stop();
  });

  it('comes back with one session for each that listened, however often the server refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'acar-door-'));
    const door = await openDoor(join(folder, '.s.PGSQL.5432'), `${test.connection.host}/.s.PGSQL.5432`);
    const db = openDatabase({ connection: { ...test.connection, host: folder } });
    const heard: string[] = [];
    await db.listen('test_door', (payload) => heard.push(payload));
    door.shut();
    await expect.poll(() => door.refused).toBeGreaterThanOrEqual(4);
    door.open();
    await expect.poll(() => heard).toContain('');
    await test.owner().query(statement('test.knock', `select pg_notify('test_door', 'one')`));
    await expect.poll(() => heard).toContain('one');
    expect(heard).toEqual(['', 'one']);
    expect(door.inside).toBe(1);
    await db.close();
    await door.close();
    rmSync(folder, { recursive: true });
  });
});

/** The way to a server, which can be shut. */
async function openDoor(at: string, behind: string) {
  const sockets = new Set<Socket>();
  let isOpen = true;
  let refused = 0;
  const server = createServer((socket) => {
    if (!isOpen) {
      refused += 1;
      socket.destroy();
      return;
    }
    const inner = connect(behind);
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      inner.destroy();
    });
    for (const one of [socket, inner]) one.on('error', () => {});
    inner.once('close', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
  await new Promise<void>((done) => server.listen(at, done));
  const shut = () => {
    isOpen = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    get refused() {
      return refused;
    },
    get inside() {
      return sockets.size;
    },
    shut,
    open: () => {
      isOpen = true;
    },
    close() {
      shut();
      return new Promise((done) => server.close(done));
    },
  };
}

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
