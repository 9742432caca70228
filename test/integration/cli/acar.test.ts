import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isClientSecret } from '../../../oidc/clients/index.ts';
import { statement } from '../../../src/db/index.ts';
import { acar, acarInProcess } from '../../support/acar-command.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let folder: string;
beforeAll(async () => {
  test = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'acar-cli-'));
  writeFileSync(join(folder, 'connection.json'), JSON.stringify(test.connection));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await test.drop();
});

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const inFolder = (...words: string[]) => acarInProcess([...words, '--data', folder]);
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const fapi = {
  client_name: 'Vergi xidməti',
  redirect_uris: ['https://tax.example.az/callback'],
  jwks: { keys: [key] },
};
const legacy = {
  client_name: 'Sosial fond',
  redirect_uris: ['https://social.example.az/callback'],
  acar_profile: 'legacy',
  acar_legacy_until: new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 10),
};

describe('acar client', () => {
  it('registers a client, lists and shows it, and switches it off', async () => {
    const added = await inFolder('client', 'add', '--file', file('fapi.json', fapi));
    expect(added).toMatchObject({ status: 0, err: '' });
    expect(added.out).not.toContain('client_secret');
    const clientId = /client_id\s+([0-9a-f]{32})\n/.exec(added.out)?.[1] ?? '';
    const listed = await inFolder('client', 'list', '--json');
    expect(JSON.parse(listed.out)).toContainEqual({
      client_id: clientId,
      version: 1,
      profile: 'fapi2',
      state: 'active',
      client_name: 'Vergi xidməti',
    });
    const shown = await acar(['client', 'show', clientId, '--data', folder]);
    expect(JSON.parse(shown.out)).toMatchObject({ metadata: { dpop_bound_access_tokens: true } });
    const disabled = await inFolder('client', 'disable', clientId);
    expect(disabled).toMatchObject({ status: 0, out: `${clientId} is disabled\n` });
    expect((await inFolder('client', 'list')).out).toMatch(/fapi2 {3}disabled {2}Vergi xidməti/);
  });

  it('shows the secret of a legacy client once and keeps its digest', async () => {
    const added = await acar(['client', 'add', '--file', '-', '--json', '--data', folder], {
      input: JSON.stringify(legacy),
    });
    const { client_id, client_secret } = JSON.parse(added.out) as Record<string, string>;
    const find = statement('test.digest', 'select secret_digest from client_version where client_id = $1');
    const [row] = await test.owner().query(find, [client_id]);
    expect(isClientSecret(String(row?.['secret_digest']), client_secret ?? '')).toBe(true);
    const shown = await inFolder('client', 'show', client_id ?? '');
    expect(shown.out).not.toContain(client_secret);
    expect(shown.out).not.toContain('sha256:');
  });

  it('refuses a registration with every problem, its code and its place, and stores nothing', async () => {
    const path = file('bad.json', {
      ...fapi,
      redirect_uris: ['http://tax.acar.localhost/cb'],
      colour: 'red',
    });
    const answer = await inFolder('client', 'add', '--file', path);
    expect(answer).toMatchObject({ status: 1, out: '' });
    expect(answer.err.split('\n')).toEqual([
      expect.stringMatching(/^acar: client\.unknown_member: colour: /),
      expect.stringMatching(/^acar: client\.uri_not_https: redirect_uris\[0\]: /),
      '',
    ]);
    const asJson = await inFolder('client', 'add', '--file', path, '--json');
    expect(JSON.parse(asJson.err)).toMatchObject({
      problems: [{ path: 'colour' }, { path: 'redirect_uris[0]' }],
    });
  });

  it('takes loopback addresses only with --development', async () => {
    const path = file('demo.json', { ...fapi, redirect_uris: ['http://tax.acar.localhost:8080/callback'] });
    expect(await inFolder('client', 'add', '--file', path, '--development')).toMatchObject({ status: 0 });
  });

  it('says so when nobody has the identifier', async () => {
    const answer = await inFolder('client', 'show', 'nobody');
    expect(answer).toMatchObject({ status: 1, out: '', err: expect.stringContaining('client.unknown') });
  });
});

describe('acar', () => {
  it('explains itself, each command with options and an example', async () => {
    const overview = await acar(['help']);
    expect(overview).toMatchObject({ status: 0, err: '' });
    const names = [...overview.out.matchAll(/^ {2}([a-z]+(?: [a-z-]+){0,2})/gm)].map(
      (match) => match[1] ?? '',
    );
    expect(names.length).toBeGreaterThan(7);
    const helps = await Promise.all(names.map((name) => acarInProcess([...name.split(' '), '--help'])));
    for (const [index, help] of helps.entries()) {
      expect(help, names[index]).toMatchObject({ status: 0, err: '' });
      expect(help.out).toContain(`Examples:\n  `);
      expect(help.out).toContain('--json');
    }
  });

  it.each([
    [[]],
    [['fly']],
    [['client', 'add']],
    [['client', 'add', '--colour', 'red']],
    [['client', 'show']],
    [['client', 'list', '--limit', 'many']],
    [['account', 'issue']],
    [['verify', 'document', '--file', 'a', '--ca', '']],
  ])('answers wrong usage %j with status 2 and no stack trace', async (words) => {
    const answer = await acarInProcess(words, {
      env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' },
    });
    expect(answer).toMatchObject({ status: 2, out: '', err: expect.stringMatching(/^acar: cli\.usage: /) });
    expect(answer.err).not.toMatch(/^\s+at /m);
  });

  it('ends with the status of wrong usage', async () => {
    const answer = await acar(['client', 'add', '--colour', 'red']);
    expect(answer).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringMatching(/^acar: cli\.usage: .*\n$/),
    });
    expect(await acar(['client', 'add', '--help'])).toMatchObject({ status: 0, err: '' });
  });

  it('says that the database is away, or unknown, with status 1', async () => {
    const away = await acar(['client', 'list'], {
      env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' },
    });
    expect(away).toMatchObject({ status: 1, err: expect.stringMatching(/^acar: database\.unavailable: /) });
    const unknown = await acar(['client', 'list', '--data', join(folder, 'nowhere')]);
    expect(unknown).toMatchObject({ status: 1, err: expect.stringMatching(/^acar: cli\.no_database: /) });
    const unreadable = await inFolder('client', 'add', '--file', join(folder, 'absent.json'));
    expect(unreadable).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^acar: cli\.file_unreadable: /),
    });
  });
});
