import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import { deliveriesOf } from '../../../src/identity/logout-delivery/index.ts';
import { acar, acarInProcess } from '../../support/acar-command.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import { playClient, submitUpTo } from '../../support/killable-service.ts';
import { createShiftedClock } from '../../support/test-clock.ts';
import { startTestService, type TestPerson, type TestService } from '../../support/test-service.ts';

const clock = createShiftedClock();
// Each command is a process of its own, and loads for seconds on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

let test: TestService;
let browser: BrowserSession;
let owner: Database;
beforeAll(async () => {
  test = await startTestService({ clock });
  owner = test.database.owner();
});
afterAll(() => test?.stop());
beforeEach(() => {
  browser = createBrowserSession();
});
afterEach(() => browser.close());

const environment = () => {
  const { DATABASE_URL = '', ACAR_MASTER_KEY_FILE = '' } = test.environment;
  return { DATABASE_URL, ACAR_MASTER_KEY_FILE };
};
const run = (...words: string[]) => acarInProcess(['account', ...words], { env: environment() });
const json = async (...words: string[]): Promise<Record<string, unknown>> => {
  const { status, out, err } = await run(...words, '--json');
  const told: Record<string, unknown> = JSON.parse(out || err);
  return { ...told, status };
};
const find = (sql: string, values: readonly unknown[]) =>
  owner.query(statement(`test.${sql.slice(0, 40)}`, sql), values);
const recorded = async (accountId: string, type: string) => {
  const sql = 'select facts from interaction_record where account_id = $1 and type = $2 order by id';
  return (await find(sql, [accountId, type])).map(({ facts }) => facts);
};
const messagesOf = async (topic: string, since = 0) => {
  const sql = 'select id, channel, recipient from outbox_message where topic = $1 and id > $2 order by id';
  const rows = await find(sql, [topic, since]);
  return rows.map(({ channel, recipient }) => `${String(channel)} ${String(recipient)}`);
};
const person = (changes: Record<string, string> = {}) => ({
  personalCode: `K${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}`,
  givenName: 'Sınaq',
  familyName: 'Nümunəli',
  birthdate: '1990-12-31',
  ...changes,
});
const activates = async (loginCode: string, activationCode: string) => {
  const outcome = await test.service.identity.accounts.beginActivation({
    loginCode,
    activationCode,
    browser: randomUUID(),
  });
  return outcome.kind;
};

describe('acar account issue', () => {
  it('prints the two codes of the sheet, with which the person activates the account', async () => {
    const { personalCode, givenName, familyName, birthdate } = person();
    const flags = {
      'personal-code': personalCode,
      'given-name': givenName,
      'family-name': familyName,
      birthdate,
    };
    const words = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    const answer = await run('issue', ...words, '--language', 'ru');
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(answer.out).toMatch(
      /^accountId {7}[0-9a-f-]{36}\ncode {12}\d{4} \d{4}\nactivationCode {2}\w{5}-\w{5}\nactivationEndsAt\d{4}-.*Z\n$/,
    );
    const [, code = ''] = /^code +(.*)$/m.exec(answer.out) ?? [];
    const [, activationCode = ''] = /^activationCode +(.*)$/m.exec(answer.out) ?? [];
    expect(await activates(code, activationCode)).toBe('proven');
  });

  it('takes the person as JSON from a file or the standard input, and answers in JSON', async () => {
    const input = JSON.stringify(person({ email: 'sinaq@example.az', mobile: '050 123 45 67' }));
    const answer = await acar(['account', 'issue', '--file', '-', '--json'], { env: environment(), input });
    expect(answer).toMatchObject({ status: 0, err: '' });
    const issued = JSON.parse(answer.out) as Record<string, string>;
    expect(Object.keys(issued)).toEqual(['accountId', 'code', 'activationCode', 'activationEndsAt']);
    const sql = 'select email, mobile, language from account where id = $1';
    expect(await find(sql, [issued['accountId']])).toEqual([
      { email: 'sinaq@example.az', mobile: '+994501234567', language: 'az' },
    ]);
    expect(await recorded(issued['accountId'] ?? '', 'account.issued')).toEqual([{}]);
  });

  it('refuses bad values with every field, and a person who has an account', async () => {
    const bad = { personalCode: 'O', birthdate: '2990-01-01', email: 'nobody', mobile: '12', givenName: '' };
    const input = JSON.stringify(person(bad));
    const answer = await acarInProcess(['account', 'issue', '--file', '-'], { env: environment(), input });
    expect(answer).toMatchObject({ status: 1, out: '' });
    const fields = [...answer.err.matchAll(/^acar: account\.invalid_field: (\w+): /gm)].map(
      ([, name]) => name,
    );
    expect(fields.toSorted()).toEqual(Object.keys(bad).toSorted());
    const twice = JSON.stringify(person());
    const issue = () =>
      acarInProcess(['account', 'issue', '--file', '-', '--json'], { env: environment(), input: twice });
    expect((await issue()).status).toBe(0);
    const second = await issue();
    expect([second.status, JSON.parse(second.err)]).toMatchObject([
      1,
      { problems: [{ code: 'account.duplicate_personal_code' }] },
    ]);
  });

  it.each([
    ['no JSON', '{', 2, 'cli.usage'],
    ['no object', '[]', 2, 'cli.usage'],
    ['a member too many', JSON.stringify(person({ colour: 'red' })), 1, 'account.invalid_field'],
    ['a member too few', '{}', 1, 'account.invalid_field'],
  ])('refuses a file with %s', async (_, input, status, code) => {
    const answer = await acarInProcess(['account', 'issue', '--file', '-', '--json'], {
      env: environment(),
      input,
    });
    expect(answer).toMatchObject({ status, out: '' });
    expect(JSON.parse(answer.err)).toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ code })]),
    });
  });

  it('needs the master key of the service', async () => {
    const { DATABASE_URL } = environment();
    const env = { DATABASE_URL, ACAR_MASTER_KEY_FILE: '/nowhere/master.key' };
    const answer = await acarInProcess(['account', 'issue', '--file', '-'], {
      env,
      input: JSON.stringify(person()),
    });
    expect(answer).toMatchObject({ status: 1, err: expect.stringMatching(/^acar: cli\.no_master_key: /) });
  });
});

