import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../support/browser-session.ts';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { decodeJwt, makeJwt, newKey } from '../support/jose-objects.ts';
import { callbackOf, type OidcClient, tokensOf } from '../support/oidc-client.ts';
import { expectOAuthError, expectRefusedAtClient } from '../support/refusals.ts';

let test: Conformance;
beforeAll(async () => {
  test = await startConformance();
});
afterAll(() => test?.stop());

const refusal = (error: string) => ({ error, issuer: test.login });

describe.each([
  ['FAPI 2.0', () => test.fapi()],
  ['legacy', () => test.legacy()],
])('an authentication request of a %s client', (_name, register) => {
  let client: OidcClient;
  beforeAll(async () => {
    client = await register();
  });
  it('with prompt=none is refused without a session (OIDC Core 3.1.2.6)', async () => {
    const page = await client.begin(test.browser(), client.request({ prompt: 'none' }));
    expectRefusedAtClient(page, client, refusal('login_required'));
  });

  it('with prompt=none is answered from a session, and shows nothing', async () => {
    const browser = test.browser();
    await client.authorize(browser);
    const request = client.request({ prompt: 'none' });
    const page = await client.begin(browser, request);
    expect(callbackOf(page, request).code).not.toBe('');
    expect(page.visited.some((url) => url.includes('/interaction/'))).toBe(false);
  });

  it('with prompt=none is refused where the person has not let the service join (OIDC Core 3.1.2.6)', async () => {
    const browser = test.browser();
    await client.authorize(browser);
    const stranger = await register();
    const page = await stranger.begin(browser, stranger.request({ prompt: 'none' }));
    expectRefusedAtClient(page, stranger, refusal('consent_required'));
    const more = await register();
    const narrow = await more.authorize(browser, more.request({ scope: 'openid' }));
    expect(narrow.code).not.toBe('');
    const wider = await more.begin(browser, more.request({ prompt: 'none' }));
    expectRefusedAtClient(wider, more, refusal('consent_required'));
  });

  it.each([
    ['prompt=login', { prompt: 'login' }],
    ['max_age=0', { max_age: '0' }],
  ])('with %s asks again, and says when (OIDC Core 3.1.2.1)', async (_case, changes) => {
    const browser = test.browser();
    const first = await client.tokens(browser);
    await new Promise((done) => setTimeout(done, 1_100));
    const request = client.request(changes);
    const page = await client.begin(browser, request);
    expect(page.url.origin).toBe(test.login);
    const again = callbackOf(await test.signIn(browser, page), request);
    const second = tokensOf(await client.redeem(again));
    const [before, after] = [decodeJwt(first.id).claims, decodeJwt(second.id).claims];
    expect(Number(after['auth_time'])).toBeGreaterThan(Number(before['auth_time']));
    expect(after['sid']).toBe(before['sid']);
  });

  it('with a max_age that the session meets does not ask, and says when (OIDC Core 2)', async () => {
    const browser = test.browser();
    await client.authorize(browser);
    const request = client.request({ max_age: '600' });
    const page = await client.begin(browser, request);
    const { claims } = decodeJwt(tokensOf(await client.redeem(callbackOf(page, request))).id);
    expect(claims['auth_time']).toBeTypeOf('number');
    expect(claims['nonce']).toBe(request.parameters['nonce']);
  });

  it('with the id_token_hint of the person in the session is answered (OIDC Core 3.1.2.1)', async () => {
    const browser = test.browser();
    const { id } = await client.tokens(browser);
    const request = client.request({ prompt: 'none', id_token_hint: id });
    expect(callbackOf(await client.begin(browser, request), request).code).not.toBe('');
  });

  it('with the id_token_hint of somebody else never comes back with another person', async () => {
    const stranger = await test.addPerson();
    const { id } = await client.tokens(test.browser(), {}, stranger);
    const browser = test.browser();
    await client.authorize(browser);
    const quiet = await client.begin(browser, client.request({ prompt: 'none', id_token_hint: id }));
    expectRefusedAtClient(quiet, client, refusal('login_required'));
    const page = await client.begin(browser, client.request({ id_token_hint: id }));
    expect(page.url.origin).toBe(test.login);
    const after = await test.signIn(browser, page);
    expectRefusedAtClient(after, client, refusal('login_required'));
  });

  it('with an id_token_hint of another client, or a forged one, is refused', async () => {
    const stranger = await register();
    const { id } = await stranger.tokens(test.browser());
    const { header, claims } = decodeJwt((await client.tokens(test.browser())).id);
    for (const hint of [
      id,
      makeJwt({ header: { ...header, alg: 'none' }, claims }),
      makeJwt({ header: { ...header, alg: 'ES256' }, claims, key: newKey().privateKey }),
    ]) {
      const request = client.request({ id_token_hint: hint });
      if (client.isFapi) expectOAuthError(await client.push(request), 'invalid_request');
      else
        expectRefusedAtClient(
          await client.begin(test.browser(), request),
          client,
          refusal('invalid_request'),
        );
    }
  });

  it('with a login_hint or ui_locales uses them on our pages and trusts neither', async () => {
    const hint = '<script>alert(1)</script>';
    const request = client.request({ login_hint: hint, ui_locales: 'xx ru az' });
    const browser = test.browser();
    const page = await client.begin(browser, request);
    expect(page.body).toContain('<html lang="ru"');
    const proof = await browser.submit(page, '/choose', { method: 'password' });
    expect(proof.body).not.toContain(hint);
    const odd = await client.begin(test.browser(), client.request({ ui_locales: '"><script> ../../etc' }));
    expect(odd.body).toContain('<html lang="az"');
  });

  it('for a level that this person cannot reach is refused when they give up', async () => {
    const browser = test.browser();
    const request = client.request({ acr_values: 'high' });
    const page = await client.begin(browser, request);
    expect(page.url.origin).toBe(test.login);
    const back = await browser.submit(page, '/cancel');
    expect(['access_denied', 'unmet_authentication_requirements']).toContain(
      back.url.searchParams.get('error'),
    );
    expectRefusedAtClient(back, client, refusal(back.url.searchParams.get('error') ?? ''));
  });

  it('for a level that no chosen method reaches goes nowhere, whatever form is sent', async () => {
    const browser = test.browser();
    const page = await client.begin(
      browser,
      client.request({ acr_values: 'http://eidas.europa.eu/LoA/high' }),
    );
    const { csrf = '' } = page.forms.find((form) => form.fields['csrf'])?.fields ?? {};
    const body = new URLSearchParams({ csrf, method: 'password' });
    await browser.request(`${page.url.href}/choose`, { method: 'POST', body });
    const { code, password } = test.person;
    const answer = new URLSearchParams({ csrf, code, password });
    await browser.request(`${page.url.href}/advance`, { method: 'POST', body: answer });
    const after = await browser.get(page.url);
    expect(after.url.href).toBe(page.url.href);
    expect(textOf(after.body)).toBe(textOf(page.body));
  });

  it('for a higher level than the session has, with prompt=none, is refused', async () => {
    const browser = test.browser();
    await client.authorize(browser);
    const page = await client.begin(browser, client.request({ prompt: 'none', acr_values: 'substantial' }));
    expectRefusedAtClient(page, client, refusal('login_required'));
  });

  it('says in the ID token only what is so (OIDC Core 2)', async () => {
    const browser = test.browser();
    const request = client.request();
    const { id } = tokensOf(await client.redeem(await client.authorize(browser, request)));
    const { claims } = decodeJwt(id);
    expect(claims).toMatchObject({ iss: test.login, aud: client.clientId, acr: 'low', amr: ['pwd'] });
    expect(claims['nonce']).toBe(request.parameters['nonce']);
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(600);
    expect(claims['sid']).toBeTypeOf('string');
    expect(JSON.stringify(claims)).not.toContain(test.person.accountId);
  });
});
