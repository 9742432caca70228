import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import { type ListedKey, listSigningKeys } from '../../../src/identity/signing-keys/index.ts';
import { acar, acarInProcess } from '../../support/acar-command.ts';
import { type BrowserSession, createBrowserSession } from '../../support/browser-session.ts';
import { startKillableService } from '../../support/killable-service.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';

// Each command is a process of its own, and loads for seconds on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

let test: TestService;
let folder: string;
let browser: BrowserSession;
let owner: Database;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'acar-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  test = await startTestService();
  owner = test.database.owner();
  browser = createBrowserSession();
});
afterEach(async () => {
  await browser.close();
  await test.stop();
});

const environment = () => {
  const { DATABASE_URL = '', ACAR_MASTER_KEY_FILE = '' } = test.environment;
  return { DATABASE_URL, ACAR_MASTER_KEY_FILE };
};
const run = (...words: string[]) => acarInProcess(words, { env: environment() });
const list = () => listSigningKeys(owner, Date.now());
const published = async () => {
  const { body } = await browser.request(`${test.login}/jwks`);
  return (JSON.parse(body) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
};
const stateOf = async (kid: string) => (await list()).find((key) => key.kid === kid)?.state;
const signing = async () =>
  (await list()).find(({ algorithm, state }) => algorithm === 'ES256' && state === 'signing')?.kid ?? '';
const recorded = async (type: string) => {
  const find = statement('test.recorded', 'select facts from interaction_record where type = $1 order by id');
  return (await owner.query(find, [type])).map(({ facts }) => facts);
};
function masterKey(name: string): string {
  writeFileSync(join(folder, name), randomBytes(32), { mode: 0o600 });
  return join(folder, name);
}

describe('acar keys rotate', () => {
  it('publishes a key for each algorithm at the running service; they sign a day later', async () => {
    const before = await published();
    const rotated = await acar(['keys', 'rotate'], { env: environment() });
    expect(rotated).toMatchObject({ status: 0, err: '' });
    const [first = '', second = '', ...rest] = rotated.out.trimEnd().split('\n');
    expect(rest).toEqual([]);
    expect(first).toMatch(/^ES256 {2}[\w-]{43} {2}signs from \d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(second).toMatch(/^RS256 {2}[\w-]{43} {2}signs from /);
    const kids = [first, second].map((line) => line.split('  ')[1] ?? '');
    await expect.poll(async () => (await published()).toSorted()).toEqual([...before, ...kids].toSorted());
    expect(await stateOf(kids[0] ?? '')).toBe('published');
    expect(await recorded('keys.rotated')).toMatchObject([
      { keyId: kids[0], algorithm: 'ES256' },
      { keyId: kids[1], algorithm: 'RS256' },
    ]);
  });

  it('answers in JSON', async () => {
    const { status, out } = await run('keys', 'rotate', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual(
      ['ES256', 'RS256'].map((algorithm) => ({
        kid: expect.any(String),
        algorithm,
        signsFrom: expect.stringMatching(/Z$/),
      })),
    );
  });

  it('refuses a master key that is another, absent, or open to others, and adds nothing', async () => {
    const before = await list();
    const { DATABASE_URL } = environment();
    const other = await acarInProcess(['keys', 'rotate'], {
      env: { DATABASE_URL, ACAR_MASTER_KEY_FILE: masterKey('other.key') },
    });
    expect(other).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringMatching(/^acar: signing_keys\.unreadable: /),
    });
    const open = join(folder, 'open.key');
    writeFileSync(open, randomBytes(32), { mode: 0o644 });
    for (const path of [open, join(folder, 'absent.key')]) {
      const answer = await acarInProcess(['keys', 'rotate'], {
        env: { DATABASE_URL, ACAR_MASTER_KEY_FILE: path },
      });
      expect(answer).toMatchObject({ status: 1, err: expect.stringMatching(/^acar: cli\.no_master_key: /) });
    }
    expect(await list()).toEqual(before);
    expect(await recorded('keys.rotated')).toEqual([]);
  });
});

describe('acar keys revoke', () => {
  it('takes the signing key away from the running service at once; a new one signs', async () => {
    const stolen = await signing();
    const answer = await run(
      'keys',
      'revoke',
      '--json',
      '--reason',
      'server 3 was broken into',
      '--',
      stolen,
    );
    expect(answer).toMatchObject({ status: 0, err: '' });
    const told = JSON.parse(answer.out) as { signsNow: string };
    expect(told).toMatchObject({
      kid: stolen,
      algorithm: 'ES256',
      state: 'revoked',
      warnings: [{}, {}].map(() => expect.any(String)),
    });
    await expect.poll(published).not.toContain(stolen);
    expect(await published()).toContain(told.signsNow);
    const listed = await run('keys', 'list');
    expect(listed.out).toMatch(new RegExp(`^ES256 {2}${stolen} {2}revoked {4}signs from .*Z$`, 'm'));
    expect(listed.out).toMatch(new RegExp(`^ES256 {2}${told.signsNow} {2}signing {4}signs from .*Z$`, 'm'));
    expect(await recorded('keys.revoked')).toMatchObject([
      { keyId: stolen, algorithm: 'ES256', reason: 'server 3 was broken into' },
    ]);
    // The portal's own sign-in works with the new key.
    const page = await test.signIn(browser, await browser.get(`${test.portal}/sign-in?to=/me`));
    expect(page.url.href).toBe(`${test.portal}/me`);
  });

  it('lets the key take over that was published already', async () => {
    const rotated = JSON.parse((await run('keys', 'rotate', '--json')).out) as ListedKey[];
    const next = rotated.find(({ algorithm }) => algorithm === 'ES256')?.kid;
    const stolen = await signing();
    const answer = await run('keys', 'revoke', '--reason', 'stolen', '--', stolen);
    expect(answer.out).toContain(`ES256  ${stolen}  revoked\nES256  ${next}  signs now\n`);
    expect(answer.out).toMatch(/sign-ins there can fail/);
    expect((await list()).filter(({ algorithm }) => algorithm === 'ES256')).toHaveLength(2);
  });

  it('refuses an unknown key, one that is revoked, no reason, and another master key', async () => {
    const stolen = await signing();
    const unknown = await run('keys', 'revoke', '--reason', 'x', 'nothing');
    expect(unknown).toMatchObject({ status: 1, err: expect.stringMatching(/^acar: keys\.unknown: /) });
    const silent = await run('keys', 'revoke', '--', stolen);
    expect(silent).toMatchObject({ status: 2, err: expect.stringMatching(/^acar: cli\.usage: --reason/) });
    const { DATABASE_URL } = environment();
    const env = { DATABASE_URL, ACAR_MASTER_KEY_FILE: masterKey('other.key') };
    const other = await acarInProcess(['keys', 'revoke', '--reason', 'x', '--', stolen], { env });
    expect(other).toMatchObject({ status: 1, err: expect.stringContaining('signing_keys.unreadable') });
    expect(await stateOf(stolen)).toBe('signing');
    expect(await run('keys', 'revoke', '--reason', 'x', '--', stolen)).toMatchObject({ status: 0 });
    const twice = await run('keys', 'revoke', '--reason', 'x', '--', stolen);
    expect(twice).toMatchObject({ status: 1, err: expect.stringMatching(/^acar: keys\.revoked_before: /) });
  });
});

describe('acar keys reseal', () => {
  it('moves the keys to a new master key: the service starts with it, and not with the old one', async () => {
    const before = await published();
    await test.stopService();
    const oldFile = environment().ACAR_MASTER_KEY_FILE;
    const newFile = masterKey('new.key');
    const env = { ...environment(), ACAR_MASTER_KEY_FILE: newFile };
    const moved = await acarInProcess(['keys', 'reseal', '--old-master-key', oldFile], { env });
    expect(moved).toMatchObject({ status: 0, err: '' });
    expect(moved.out).toMatch(/^2 keys sealed under the new master key, 0 were before\n/);
    expect(await recorded('keys.resealed')).toMatchObject([{ count: 2 }]);
    const again = await acarInProcess(['keys', 'reseal', '--json', '--old-master-key', oldFile], { env });
    expect(JSON.parse(again.out)).toEqual({
      resealed: 0,
      kept: 2,
      contents: 0,
      payloads: 0,
      draws: 0,
      phones: 0,
    });
    await expect(startKillableService(test)).rejects.toThrow('signing_keys.unreadable');
    const started = await startKillableService(test, { ACAR_MASTER_KEY_FILE: newFile });
    expect(await published()).toEqual(before);
    await started.signal('SIGTERM');
  });

  it('changes nothing when a key opens under neither', async () => {
    const env = { ...environment(), ACAR_MASTER_KEY_FILE: masterKey('new.key') };
    const answer = await acarInProcess(['keys', 'reseal', '--old-master-key', masterKey('wrong.key')], {
      env,
    });
    expect(answer).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringMatching(/^acar: signing_keys\.unreadable: /),
    });
    const kept = await run('keys', 'reseal', '--json', '--old-master-key', masterKey('wrong.key'));
    expect(JSON.parse(kept.out)).toEqual({
      resealed: 0,
      kept: 2,
      contents: 0,
      payloads: 0,
      draws: 0,
      phones: 0,
    });
    expect(await run('keys', 'reseal')).toMatchObject({ status: 2 });
  });
});