describe('acar account reissue', () => {
  it('makes a new activation code and the old one worthless', async () => {
    const { personalCode, ...rest } = person();
    const input = JSON.stringify({ personalCode, ...rest });
    const issued = await acarInProcess(['account', 'issue', '--file', '-', '--json'], {
      env: environment(),
      input,
    });
    const { code, activationCode } = JSON.parse(issued.out) as Record<string, string>;
    const anew = await json('reissue', '--personal-code', personalCode);
    expect(anew).toMatchObject({ status: 0, code });
    expect(await activates(code ?? '', activationCode ?? '')).toBe('refused');
    expect(await activates(code ?? '', String(anew['activationCode']))).toBe('proven');
  });

  it('refuses a person who has none, and one who is active', async () => {
    expect(await json('reissue', '--personal-code', '7ZZZZZZ')).toMatchObject({
      status: 1,
      problems: [{ code: 'account.unknown_person' }],
    });
    const sql = 'select personal_code from account where id = $1';
    const [row] = await find(sql, [test.person.accountId]);
    expect(await json('reissue', '--personal-code', String(row?.['personal_code']))).toMatchObject({
      status: 1,
      problems: [{ code: 'account.already_activated' }],
    });
  });
});

/** Signs in at the portal and at a client with a refresh token and a back-channel logout address. */
async function signedInEverywhere(who: TestPerson) {
  const client = await playClient(test, browser, {
    backchannel_logout_uri: 'http://played.acar.localhost:9/backchannel-logout',
  });
  const proof = await browser.submit(await browser.get(client.authorizeUrl()), '/choose', {
    method: 'password',
  });
  const { code, password } = who;
  const asked = await browser.submit(proof, '/advance', { code, password });
  const step = { action: '/decide', values: { decision: 'continue' } };
  const callback = await submitUpTo(browser, asked, { ...step, origin: new URL(client.redirectUri).origin });
  const grant = { grant_type: 'authorization_code', code: callback.searchParams.get('code') ?? '' };
  const tokens = await client.token(grant);
  expect(tokens.status).toBe(200);
  const joining = await browser.get(`${test.portal}/sign-in?to=/me`);
  const me = await browser.submit(joining, '/decide', { decision: 'continue' });
  expect(me.url.href).toBe(`${test.portal}/me`);
  return { client, tokens: tokens.body as Record<string, string> };
}

const signsIn = async (who: TestPerson) => {
  const fresh = createBrowserSession();
  const page = await test.signInAs(fresh, await fresh.get(`${test.portal}/sign-in?to=/me`), who);
  await fresh.close();
  return page;
};

