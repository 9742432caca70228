import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { authorizeAddress, type OidcClient } from '../support/oidc-client.ts';
import { expectOAuthError, expectOurErrorPage, expectRefusedAtClient } from '../support/refusals.ts';

let test: Conformance;
let legacy: OidcClient;
let fapi: OidcClient;
beforeAll(async () => {
  test = await startConformance();
  legacy = await test.legacy('app');
  fapi = await test.fapi('bank');
});
afterAll(() => test?.stop());

/** What an attacker makes of a registered redirect URI. */
const tricks: readonly (readonly [string, (registered: URL) => string])[] = [
  ['another path', ({ origin }) => `${origin}/elsewhere`],
  ['a longer path that begins alike', ({ href }) => `${href}/next`],
  ['a shorter path', ({ origin }) => `${origin}/`],
  ['a slash at the end', ({ href }) => `${href}/`],
  ['a doubled slash', ({ origin }) => `${origin}//callback`],
  ['a way up and down again', ({ origin }) => `${origin}/x/../callback`],
  ['a query', ({ href }) => `${href}?to=evil`],
  ['an empty query', ({ href }) => `${href}?`],
  ['a fragment', ({ href }) => `${href}#evil`],
  ['an empty fragment', ({ href }) => `${href}#`],
  ['user information', ({ host }) => `http://user:secret@${host}/callback`],
  ['the host as user information', ({ host }) => `http://${host}@evil.example/callback`],
  ['capitals in the host', ({ port }) => `http://APP.localhost:${port}/callback`],
  ['capitals in the scheme', ({ host }) => `HTTP://${host}/callback`],
  ['capitals in the path', ({ origin }) => `${origin}/Callback`],
  ['another port', ({ hostname, pathname }) => `http://${hostname}:1${pathname}`],
  ['no port', ({ hostname, pathname }) => `http://${hostname}${pathname}`],
  ['another scheme', ({ host }) => `https://${host}/callback`],
  ['no scheme', ({ host }) => `//${host}/callback`],
  ['a script', () => 'javascript:alert(1)'],
  ['data', () => 'data:text/html,<script>alert(1)</script>'],
  ['an encoded path', ({ origin }) => `${origin}/c%61llback`],
  ['an encoded slash', ({ origin }) => `${origin}%2fcallback`],
  ['a suffix to the host', ({ port }) => `http://app.localhost.evil.example:${port}/callback`],
  ['a host below', ({ port }) => `http://evil.app.localhost:${port}/callback`],
  ['a backslash', ({ host }) => `http://evil.example\\@${host}/callback`],
  ['a space before', ({ href }) => ` ${href}`],
  ['a line break', ({ href }) => `${href}\r\nset-cookie: a=b`],
  ['U+0000', ({ href }) => `${href}\0`],
  ['another client’s address', () => fapi.redirectUri],
  ['the address after signing out', ({ origin }) => `${origin}/signed-out`],
  ['nothing that is an address', () => 'callback'],
];

describe('a redirect URI that is not letter by letter the registered one (RFC 9700 2.1, OAuth 2.1 2.3.1)', () => {
  it.each(tricks)('is refused on our own page: %s', async (_name, trick) => {
    const redirect_uri = trick(new URL(legacy.redirectUri));
    const { parameters } = legacy.request({ redirect_uri });
    const page = await test.browser().get(authorizeAddress(test.login, parameters));
    expectOurErrorPage(page, test.login, 'invalid_redirect_uri');
  });

  it.each(tricks)('is refused when it is pushed (RFC 9126 2.3): %s', async (_name, trick) => {
    const registered = new URL(fapi.redirectUri);
    const address = trick(registered);
    const redirect_uri = address === fapi.redirectUri ? legacy.redirectUri : address;
    expectOAuthError(await fapi.push(fapi.request({ redirect_uri })), 'invalid_request');
  });

  it.each(tricks)('stays refused together with another mistake: %s', async (_name, trick) => {
    const redirect_uri = trick(new URL(legacy.redirectUri));
    const { parameters } = legacy.request({ redirect_uri, response_type: 'token', scope: 'openid nonsense' });
    const page = await test.browser().get(authorizeAddress(test.login, parameters));
    expectOurErrorPage(page, test.login);
  });
});

describe('a redirect URI', () => {
  it('is asked for: absent from a pushed request it is refused (FAPI 2.0 5.3.2.2)', async () => {
    expectOAuthError(await fapi.push(fapi.request({ redirect_uri: undefined })), 'invalid_request');
  });

  it('may not come twice (RFC 6749 3.1)', async () => {
    const { parameters } = legacy.request();
    const address = authorizeAddress(test.login, parameters);
    address.searchParams.append('redirect_uri', 'https://evil.example/');
    const page = await test.browser().get(address);
    expectRefusedAtClient(page, legacy, { error: 'invalid_request', issuer: test.login });
    const pushed = await fapi.push(fapi.request(), {
      form: { redirect_uri: [fapi.redirectUri, fapi.redirectUri] },
    });
    expectOAuthError(pushed, 'invalid_request');
  });

  it('of an unknown client is never followed (RFC 6749 4.1.2.1)', async () => {
    const { parameters } = legacy.request({ client_id: 'nobody' });
    const page = await test.browser().get(authorizeAddress(test.login, parameters));
    expectOurErrorPage(page, test.login, 'invalid_client');
  });

  it('of a code cannot be another one when the code is redeemed (RFC 6749 4.1.3)', async () => {
    const callback = await legacy.authorize(test.browser());
    const spoiled = await legacy.redeem(callback, { form: { redirect_uri: `${legacy.redirectUri}/` } });
    expectOAuthError(spoiled, 'invalid_grant');
  });
});
