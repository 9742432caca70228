import { createPrivateKey } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserSession } from '../support/browser-session.ts';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { decodeJwt, makeJwt, newKey } from '../support/jose-objects.ts';
import { call, formOf, type OidcClient, type Parameters, type Tokens } from '../support/oidc-client.ts';
import { expectOAuthError, expectOurErrorPage } from '../support/refusals.ts';

let test: Conformance;
let client: OidcClient;
let other: OidcClient;
let browser: BrowserSession;
let tokens: Tokens;
beforeAll(async () => {
  test = await startConformance();
  [client, other] = [await test.fapi('app'), await test.legacy('bank')];
});
afterAll(() => test?.stop());
beforeEach(async () => {
  browser = test.browser();
  tokens = await client.tokens(browser);
});

const ask = (parameters: Parameters) => browser.get(`${test.login}/session/end?${formOf(parameters)}`);
const now = () => Math.floor(Date.now() / 1000);
const signedOut = () => `${test.originOf('app')}/signed-out`;
const isSignedIn = async () => {
  const page = await client.begin(browser, client.request({ prompt: 'none' }));
  return page.url.searchParams.get('code') !== null;
};

describe('signing out at the wish of a service (OIDC RP-Initiated Logout 1.0)', () => {
  it('asks the person, ends everything and goes back to the registered address with the state', async () => {
    const page = await ask({ id_token_hint: tokens.id, post_logout_redirect_uri: signedOut(), state: 'xyz' });
    expect(page.url.origin).toBe(test.login);
    const done = await test.confirmSignOut(browser, page);
    expect(done.url.href).toBe(`${signedOut()}?state=xyz`);
    expect(await isSignedIn()).toBe(false);
    expectOAuthError(await client.refresh(tokens.refresh), 'invalid_grant');
    expect((await client.userinfo(tokens.access)).status).toBe(401);
  });

  it.each([
    ['another host', () => 'https://evil.example/signed-out'],
    ['the redirect URI', () => client.redirectUri],
    ['another service’s address', () => `${test.originOf('bank')}/signed-out`],
    ['a query', () => `${signedOut()}?to=evil`],
    ['a slash at the end', () => `${signedOut()}/`],
    ['user information', () => signedOut().replace('http://', 'http://evil@')],
    ['a script', () => 'javascript:alert(1)'],
    ['a path', () => '//evil.example/'],
  ])(
    'never goes to an address that the service did not register: %s (3, open redirect)',
    async (_name, make) => {
      const hinted = await ask({ id_token_hint: tokens.id, post_logout_redirect_uri: make() });
      expectOurErrorPage(hinted, test.login, 'invalid_request');
      const named = await ask({ client_id: client.clientId, post_logout_redirect_uri: make() });
      expectOurErrorPage(named, test.login, 'invalid_request');
      expect(await isSignedIn()).toBe(true);
    },
  );

  it('goes nowhere when nobody says for whom (3)', async () => {
    const page = await ask({ post_logout_redirect_uri: 'https://evil.example/' });
    const done = await test.confirmSignOut(browser, page);
    expect(done.url.origin).toBe(test.login);
    expect(done.visited.every((url) => new URL(url).origin === test.login)).toBe(true);
    expect(done.body).not.toContain('evil.example');
  });

  it('refuses a hint that is forged, of nobody, or of another service than it says', async () => {
    const { header, claims } = decodeJwt(tokens.id);
    for (const parameters of [
      { id_token_hint: 'nonsense' },
      { id_token_hint: makeJwt({ header: { ...header, alg: 'none' }, claims }) },
      { id_token_hint: makeJwt({ header, claims, key: newKey().privateKey }) },
      { id_token_hint: makeJwt({ header, claims: { ...claims, aud: 'nobody' }, key: newKey().privateKey }) },
      { id_token_hint: tokens.id, client_id: other.clientId },
      { client_id: 'nobody' },
    ]) {
      expectOurErrorPage(await ask({ ...parameters, post_logout_redirect_uri: signedOut() }), test.login);
    }
    expect(await isSignedIn()).toBe(true);
  });

  it('keeps what was asked for in another language, and no token in its links', async () => {
    await other.authorize(browser);
    const page = await ask({
      id_token_hint: tokens.id,
      logout_hint: 'somebody@example.az',
      post_logout_redirect_uri: signedOut(),
      state: 'xyz',
      ui_locales: 'en',
    });
    expect(page.body).not.toContain(tokens.id);
    expect(page.body).not.toContain('somebody');
    const inRussian = page.links.find(({ href }) => href.includes('lang=ru'));
    const again = await browser.get(new URL(inRussian?.href ?? '', page.url));
    expect(again.body).toContain('<html lang="ru"');
    // Out of the asking service alone, and back to it: it was not forgotten on the way.
    const done = await browser.submit(again, '/session/end/confirm');
    expect(done.url.href).toBe(`${signedOut()}?state=xyz`);
    expectOAuthError(await client.refresh(tokens.refresh), 'invalid_grant');
    const still = await other.begin(browser, other.request({ prompt: 'none' }));
    expect(still.url.searchParams.get('code')).not.toBeNull();
  });

  it('says in the language of the question that it is done', async () => {
    const page = await ask({ id_token_hint: tokens.id, ui_locales: 'ru' });
    expect(page.body).toContain('<html lang="ru"');
    const done = await test.confirmSignOut(browser, page);
    expect([done.url.origin, done.status]).toEqual([test.login, 200]);
    expect(done.body).toContain('<html lang="ru"');
  });

  it('ends everything after a change of language', async () => {
    const page = await ask({ id_token_hint: tokens.id, post_logout_redirect_uri: signedOut() });
    const again = await browser.follow(page, '?');
    expect((await test.confirmSignOut(browser, again)).url.href).toBe(signedOut());
    expect(await isSignedIn()).toBe(false);
  });

  it('takes an ID token that has expired as a hint: people leave late (2)', async () => {
    const { header, claims } = decodeJwt(tokens.id);
    const { privateJwks } = await test.service.identity.signingKeys.keysAt(Date.now());
    const jwk = privateJwks.find(({ kid }) => kid === header['kid']);
    const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    const hint = (aud: unknown) =>
      makeJwt({ header, claims: { ...claims, aud, iat: now() - 7200, exp: now() - 3600 }, key });
    const page = await ask({ id_token_hint: hint(claims['aud']), post_logout_redirect_uri: signedOut() });
    expect(page.status).toBe(200);
    // As old as it is, it still is the word of one service only.
    const foreign = await ask({ id_token_hint: hint(other.clientId), post_logout_redirect_uri: signedOut() });
    expectOurErrorPage(foreign, test.login, 'invalid_request');
    expect((await test.confirmSignOut(browser, page)).url.href).toBe(signedOut());
  });

  it('does nothing before the person confirms (logout CSRF)', async () => {
    await ask({ id_token_hint: tokens.id });
    await ask({});
    expect(await isSignedIn()).toBe(true);
  });

  it.each([
    ['without a token', {}],
    ['with an invented one', { xsrf: 'invented' }],
    ['with another browser’s', 'foreign'],
  ] as const)('is not confirmed by a forged form: %s (logout CSRF)', async (_name, forged) => {
    await ask({});
    const attacker = test.browser();
    await client.authorize(attacker);
    const theirs = await attacker.get(`${test.login}/session/end`);
    const xsrf = theirs.forms.find((form) => form.action.includes('confirm'))?.fields['xsrf'] ?? '';
    const body = new URLSearchParams({ logout: 'yes', ...(forged === 'foreign' ? { xsrf } : forged) });
    const answer = await browser.request(`${test.login}/session/end/confirm`, { method: 'POST', body });
    expect([400, 403]).toContain(answer.status);
    expect(await isSignedIn()).toBe(true);
  });

  it('of a browser that is signed in nowhere is no error', async () => {
    const page = await test.browser().get(`${test.login}/session/end`);
    expect(page.status).toBe(200);
    expect(page.url.origin).toBe(test.login);
  });

  it('is not confirmed by GET', async () => {
    const page = await ask({});
    const xsrf = page.forms.find((form) => form.action.includes('confirm'))?.fields['xsrf'] ?? '';
    const answer = await browser.get(`${test.login}/session/end/confirm?logout=yes&xsrf=${xsrf}`);
    expect([404, 405]).toContain(answer.status);
    expect(await isSignedIn()).toBe(true);
  });

  it('of one service only leaves the others signed in', async () => {
    await other.authorize(browser);
    const page = await ask({ id_token_hint: tokens.id });
    await browser.submit(page, '/session/end/confirm');
    expectOAuthError(await client.refresh(tokens.refresh), 'invalid_grant');
    const still = await other.begin(browser, other.request({ prompt: 'none' }));
    expect(still.url.searchParams.get('code')).not.toBeNull();
  });
});

