import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { authorizeAddress, type OidcClient, type Parameters } from '../support/oidc-client.ts';
import { sha256 } from '../support/jose-objects.ts';
import { expectOAuthError, expectOurErrorPage, expectRefusedAtClient } from '../support/refusals.ts';

let test: Conformance;
let legacy: OidcClient;
let fapi: OidcClient;
beforeAll(async () => {
  test = await startConformance();
  [legacy, fapi] = [await test.legacy(), await test.fapi()];
});
afterAll(() => test?.stop());

/** Sends a browser with a spoiled request of the legacy client. */
async function ask(changes: Parameters) {
  const request = legacy.request(changes);
  return { request, page: await test.browser().get(authorizeAddress(test.login, request.parameters)) };
}

const mistakes: readonly (readonly [string, string, Parameters])[] = [
  ['implicit (RFC 9700 2.1.2)', 'unsupported_response_type', { response_type: 'token' }],
  ['id_token alone', 'unsupported_response_type', { response_type: 'id_token' }],
  ['hybrid (FAPI 2.0 5.3.2.2)', 'unsupported_response_type', { response_type: 'code id_token' }],
  ['none', 'unsupported_response_type', { response_type: 'none' }],
  ['no response type (RFC 6749 3.1.1)', 'invalid_request', { response_type: undefined }],
  [
    'no PKCE (RFC 9700 2.1.1)',
    'invalid_request',
    { code_challenge: undefined, code_challenge_method: undefined },
  ],
  [
    'a challenge without its method is plain (RFC 7636 4.3)',
    'invalid_request',
    { code_challenge_method: undefined },
  ],
  ['the method plain (RFC 9700 2.1.1)', 'invalid_request', { code_challenge_method: 'plain' }],
  ['an unknown method', 'invalid_request', { code_challenge_method: 'S512' }],
  ['a method without a challenge', 'invalid_request', { code_challenge: undefined }],
  ['a challenge that is too short (RFC 7636 4.2)', 'invalid_request', { code_challenge: 'abc' }],
  ['a challenge in odd letters', 'invalid_request', { code_challenge: `${sha256('x').slice(1)}!` }],
  ['an unknown prompt (OIDC Core 3.1.2.1)', 'invalid_request', { prompt: 'sometimes' }],
  ['prompt none with another (OIDC Core 3.1.2.1)', 'invalid_request', { prompt: 'none login' }],
  ['a max_age that is no number', 'invalid_request', { max_age: 'soon' }],
  ['a negative max_age', 'invalid_request', { max_age: '-1' }],
  ['an id_token_hint that is no token', 'invalid_request', { id_token_hint: 'nonsense' }],
  ['registration in the request (OIDC Core 7.2.1)', 'registration_not_supported', { registration: '{}' }],
  [
    'a request object elsewhere (RFC 9101 5.2)',
    'request_uri_not_supported',
    { request_uri: 'https://evil.example/r' },
  ],
  ['the response mode fragment', 'unsupported_response_mode', { response_mode: 'fragment' }],
  ['the response mode form_post', 'unsupported_response_mode', { response_mode: 'form_post' }],
  ['the response mode web_message', 'unsupported_response_mode', { response_mode: 'web_message' }],
  ['the response mode jwt', 'unsupported_response_mode', { response_mode: 'jwt' }],
  ['a scope that the client may not have', 'invalid_scope', { scope: 'openid personal_code' }],
  [
    'a resource that the client may not have (RFC 8707 2)',
    'invalid_target',
    { resource: 'https://api.example.az/' },
  ],
];

describe('a spoiled request', () => {
  it.each(mistakes)('goes back to the client with state and issuer: %s', async (_name, error, changes) => {
    const { request, page } = await ask(changes);
    expectRefusedAtClient(page, legacy, { error, request, issuer: test.login });
  });

  it.each(mistakes)(
    'is refused already when it is pushed (RFC 9126 2.3): %s',
    async (_name, error, changes) => {
      expectOAuthError(await fapi.push(fapi.request(changes)), error);
    },
  );

  it.each([
    ['response_type', 'code'],
    ['state', 'other'],
    ['scope', 'openid'],
    ['code_challenge', sha256('other')],
    ['code_challenge_method', 'S256'],
    ['nonce', 'other'],
    ['prompt', 'none'],
    ['acr_values', 'low'],
  ])('with %s twice is refused (RFC 6749 3.1)', async (name, value) => {
    const { parameters } = legacy.request({ [name]: value });
    const address = authorizeAddress(test.login, parameters);
    address.searchParams.append(name, value);
    const page = await test.browser().get(address);
    expectRefusedAtClient(page, legacy, { error: 'invalid_request', issuer: test.login });
    const pushed = await fapi.push(fapi.request(), { form: { [name]: [value, value] } });
    expectOAuthError(pushed, 'invalid_request');
  });

  it('with client_id twice, or without one, is refused on our page (RFC 6749 4.1.2.1)', async () => {
    const { parameters } = legacy.request();
    const doubled = authorizeAddress(test.login, parameters);
    doubled.searchParams.append('client_id', legacy.clientId);
    expectOurErrorPage(await test.browser().get(doubled), test.login, 'invalid_request');
    const { page } = await ask({ client_id: undefined });
    expectOurErrorPage(page, test.login, 'invalid_request');
  });
});

describe('a request of a FAPI 2.0 client', () => {
  it('is refused when it was not pushed (FAPI 2.0 5.3.2.2)', async () => {
    const { parameters } = fapi.request();
    const page = await test.browser().get(authorizeAddress(test.login, parameters));
    expectRefusedAtClient(page, fapi, { error: 'invalid_request', issuer: test.login });
  });

  it('is refused when the client drops its profile from the address', async () => {
    const { parameters } = fapi.request();
    const address = authorizeAddress(test.login, { ...parameters, acar_profile: 'legacy' });
    const page = await test.browser().get(address);
    expectRefusedAtClient(page, fapi, { error: 'invalid_request', issuer: test.login });
  });
});

describe('a request with more than we know', () => {
  it('is served, and what we do not know is ignored (RFC 6749 3.1)', async () => {
    const request = legacy.request({
      unknown: 'x',
      __proto__x: 'y',
      claims: '{"userinfo":{"personal_code":{"essential":true}}}',
      display: 'popup',
    });
    const callback = await legacy.authorize(test.browser(), request);
    expect(callback.code).not.toBe('');
    const answer = await legacy.redeem(callback);
    const me = await legacy.userinfo(String(answer.json['access_token']));
    expect(me.json).not.toHaveProperty('personal_code');
  });

  it('cannot have OpenID parameters without the scope openid (OIDC Core 3.1.2.1)', async () => {
    const { page, request } = await ask({ scope: 'profile' });
    expectRefusedAtClient(page, legacy, { error: 'invalid_request', request, issuer: test.login });
  });
});

describe('every answer names its issuer (RFC 9207 2)', () => {
  it('a code comes with state and issuer, and nothing else', async () => {
    const { parameters, request, page } = await legacy.authorize(test.browser());
    expect(page.url.hash).toBe('');
    expect([...parameters.keys()].sort()).toEqual(['code', 'iss', 'state']);
    expect(parameters.get('iss')).toBe(test.login);
    expect(parameters.get('state')).toBe(request.parameters['state']);
  });

  it('a refusal by the person too', async () => {
    const browser = test.browser();
    const request = fapi.request();
    const page = await test.signIn(browser, await fapi.begin(browser, request), 'no');
    expectRefusedAtClient(page, fapi, { error: 'access_denied', request, issuer: test.login });
  });
});
