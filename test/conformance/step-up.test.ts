import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserSession } from '../support/browser-session.ts';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { decodeJwt } from '../support/jose-objects.ts';
import { type Callback, callbackOf, type OidcClient, type Tokens, tokensOf } from '../support/oidc-client.ts';
import { sentCode } from '../support/sent-code.ts';
import type { TestPerson } from '../support/test-service.ts';

let test: Conformance;
beforeAll(async () => {
  test = await startConformance();
});
afterAll(() => test?.stop());

const uri = (level: string) => `http://eidas.europa.eu/LoA/${level}`;

describe.each([
  ['FAPI 2.0', () => test.fapi(), () => test.legacy()],
  ['legacy', () => test.legacy(), () => test.fapi()],
])('for a %s client', (_name, register, registerOther) => {
  let client: OidcClient;
  let other: OidcClient;
  let person: TestPerson;
  let browser: BrowserSession;
  beforeAll(async () => {
    [client, other] = [await register(), await registerOther()];
  });
  beforeEach(async () => {
    person = await test.addPerson();
    browser = test.browser();
  });

  const claimsOf = async (callback: Callback, of = client) =>
    decodeJwt(tokensOf(await of.redeem(callback)).id).claims;
  const quietly = async (of: OidcClient, changes = {}) => {
    const request = of.request({ prompt: 'none', ...changes });
    return claimsOf(callbackOf(await of.begin(browser, request), request), of);
  };
  const refreshed = async ({ refresh }: Tokens, of = client) => {
    const answer = await of.refresh(refresh);
    expect(answer.status).toBe(200);
    return tokensOf(answer);
  };

  /** Signed in with the password before; the code alone is asked for. */
  async function stepUp(level: string): Promise<Callback> {
    const request = client.request({ acr_values: level });
    const page = await client.begin(browser, request);
    expect(page.url.origin).toBe(test.login);
    const asked = await browser.submit(page, '/choose', { method: 'password' });
    const back = await browser.submit(asked, '/advance', { code: await sentCode(test.database) });
    return callbackOf(back, request);
  }

  it('a step-up raises acr in the same session, and the other services stay signed in', async () => {
    const first = await client.tokens(browser, {}, person);
    const there = await other.tokens(browser, {}, person);
    const [before] = await test.service.identity.provider.sessions.listOf(person.accountId);
    const raised = await claimsOf(await stepUp('substantial'));

    const low = decodeJwt(first.id).claims;
    expect(low).toMatchObject({ acr: 'low', amr: ['pwd'] });
    expect(raised).toMatchObject({ acr: 'substantial', amr: ['pwd', 'otp', 'mfa'] });
    expect([raised['sid'], raised['sub']]).toEqual([low['sid'], low['sub']]);
    expect(Number(raised['auth_time'])).toBeGreaterThanOrEqual(Number(low['auth_time']));

    const sessions = await test.service.identity.provider.sessions.listOf(person.accountId);
    expect(sessions).toEqual([
      expect.objectContaining({
        uid: before?.uid,
        startedAt: before?.startedAt,
        acr: 'substantial',
        services: expect.arrayContaining([...(before?.services ?? [])]),
      }),
    ]);
    // The other service works on, and hears of the level when it asks next.
    expect((await other.userinfo(there.access)).status).toBe(200);
    const kept = decodeJwt((await refreshed(there, other)).id).claims;
    expect(kept).toMatchObject({ acr: 'low', sid: decodeJwt(there.id).claims['sid'] });
    expect(await quietly(other)).toMatchObject({ acr: 'substantial', sid: kept['sid'], sub: kept['sub'] });
    expect(test.visits.filter(({ url }) => url.pathname === '/backchannel-logout')).toEqual([]);
  });

  it('a step-up that is cancelled changes nothing', async () => {
    const first = await client.tokens(browser, {}, person);
    const page = await client.begin(browser, client.request({ acr_values: 'substantial' }));
    const back = await browser.submit(page, '/cancel');
    expect(back.url.searchParams.get('error')).toBe('access_denied');
    const { sid, auth_time } = decodeJwt(first.id).claims;
    expect(await quietly(client)).toMatchObject({ acr: 'low', sid, auth_time });
  });

  it('acr is told in the words that the request used, each client in its own (OIDC Core 3.1.2.1)', async () => {
    const first = await client.tokens(browser, { acr_values: uri('low') }, person);
    expect(decodeJwt(first.id).claims['acr']).toBe(uri('low'));
    expect(decodeJwt((await other.tokens(browser, {}, person)).id).claims['acr']).toBe('low');

    const raised = await client.redeem(await stepUp(uri('substantial')));
    const tokens = tokensOf(raised);
    expect(decodeJwt(tokens.id).claims['acr']).toBe(uri('substantial'));
    // At a refresh, it is what that sign-in answered.
    const next = await refreshed(await refreshed(tokens));
    expect(decodeJwt(next.id).claims['acr']).toBe(uri('substantial'));
    // Where no level belongs, none is told in other words.
    expect((await client.userinfo(next.access)).json).not.toHaveProperty('acr');
    expect((await client.introspect(next.access)).json).not.toHaveProperty('acr');

    expect(await quietly(other)).toMatchObject({ acr: 'substantial' });
    expect(await quietly(other, { acr_values: uri('low') })).toMatchObject({ acr: uri('substantial') });
    expect(await quietly(other, { acr_values: 'low' })).toMatchObject({ acr: 'substantial' });
  });

  it.each([
    ['the word that names the level, wherever it stands', `${uri('high')} low`, 'low'],
    ['that word in the other kind', `${uri('low')} substantial`, uri('low')],
    ['our own words after words that we do not know', 'urn:mace:incommon:iap:silver', 'low'],
  ])('acr is %s', async (_case, asked, told) => {
    const { id } = await client.tokens(browser, { acr_values: asked }, person);
    expect(decodeJwt(id).claims['acr']).toBe(told);
  });

  it('a session at a higher level than asked says what it has', async () => {
    await client.tokens(browser, {}, person);
    await stepUp('substantial');
    expect(await quietly(client, { acr_values: `low ${uri('high')}` })).toMatchObject({ acr: 'substantial' });
    expect(await quietly(client, { acr_values: `${uri('low')} high` })).toMatchObject({
      acr: uri('substantial'),
    });
  });
});
