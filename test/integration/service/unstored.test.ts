import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import { kindNumbers } from '../../../src/identity/oidc-store/codec.ts';
import { type Conformance, startConformance } from '../../support/conformance.ts';
import { tokensOf } from '../../support/oidc-client.ts';

/*
 * The provider goes on while its writes are on their way, and answers when they are durable. Here the database refuses
 * some of them, so that the answer that the library has ready must not leave.
 */

let test: Conformance;
let owner: Database;
let counter = 0;
const run = (text: string) => owner.query(statement(`test.${++counter}`, text));

beforeAll(async () => {
  test = await startConformance();
  owner = test.database.owner();
  await run(`create function refuse_item() returns trigger language plpgsql as $$
    begin raise exception 'refused' using errcode = tg_argv[0]; end $$`);
});
afterAll(() => test?.stop());
afterEach(() => run('drop trigger if exists refuse on oidc_item'));

const refuse = (kind: keyof typeof kindNumbers, sqlState: string) =>
  run(`create trigger refuse before insert on oidc_item for each row
    when (new.kind = ${kindNumbers[kind]}) execute function refuse_item('${sqlState}')`);

/** Types of the records of a person's sign-ins. */
async function recordsOf(accountId: string) {
  const rows = await owner.query(
    statement(
      'test.records',
      `select type from interaction_record
      where account_id = $1 and type like 'sign\\_in.%' order by id`,
    ),
    [accountId],
  );
  return rows.map((row) => row['type']);
}

/** SQLSTATEs: cannot_connect_now, and one that nobody expects. */
const failures = [
  ['is away', '57P03', 503, 'temporarily_unavailable'],
  ['fails', 'XX000', 500, 'server_error'],
] as const;

describe.each(failures)('when the database %s at the end of a request', (_, sqlState, status, error) => {
  it.each(['AccessToken', 'RefreshToken'] as const)('no token leaves without its %s', async (kind) => {
    const client = await test.legacy();
    const callback = await client.authorize(test.browser());
    await refuse(kind, sqlState);
    const answer = await client.redeem(callback);
    expect([answer.status, answer.json['error']]).toEqual([status, error]);
    expect(Object.keys(answer.json)).not.toContain('access_token');
    expect(answer.headers['retry-after']).toBe(status === 503 ? '5' : undefined);
  });

  it('a refresh answers nothing, and the used token is spent', async () => {
    const client = await test.legacy();
    const tokens = tokensOf(await client.redeem(await client.authorize(test.browser())));
    await refuse('AccessToken', sqlState);
    const answer = await client.refresh(tokens.refresh);
    expect([answer.status, answer.json['error']]).toEqual([status, error]);
    await run('drop trigger refuse on oidc_item');
    expect((await client.refresh(tokens.refresh)).json).toMatchObject({ error: 'invalid_grant' });
  });

  it.each(['AuthorizationCode', 'Session'] as const)(
    'a browser is not sent on without its %s, leaves no record, and may go on afterwards',
    async (kind) => {
      const [client, browser] = [await test.legacy(), test.browser()];
      const person = await test.addPerson();
      const choices = await client.begin(browser);
      const form = await browser.submit(choices, '/choose', { method: 'password' });
      await test.service.identity.consents.give(person.accountId, client.clientId, ['openid', 'profile'], {});
      await refuse(kind, sqlState);
      const { code, password } = person;
      const failed = await browser.submit(form, '/advance', { code, password });
      expect([failed.status, failed.url.origin]).toEqual([status, test.login]);
      expect(failed.body).toContain('<html lang=');
      expect([failed.headers.get('location'), failed.headers.get('set-cookie')]).toEqual([null, null]);
      expect(await recordsOf(person.accountId)).toEqual([]);
      await run('drop trigger refuse on oidc_item');
      const again = await test.signInAs(browser, await browser.get(failed.url), person);
      expect(again.url.href).toContain(client.redirectUri);
      expect(await recordsOf(person.accountId)).toEqual(['sign_in.succeeded']);
    },
  );
});
