import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acar } from '../../support/acar-command.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { type Conformance, startConformance } from '../../support/conformance.ts';
import { decodeJwt } from '../../support/jose-objects.ts';
import type { OidcClient } from '../../support/oidc-client.ts';
import type { TestPerson } from '../../support/test-service.ts';
import { send } from '../../support/wire.ts';

let test: Conformance;
let away: OidcClient;
let person: TestPerson;
let browser: BrowserSession;
const contacts = { email: 'demo.leyla@example.az', mobile: '+994501234599', personalCode: 'L0GTEST' };
beforeAll(async () => {
  test = await startConformance();
  // Nothing listens at the port `discard`.
  const backchannel_logout_uri = 'http://away.localhost:9/backchannel-logout';
  away = await test.fapi('away', { backchannel_logout_uri });
  person = await test.addPerson({ givenName: 'Leyla', familyName: 'Nümunəqızı', ...contacts });
  browser = test.browser();
});
afterAll(() => test?.stop());

const run = async (...words: string[]) => {
  const { DATABASE_URL = '' } = test.environment;
  return acar(words, { env: { DATABASE_URL } });
};
const metrics = async () => {
  const port = Number(test.environment['ACAR_OPERATIONS_PORT']);
  return (await send({ port, host: `127.0.0.1:${port}`, target: '/metrics' })).body;
};

describe('what an operator sees', () => {
  it('of a service that cannot be told of a sign-out: `acar logout list` and the metrics', async () => {
    expect(await metrics()).not.toContain('acar_outbox_messages{channel="logout"}');
    const none = await run('logout', 'list');
    expect(none).toEqual({ status: 0, out: 'no calls\n', err: '' });

    const { id } = await away.tokens(browser, {}, person);
    const sid = String(decodeJwt(id).claims['sid']);
    await test.confirmSignOut(browser, await browser.get(`${test.login}/session/end`));
    const listed = async () => JSON.parse((await run('logout', 'list', '--json')).out) as unknown;
    await expect.poll(listed, { timeout: 60_000 }).toEqual([
      expect.objectContaining({
        clientId: away.clientId,
        subject: person.accountId,
        sid,
        state: 'waiting',
        tries: expect.any(Number),
        nextTryAt: expect.any(String),
        lastError: expect.stringMatching(/./),
      }),
    ]);
    const inWords = await run('logout', 'list', `--sid=${sid}`);
    expect(inWords.out).toMatch(new RegExp(`^\\d+  waiting +${away.clientId}  ${sid}  .* next try `));
    const text = await metrics();
    expect(text).toContain('acar_outbox_messages{channel="logout"} 1');
    expect(text).toMatch(/acar_outbox_oldest_seconds\{channel="logout"\} [\d.]+/);
    expect(text).toContain('acar_logins_total{method="password",outcome="succeeded"} 1');
    expect(text).toContain('acar_login_step_seconds_count{method="password"} 1');
    expect(text).toMatch(/acar_http_request_seconds_bucket\{le="[\d.]+",route="sign_in.advance"/);
    expect(text).toMatch(/acar_database_connections\{pool="web",state="total"\} [1-9]/);
    expect((await run('logout', 'list', '--sid', 'nobody')).out).toBe('no calls\n');
    for (const bad of [
      ['--limit', 'many'],
      ['--before', 'x'],
    ])
      expect(await run('logout', 'list', ...bad)).toMatchObject({ status: 2, out: '' });
  }, 120_000);

  it('in the log: each answer with its number, and nothing of the person', async () => {
    const wrong = test.browser();
    const page = await wrong.submit(await away.begin(wrong), '/choose', { method: 'password' });
    const refused = await wrong.submit(page, '/advance', { code: person.code, password: 'not the password' });
    const tokens = await away.tokens(browser, { login_hint: person.code }, person);
    await browser.get(`${test.login}/session/end?id_token_hint=${tokens.id}x`);
    const number = refused.headers.get('x-request-id') ?? '';
    expect(number).toMatch(/^[\w-]{20,}$/);
    const lines = test.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'http.answered',
        request: number,
        route: 'sign_in.show',
        status: 200,
      }),
    );
    // Nothing that a line was to hold was left out.
    expect(lines.filter((line) => 'refused' in line)).toEqual([]);
    const { accountId, code, password, givenName, familyName } = person;
    const spoken = [accountId, code, code.replaceAll(' ', ''), password, givenName, familyName];
    const secret = [tokens.id, tokens.access, tokens.refresh, 'not the password'];
    const kept = Object.values(browser.cookies(new URL(test.login).hostname));
    const all = test.log.join('');
    for (const each of [...spoken, ...Object.values(contacts), ...secret, ...kept])
      expect(all.includes(each), each).toBe(false);
  });
});
