import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { makeJwt, newKey, type TestKey } from '../support/jose-objects.ts';
import { authorizeAddress, call, formOf, type OidcClient } from '../support/oidc-client.ts';
import { expectOAuthError, expectOurErrorPage, expectRefusedAtClient } from '../support/refusals.ts';

const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
let test: Conformance;
let fapi: OidcClient;
let other: OidcClient;
let legacy: OidcClient;
beforeAll(async () => {
  test = await startConformance({ clock });
  [fapi, other, legacy] = [await test.fapi(), await test.fapi(), await test.legacy()];
});
afterAll(() => test?.stop());

async function pushed(client = fapi) {
  const request = client.request();
  const answer = await client.push(request);
  expect(answer.status).toBe(201);
  return { request, requestUri: String(answer.json['request_uri']), answer };
}

const visit = (client_id: string, request_uri: string, more: Record<string, string> = {}) =>
  test.browser().get(authorizeAddress(test.login, { client_id, request_uri, ...more }));

describe('a pushed authorisation request (RFC 9126)', () => {
  it('is answered with a reference for a minute that cannot be guessed (RFC 9126 2.2)', async () => {
    const { answer, requestUri } = await pushed();
    expect(answer.json['expires_in']).toBe(60);
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(requestUri).toMatch(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
  });

  it.each([
    ['no client authentication', { client_assertion: undefined, client_assertion_type: undefined }],
    [
      'no client at all',
      { client_assertion: undefined, client_assertion_type: undefined, client_id: undefined },
    ],
  ])('is refused with %s (RFC 9126 2.1)', async (_name, form) => {
    const answer = await fapi.push(fapi.request(), { form });
    expect([400, 401]).toContain(answer.status);
    expect(['invalid_client', 'invalid_request']).toContain(answer.json['error']);
  });

  it('is refused with a request_uri in it (RFC 9126 2.1)', async () => {
    const { requestUri } = await pushed();
    const answer = await fapi.push(fapi.request({ request_uri: requestUri }));
    expect(answer.status).toBe(400);
  });

  it('is only taken by POST (RFC 9126 2)', async () => {
    const { parameters } = fapi.request();
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await call(test, { method, path: `/request?${formOf(parameters)}` });
      expect([404, 405]).toContain(answer.status);
    }
  });

  it('wins over what the address says besides (RFC 9126 4, RFC 9101 6.3)', async () => {
    const { request, requestUri } = await pushed();
    const asked = await visit(fapi.clientId, requestUri, {
      redirect_uri: 'https://evil.example/',
      state: 'forged',
      response_mode: 'fragment',
      prompt: 'none',
    });
    expect(asked.url.origin).toBe(test.login);
    const browser = test.browser();
    const again = await pushed();
    const page = await browser.get(
      authorizeAddress(test.login, {
        client_id: fapi.clientId,
        request_uri: again.requestUri,
        state: 'forged',
      }),
    );
    const back = await test.signIn(browser, page);
    expect(back.url.searchParams.get('state')).toBe(again.request.parameters['state']);
    expect(request.parameters['state']).not.toBe('forged');
  });
});

describe('a reference to a pushed request', () => {
  it.each([
    ['invented', 'urn:ietf:params:oauth:request_uri:invented'],
    ['with a quote', "urn:ietf:params:oauth:request_uri:' or 1=1 --"],
    ['with U+0000', 'urn:ietf:params:oauth:request_uri:a\0b'],
    ['empty behind its prefix', 'urn:ietf:params:oauth:request_uri:'],
    ['of another kind', 'urn:example:bwc4JK-ESC0w8acc191e-Y1LTC2'],
    ['an address elsewhere (RFC 9101 10.4.1)', 'https://evil.example/request.jwt'],
    ['an address at home', 'http://127.0.0.1/request.jwt'],
  ])('is refused on our page when it is %s', async (_name, requestUri) => {
    expectOurErrorPage(await visit(fapi.clientId, requestUri), test.login);
  });

  it('is refused when another client shows it (RFC 9126 2.2)', async () => {
    for (const thief of [other, legacy]) {
      const { requestUri } = await pushed();
      const page = await visit(thief.clientId, requestUri);
      // On our page or at the one who asked; never at the one whose request it was.
      expect([test.login, new URL(thief.redirectUri).origin]).toContain(page.url.origin);
      expect(page.url.searchParams.get('code')).toBeNull();
      expect(page.forms).toEqual([]);
    }
  });

  it('is refused when a minute has passed (RFC 9126 2.2)', async () => {
    const { requestUri } = await pushed();
    clock.ahead += 61_000;
    expectOurErrorPage(await visit(fapi.clientId, requestUri), test.login, 'invalid_request_uri');
    clock.ahead = 0;
  });

  it('is refused when a person has signed in with it before (RFC 9126 7.3)', async () => {
    const { requestUri, request } = await pushed();
    const browser = test.browser();
    const address = authorizeAddress(test.login, { client_id: fapi.clientId, request_uri: requestUri });
    const back = await test.signIn(browser, await browser.get(address));
    expect(back.url.searchParams.get('code')).not.toBeNull();
    expectOurErrorPage(await visit(fapi.clientId, requestUri), test.login, 'invalid_request_uri');
    expectOurErrorPage(await browser.get(address), test.login, 'invalid_request_uri');
    expect(request.parameters['state']).toBe(back.url.searchParams.get('state'));
  });

  it('cannot go together with a request object (RFC 9101 5)', async () => {
    const { requestUri } = await pushed();
    expectOurErrorPage(await visit(fapi.clientId, requestUri, { request: 'x.y.z' }), test.login);
  });
});