describe('acar account block', () => {
  it('ends what is open, refuses every way in, and unblock opens them again', async () => {
    const who = await test.addPerson();
    const { client, tokens } = await signedInEverywhere(who);
    const reason = 'məhkəmə qərarı 17/2026';
    const blocked = await json('block', '--code', who.code, '--reason', reason);
    expect(blocked).toEqual({ status: 0, accountId: who.accountId, state: 'blocked', changed: true });
    expect(await recorded(who.accountId, 'account.blocked')).toEqual([{ reason }]);
    expect(await recorded(who.accountId, 'session.ended')).toHaveLength(1);
    // Longer than a person's data are believed.
    clock.advance(2.1);
    const sid = (JSON.parse(atob(tokens['id_token']?.split('.')[1] ?? '')) as { sid: string }).sid;
    expect(await deliveriesOf(owner, sid)).toMatchObject([{ clientId: client.clientId }]);
    const grant = { grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' };
    expect(await client.token(grant)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const userinfo = await browser.request(`${test.login}/me`, {
      headers: { authorization: `Bearer ${tokens['access_token']}`, accept: 'application/json' },
    });
    expect(userinfo.status).toBe(401);
    expect((await browser.get(`${test.portal}/me`)).url.href).not.toBe(`${test.portal}/me`);
    const again = await browser.get(client.authorizeUrl());
    expect(again.forms.some((form) => form.action.includes('/choose'))).toBe(true);
    const refused = await signsIn(who);
    expect(refused.url.origin).toBe(test.login);
    const wrong = await signsIn({ ...who, password: 'səhv parol yazılıb' });
    expect(textOf(refused.body)).toBe(textOf(wrong.body));
    const start = await browser.get(`${test.login}/recover`);
    const choice = await browser.submit(start, '/recover', { code: who.code });
    await browser.submit(choice, '/recover/channel', { channel: 'email' });
    expect(await messagesOf('recovery.code')).toEqual([]);

    const unblocked = await json('unblock', '--code', who.code, '--reason', 'qərar ləğv edilib');
    expect(unblocked).toEqual({ status: 0, accountId: who.accountId, state: 'active', changed: true });
    expect(await recorded(who.accountId, 'account.unblocked')).toHaveLength(1);
    clock.advance(2.1);
    expect((await signsIn(who)).url.href).toBe(`${test.portal}/me`);
  });

  it('holds also where a session was left, as when the command died before it ended them', async () => {
    const who = await test.addPerson();
    const { client, tokens } = await signedInEverywhere(who);
    await find('update account set is_active = false where id = $1', [who.accountId]);
    clock.advance(2.1);
    const grant = { grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' };
    expect(await client.token(grant)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await browser.get(`${test.portal}/me`)).url.href).not.toBe(`${test.portal}/me`);
    const again = await browser.get(client.authorizeUrl());
    expect([again.status, again.url.origin]).toEqual([200, test.login]);
    expect(textOf(again.body)).not.toContain(who.familyName);
    const repeated = await json('block', '--code', who.code, '--reason', 'x');
    expect(repeated).toMatchObject({ status: 0, changed: false });
    expect(await recorded(who.accountId, 'session.ended')).toHaveLength(1);
  });

  it('says what is wrong with the order', async () => {
    const usage = await run('block', '--code', test.person.code);
    expect(usage).toMatchObject({ status: 2, err: expect.stringMatching(/^acar: cli\.usage: --reason/) });
    const unknown = await run('block', '--code', '0000 0005', '--reason', 'x');
    const malformed = await run('block', '--code', '1234', '--reason', 'x');
    const long = await run('unblock', '--code', test.person.code, '--reason', 'x'.repeat(301));
    expect([unknown, malformed, long].map(({ status, err }) => `${status} ${err}`)).toEqual([
      expect.stringMatching(/^1 acar: account\.(unknown_person|invalid_field): /),
      expect.stringMatching(/^1 acar: account\.invalid_field: code: /),
      expect.stringMatching(/^1 acar: account\.invalid_field: reason: /),
    ]);
    expect(await recorded(test.person.accountId, 'account.blocked')).toEqual([]);
  });
});

describe('acar account contacts', () => {
  it('changes where messages go, tells the person at the old and the new place, and voids codes on their way', async () => {
    const who = await test.addPerson({ email: 'kohne@example.az', mobile: '+994501112233' });
    await browser.submit(
      await browser.submit(await browser.get(`${test.login}/recover`), '/recover', { code: who.code }),
      '/recover/channel',
      { channel: 'email' },
    );
    const changed = await json('contacts', '--code', who.code, '--email', 'yeni@example.az');
    expect(changed).toEqual({
      status: 0,
      accountId: who.accountId,
      email: 'yeni@example.az',
      mobile: '+994501112233',
      changed: true,
    });
    expect(await messagesOf('account.contacts_changed')).toEqual([
      'email kohne@example.az',
      'sms +994501112233',
      'email yeni@example.az',
    ]);
    const live = 'select 1 as live from one_time_code where account_id = $1 and used_at is null';
    expect(await find(live, [who.accountId])).toEqual([]);
    expect(await recorded(who.accountId, 'account.contacts_changed')).toEqual([{ changed: 'email' }]);
    const same = await json('contacts', '--code', who.code, '--email', 'yeni@example.az');
    expect(same).toMatchObject({ status: 0, changed: false });
    const removed = await run('contacts', '--code', who.code, '--mobile', '');
    expect(removed.out).toMatch(/^accountId {7}\S+\nemail {11}yeni@example\.az\nmobile\nchanged {9}true\n$/);
  });

  it('says what is wrong with the order, and changes nothing', async () => {
    const before = await find('select email, mobile from account where id = $1', [test.person.accountId]);
    const { code } = test.person;
    const bad = await json('contacts', '--code', code, '--email', 'nobody', '--mobile', '+994501112233');
    expect(bad).toMatchObject({ status: 1, problems: [{ code: 'account.invalid_field', path: 'email' }] });
    expect(await run('contacts', '--code', code)).toMatchObject({ status: 2 });
    expect(await find('select email, mobile from account where id = $1', [test.person.accountId])).toEqual(
      before,
    );
  });
});
