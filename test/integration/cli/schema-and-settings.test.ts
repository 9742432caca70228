import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readMigrations, statement } from '../../../src/db/index.ts';
import { acar, acarInProcess } from '../../support/acar-command.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

// Each command is a process of its own, and loads for seconds on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'acar-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('acar migrate', () => {
  let empty: TestDatabase;
  let env: Record<string, string>;
  beforeAll(async () => {
    empty = await createTestDatabase('template0');
    const { user, database, host } = empty.connection;
    env = { DATABASE_URL: `postgres://${user}@/${database}?host=${encodeURIComponent(host)}` };
  });
  afterAll(() => empty?.drop());

  it('lays the schema in an empty database, names each file, and finds nothing to do afterwards', async () => {
    const names = readMigrations().map(({ name }) => name);
    expect(await acar(['migrate'], { env })).toEqual({ status: 0, out: `${names.join('\n')}\n`, err: '' });
    expect(await acarInProcess(['migrate'], { env })).toEqual({ status: 0, out: 'nothing to do\n', err: '' });
    const again = await acarInProcess(['migrate', '--json'], { env });
    expect([again.status, JSON.parse(again.out)]).toEqual([0, { migrations: [] }]);
    const listed = await acarInProcess(['client', 'list'], { env });
    expect(listed).toEqual({ status: 0, out: 'no clients\n', err: '' });
  });

  it('refuses a database whose history is another, and changes nothing', async () => {
    const owner = empty.owner();
    await owner.query(
      statement('test.spoil', `update schema_migration set checksum = 'x' where name like '0001%'`),
    );
    const answer = await acarInProcess(['migrate'], { env });
    expect(answer).toMatchObject({ status: 1, out: '' });
    expect(answer.err).toMatch(/^acar: database\.failed: .*0001-roles\.sql was changed after it ran\n$/);
  });

  it('says that the database is away', async () => {
    const away = await acarInProcess(['migrate', '--json'], {
      env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' },
    });
    expect(away).toMatchObject({ status: 1, out: '' });
    expect(JSON.parse(away.err)).toMatchObject({ problems: [{ code: 'database.unavailable' }] });
  });
});

describe('acar config check', () => {
  const complete = () => {
    const secret = (name: string) => {
      writeFileSync(join(folder, name), randomBytes(32), { mode: 0o600 });
      return join(folder, name);
    };
    return {
      ACAR_LOGIN_ORIGIN: 'https://login.example.az',
      ACAR_PORTAL_ORIGIN: 'https://portal.example.az',
      DATABASE_URL: 'postgres://acar@db.example.az/acar',
      ACAR_MASTER_KEY_FILE: secret('master.key'),
      ACAR_PAIRWISE_KEY_FILE: secret('pairwise.key'),
      ACAR_PORTAL_CLIENT_FILE: join(folder, 'portal.json'),
    };
  };

  it('is content with a complete configuration', async () => {
    const env = complete();
    const answer = await acarInProcess(['config', 'check'], { env });
    expect(answer).toEqual({ status: 0, out: 'the configuration is complete\n', err: '' });
    const json = await acarInProcess(['config', 'check', '--json'], { env });
    expect([json.status, JSON.parse(json.out)]).toEqual([0, { problems: [] }]);
  });

  it('lists every problem at once, with status 1', async () => {
    const { DATABASE_URL: _, ...rest } = complete();
    const env = {
      ...rest,
      ACAR_LOGIN_ORIGIN: 'http://login.example.az',
      ACAR_PAIRWISE_KEY_FILE: join(folder, 'absent.key'),
      ACAR_PROT: '8080',
    };
    const answer = await acar(['config', 'check'], { env });
    expect(answer).toMatchObject({ status: 1, out: '' });
    const lines = answer.err.trimEnd().split('\n');
    expect(lines.every((line) => line.startsWith('acar: config.invalid: '))).toBe(true);
    for (const name of ['DATABASE_URL', 'ACAR_LOGIN_ORIGIN', 'ACAR_PAIRWISE_KEY_FILE', 'ACAR_PROT'])
      expect(answer.err).toContain(name);
    expect(lines).toHaveLength(4);
    const json = await acarInProcess(['config', 'check', '--json'], { env });
    expect(JSON.parse(json.err)).toMatchObject({ problems: lines.map(() => ({ code: 'config.invalid' })) });
  });
});