const objectOf = (
  client: OidcClient,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key: TestKey | string | undefined = client.key,
) => {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, nbf: now, exp: now + 60 };
  return makeJwt({
    header: { alg: 'ES256', kid: client.key.kid, typ: 'oauth-authz-req+jwt', ...header },
    claims: { iss: client.clientId, aud: test.login, ...times, ...client.request().parameters, ...claims },
    key: typeof key === 'object' ? key.privateKey : key,
  });
};
const send = (request: string) => fapi.push({ parameters: { request }, verifier: '' });
const spki = () => fapi.key.publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('a signed request (RFC 9101)', () => {
  it('is taken from its client, and nothing outside it counts (RFC 9101 6.3)', async () => {
    const answer = await fapi.push({
      parameters: { request: objectOf(fapi), redirect_uri: 'https://evil.example/', state: 'forged' },
      verifier: '',
    });
    expect(answer.status).toBe(201);
    const browser = test.browser();
    const page = await browser.get(
      authorizeAddress(test.login, {
        client_id: fapi.clientId,
        request_uri: String(answer.json['request_uri']),
      }),
    );
    const back = await test.signIn(browser, page);
    expect(back.url.href.startsWith(`${fapi.redirectUri}?code=`)).toBe(true);
    expect(back.url.searchParams.get('state')).not.toBe('forged');
  });

  it.each([
    ['without a signature (RFC 9101 10.1)', () => objectOf(fapi, {}, { alg: 'none' }, 'none')],
    ['with its signature left out', () => `${objectOf(fapi).split('.').slice(0, 2).join('.')}.`],
    ['signed by HMAC with the public key', () => objectOf(fapi, {}, { alg: 'HS256' }, spki())],
    ['signed with RSA', () => objectOf(fapi, {}, { alg: 'RS256' }, newKey('rsa'))],
    ['signed with another key', () => objectOf(fapi, {}, {}, newKey())],
    ['signed by another client', () => objectOf(fapi, {}, {}, other.key)],
    ['made for another client', () => objectOf(fapi, { client_id: other.clientId })],
    ['without a client', () => objectOf(fapi, { client_id: undefined })],
    ['issued by another client', () => objectOf(fapi, { iss: other.clientId })],
    ['for another audience', () => objectOf(fapi, { aud: 'https://other.example/' })],
    ['that has expired', () => objectOf(fapi, { exp: Math.floor(Date.now() / 1000) - 60 })],
    ['that is not valid yet', () => objectOf(fapi, { nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['with a request in the request (RFC 9101 4)', () => objectOf(fapi, { request: 'x' })],
    ['with a request_uri in the request (RFC 9101 4)', () => objectOf(fapi, { request_uri: 'urn:x' })],
    ['that is no JWT', () => 'nonsense'],
    ['that is endless', () => objectOf(fapi, { state: 'x'.repeat(60_000) })],
  ])('is refused %s', async (_name, make) => {
    const answer = await send(make());
    expect(answer.status).toBe(400);
    expect(['invalid_request_object', 'invalid_request']).toContain(answer.json['error']);
  });

  it('is refused with a redirect URI that is not registered', async () => {
    expectOAuthError(
      await send(objectOf(fapi, { redirect_uri: 'https://evil.example/' })),
      'invalid_request',
    );
  });

  it('in the address does not free a FAPI 2.0 client from pushing', async () => {
    const address = authorizeAddress(test.login, { client_id: fapi.clientId, request: objectOf(fapi) });
    expectOurErrorPage(await test.browser().get(address), test.login, 'invalid_request');
  });

  it('without a signature is refused from a legacy client too', async () => {
    const request = objectOf(legacy, {}, { alg: 'none' }, 'none');
    const { parameters } = legacy.request({ request });
    const page = await test.browser().get(authorizeAddress(test.login, parameters));
    expectRefusedAtClient(page, legacy, { error: 'invalid_request_object', issuer: test.login });
  });
});
