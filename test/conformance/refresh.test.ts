import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { decodeJwt, newKey } from '../support/jose-objects.ts';
import { type OidcClient, type Tokens, tokensOf } from '../support/oidc-client.ts';
import { expectOAuthError } from '../support/refusals.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';

const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
let test: Conformance;
let other: ServiceProcess;
beforeAll(async () => {
  test = await startConformance({ clock });
  other = await startServiceProcess(test);
});
afterAll(async () => {
  await other?.stop();
  await test?.stop();
});

describe.each([
  ['FAPI 2.0', () => test.fapi()],
  ['legacy', () => test.legacy()],
])('a refresh token of a %s client', (_name, register) => {
  let client: OidcClient;
  beforeAll(async () => {
    client = await register();
  });

  async function expectDead(tokens: Tokens) {
    expect((await client.userinfo(tokens.access)).status).toBe(401);
    expect((await client.introspect(tokens.access)).json).toEqual({ active: false });
    expect((await client.introspect(tokens.refresh)).json).toEqual({ active: false });
    expectOAuthError(await client.refresh(tokens.refresh), 'invalid_grant');
  }

  it('is replaced at each use; the person and how they signed in stay (OIDC Core 12.2)', async () => {
    const first = await client.tokens(test.browser());
    const second = tokensOf(await client.refresh(first.refresh));
    const third = tokensOf(await client.refresh(second.refresh, { port: other.port }));
    expect(new Set([first.refresh, second.refresh, third.refresh]).size).toBe(3);
    const told = ['iss', 'sub', 'aud', 'auth_time', 'acr', 'sid'] as const;
    for (const name of told) {
      expect(decodeJwt(third.id).claims[name]).toEqual(decodeJwt(first.id).claims[name]);
    }
    expect((await client.userinfo(third.access)).status).toBe(200);
  });

  it('that is used twice kills its whole family (RFC 9700 4.14.2)', async () => {
    const first = await client.tokens(test.browser());
    const second = tokensOf(await client.refresh(first.refresh));
    const third = tokensOf(await client.refresh(second.refresh));
    expectOAuthError(await client.refresh(first.refresh), 'invalid_grant');
    for (const tokens of [first, second, third]) await expectDead(tokens);
  });

  it('is taken at most once when two processes get it at the same moment, and the family dies', async () => {
    const first = await client.tokens(test.browser());
    const spoils = [{}, { port: other.port }, {}, { port: other.port }];
    const answers = await Promise.all(spoils.map((spoil) => client.refresh(first.refresh, spoil)));
    const won = answers.filter((answer) => answer.status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const answer of won) await expectDead(tokensOf(answer));
    await expectDead(first);
  });

  it('is worth nothing to another client, and stays good for its own (RFC 6749 10.4)', async () => {
    const [thief, tokens] = [await register(), await client.tokens(test.browser())];
    expectOAuthError(await thief.refresh(tokens.refresh), 'invalid_grant');
    expect((await client.refresh(tokens.refresh)).status).toBe(200);
  });

  it('gives no more than was granted, and less when asked (RFC 6749 6)', async () => {
    const tokens = await client.tokens(test.browser(), { scope: 'openid' });
    expectOAuthError(
      await client.refresh(tokens.refresh, { form: { scope: 'openid profile' } }),
      'invalid_scope',
    );
    const unknown = await client.refresh(tokens.refresh, { form: { scope: 'openid everything' } });
    expectOAuthError(unknown, 'invalid_scope');
    const wide = await client.tokens(test.browser());
    const narrow = await client.refresh(wide.refresh, { form: { scope: 'openid' } });
    expect(narrow.json['scope']).toBe('openid');
    const me = await client.userinfo(tokensOf(narrow).access);
    expect(me.json).not.toHaveProperty('given_name');
  });

  it.each([['invented'], ['a\0b'], ['x'.repeat(10_000)], ["' or 1=1"]])(
    'cannot be invented: %s',
    async (token) => {
      expectOAuthError(await client.refresh(token), 'invalid_grant');
    },
  );

  it('is no access token', async () => {
    const { refresh } = await client.tokens(test.browser());
    expect((await client.userinfo(refresh)).status).toBe(401);
  });

  it('dies with the session at sign-out, also one of an earlier sign-in of that session', async () => {
    const browser = test.browser();
    const first = await client.tokens(browser);
    const second = await client.tokens(browser, { prompt: 'login' });
    const page = await browser.get(`${test.login}/session/end`);
    await test.confirmSignOut(browser, page);
    for (const tokens of [first, second]) {
      expectOAuthError(await client.refresh(tokens.refresh), 'invalid_grant');
      expect((await client.userinfo(tokens.access)).status).toBe(401);
      expect((await client.introspect(tokens.refresh)).json).toEqual({ active: false });
      expect((await client.introspect(tokens.access)).json).toEqual({ active: false });
    }
  });

  it('does not outlive the session, which ends after a quarter of an hour', async () => {
    const tokens = await client.tokens(test.browser());
    clock.ahead += 16 * 60_000;
    const answer = await client.refresh(tokens.refresh);
    clock.ahead = 0;
    expectOAuthError(answer, 'invalid_grant');
  });

  it('lives as long as its session slides, and twelve hours at most', async () => {
    const browser = test.browser();
    let { refresh } = await client.tokens(browser);
    const use = async () => {
      const request = client.request({ prompt: 'none' });
      return (await client.begin(browser, request)).url.searchParams.get('error');
    };
    const minutes = 60_000;
    // Every ten minutes something is asked of the session, up to the end of the twelfth hour.
    for (clock.ahead = 10 * minutes; clock.ahead < 720 * minutes; clock.ahead += 10 * minutes)
      expect([clock.ahead / minutes, await use()]).toEqual([clock.ahead / minutes, null]);
    clock.ahead = 719 * minutes;
    const last = await client.refresh(refresh);
    expect([last.status, await use()]).toEqual([200, null]);
    refresh = tokensOf(last).refresh;
    clock.ahead = 720 * minutes + 1_000;
    expect(await use()).toBe('login_required');
    const late = await client.refresh(refresh);
    clock.ahead = 0;
    expectOAuthError(late, 'invalid_grant');
  });
});

it('a refresh token of a FAPI 2.0 client is worth nothing to who cannot sign as the client, and stays good for it', async () => {
  const client = await test.fapi();
  const tokens = await client.tokens(test.browser());
  const stolen = await client.refresh(tokens.refresh, { assertion: { key: newKey() } });
  expectOAuthError(stolen, 'invalid_client', 401);
  expect((await client.refresh(tokens.refresh)).status).toBe(200);
});