const toldOf = (sid: unknown) =>
  test.visits.filter(({ url, body }) => {
    const token = new URLSearchParams(body).get('logout_token');
    return url.pathname === '/backchannel-logout' && token && decodeJwt(token).claims['sid'] === sid;
  });

describe('telling the services (OIDC Back-Channel Logout 1.0)', () => {
  it('each hears of it in a signed token of its own (2.4, 2.6)', async () => {
    const there = await other.tokens(browser);
    await test.confirmSignOut(browser, await ask({}));
    for (const [who, { id }] of [
      [client, tokens],
      [other, there],
    ] as const) {
      const { claims } = decodeJwt(id);
      await expect.poll(() => toldOf(claims['sid']).length).toBe(1);
      const [visit] = toldOf(claims['sid']);
      expect(visit?.method).toBe('POST');
      const token = new URLSearchParams(visit?.body).get('logout_token') ?? '';
      const jwks = await call(test, { method: 'GET', path: '/jwks' });
      const verified = await jwtVerify(token, createLocalJWKSet(jwks.json as never), {
        issuer: test.login,
        audience: who.clientId,
        typ: 'logout+jwt',
      });
      expect(verified.payload).toMatchObject({
        sid: claims['sid'],
        sub: claims['sub'],
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      });
      expect(verified.payload).not.toHaveProperty('nonce');
      expect(verified.payload.jti).toBeTypeOf('string');
    }
  });
});
