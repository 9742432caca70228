import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { decodeJwt, makeJwt, newKey } from '../support/jose-objects.ts';
import { callbackOf, type OidcClient, tokensOf } from '../support/oidc-client.ts';
import { ageSignIn } from '../support/stored-items.ts';
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
    ['a max_age that has passed', { max_age: '99' }],
  ])('with %s asks again, and says when (OIDC Core 3.1.2.1)', async (_case, changes) => {
    const browser = test.browser();
    const person = await test.addPerson();
    const first = decodeJwt((await client.tokens(browser, {}, person)).id).claims;
    await ageSignIn(test, person.accountId, 100);
    const request = client.request(changes);
    const page = await client.begin(browser, request);
    expect(page.url.origin).toBe(test.login);
    const again = callbackOf(await test.signInAs(browser, page, person), request);
    const second = decodeJwt(tokensOf(await client.redeem(again)).id).claims;
    // The one before was moved a hundred seconds back after its token was made.
    expect(Number(second['auth_time'])).toBeGreaterThanOrEqual(Number(first['auth_time']));
    expect(second['sid']).toBe(first['sid']);
    const quick = client.request({ prompt: 'none', max_age: '99' });
    const after = callbackOf(await client.begin(browser, quick), quick);
    const third = decodeJwt(tokensOf(await client.redeem(after)).id).claims;
    expect(third['auth_time']).toBe(second['auth_time']);
  });

  it('with a max_age that has not passed yet does not ask, and says when it was (OIDC Core 3.1.2.1)', async () => {
    const browser = test.browser();
    const person = await test.addPerson();
    const first = decodeJwt((await client.tokens(browser, {}, person)).id).claims;
    await ageSignIn(test, person.accountId, 100);
    const quiet = await client.begin(browser, client.request({ max_age: '99', prompt: 'none' }));
    expectRefusedAtClient(quiet, client, refusal('login_required'));
    const request = client.request({ max_age: '600' });
    const answer = callbackOf(await client.begin(browser, request), request);
    const second = decodeJwt(tokensOf(await client.redeem(answer)).id).claims;
    expect(second['auth_time']).toBe(Number(first['auth_time']) - 100);
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

  it('with ui_locales keeps the language on the pages that the sign-in leads to (OIDC Core 3.1.2.1)', async () => {
    const browser = test.browser();
    const page = await client.begin(browser, client.request({ ui_locales: 'ru' }));
    const help = await browser.follow(page, `${test.portal}/help/sign-in`);
    expect([help.status, help.body.includes('<html lang="ru"')]).toEqual([200, true]);
    const proof = await browser.submit(page, '/choose', { method: 'password' });
    for (const next of ['/recover', '/activate']) {
      const led = await browser.follow(proof, next);
      expect([led.status, led.body.includes('<html lang="ru"')]).toEqual([200, true]);
    }
    expect((await browser.follow(page, '/register')).body).toContain('<html lang="ru"');
    // The sign in the header, where a browser that begins anew lands too.
    const home = await browser.follow(page, '/');
    expect([home.url.origin, home.status]).toEqual([test.portal, 200]);
  });

  it('with the code of the person as login_hint has it typed already (OIDC Core 3.1.2.1)', async () => {
    const browser = test.browser();
    const page = await client.begin(browser, client.request({ login_hint: test.person.code }));
    const proof = await browser.submit(page, '/choose', { method: 'password' });
    const form = proof.forms.find(({ action }) => action.endsWith('/advance'));
    expect(form?.fields['code']).toBe(test.person.code.replaceAll(' ', ''));
    // It is a hint: somebody else may sign in.
    const other = await test.addPerson();
    const { code, password } = other;
    const asked = await browser.submit(proof, '/advance', { code, password });
    expect(asked.body).toContain(other.familyName);
  });

  it('with prompt=consent asks again what was agreed to before (OIDC Core 3.1.2.1)', async () => {
    const browser = test.browser();
    await client.authorize(browser);
    const request = client.request({ prompt: 'consent' });
    const page = await client.begin(browser, request);
    expect(page.forms.map(({ action }) => action)).toContainEqual(expect.stringMatching(/\/decide$/));
    expect(page.body).toContain(test.person.familyName);
    const back = await browser.submit(page, '/decide', { decision: 'continue' });
    expect(callbackOf(back, request).code).not.toBe('');
    const both = client.request({ prompt: 'login consent' });
    const again = await client.begin(browser, both);
    const proof = await browser.submit(again, '/choose', { method: 'password' });
    const { code, password } = test.person;
    const asked = await browser.submit(proof, '/advance', { code, password });
    expect(asked.forms.map(({ action }) => action)).toContainEqual(expect.stringMatching(/\/decide$/));
  });

  it('with prompt=select_account, which we do not have, is refused (OIDC Core 3.1.2.6)', async () => {
    const request = client.request({ prompt: 'select_account' });
    if (client.isFapi) expectOAuthError(await client.push(request), 'invalid_request');
    else
      expectRefusedAtClient(await client.begin(test.browser(), request), client, refusal('invalid_request'));
  });

  it.each(['high', 'http://eidas.europa.eu/LoA/high'])(
    'for %s, which no way in reaches, is refused at once (Unmet Authentication Requirements 1.0)',
    async (level) => {
      const browser = test.browser();
      const request = client.request({ acr_values: level });
      const page = await client.begin(browser, request);
      expectRefusedAtClient(page, client, {
        ...refusal('unmet_authentication_requirements'),
        request,
      });
      // The way back in the browser's history gives no way in either.
      const uid = new URL(page.visited.find((url) => url.includes('/interaction/')) ?? '').pathname;
      const back = await browser.get(`${test.login}${uid}`);
      expectRefusedAtClient(back, client, refusal('unmet_authentication_requirements'));
    },
  );

  it('for a level that no way in reaches leaves the session as it is', async () => {
    const browser = test.browser();
    await client.authorize(browser);
    const page = await client.begin(browser, client.request({ acr_values: 'high' }));
    expectRefusedAtClient(page, client, refusal('unmet_authentication_requirements'));
    const request = client.request({ prompt: 'none' });
    expect(callbackOf(await client.begin(browser, request), request).code).not.toBe('');
  });

  it('for one of several levels takes the one that can be reached (OIDC Core 3.1.2.1)', async () => {
    const browser = test.browser();
    const request = client.request({ acr_values: 'high low' });
    const { claims } = decodeJwt(tokensOf(await client.redeem(await client.authorize(browser, request))).id);
    expect(claims['acr']).toBe('low');
  });

  it('for a level that this person cannot reach is refused when they give up', async () => {
    const person = await test.addPerson({ email: undefined, mobile: undefined });
    const browser = test.browser();
    const page = await client.begin(browser, client.request({ acr_values: 'substantial' }));
    // Nowhere to send a code to: the choice of a way in again.
    const stuck = await test.signInAs(browser, page, person);
    expect(stuck.forms.map((form) => form.action)).toContainEqual(expect.stringMatching(/\/choose$/));
    const back = await browser.submit(stuck, '/cancel');
    expectRefusedAtClient(back, client, refusal('access_denied'));
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
