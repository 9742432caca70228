import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { decodeJwt, makeJwt, newKey, registeredJwk } from '../support/jose-objects.ts';
import { call, createOidcClient } from '../support/oidc-client.ts';
import { expectOAuthError } from '../support/refusals.ts';
import { createTestClock } from '../support/test-clock.ts';

const clock = createTestClock(Date.now() / 1000);
let test: Conformance;
let metadata: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  test = await startConformance({ clock });
  metadata = (await get('/.well-known/openid-configuration')).json;
});
afterAll(() => test?.stop());

const get = (path: string) => call(test, { method: 'GET', path });
const jwks = async () => {
  const { json } = await get('/jwks');
  return { set: createLocalJWKSet(json as never), keys: json['keys'] as Record<string, unknown>[] };
};

describe('the discovery document (OIDC Discovery 4, RFC 8414)', () => {
  it('is the same at both of its addresses and names its issuer', async () => {
    expect(metadata['issuer']).toBe(test.login);
    expect((await get('/.well-known/oauth-authorization-server')).json).toEqual(metadata);
  });

  it('names endpoints of this origin only, and each of them answers', async () => {
    const endpoints = Object.entries(metadata).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
    expect(endpoints.map(([name]) => name).sort()).toEqual([
      'authorization_endpoint',
      'end_session_endpoint',
      'introspection_endpoint',
      'jwks_uri',
      'pushed_authorization_request_endpoint',
      'revocation_endpoint',
      'token_endpoint',
      'userinfo_endpoint',
    ]);
    for (const [, address] of endpoints) {
      const url = new URL(String(address));
      expect(url.origin).toBe(test.login);
      const [asked, posted] = [
        await get(url.pathname),
        await call(test, { method: 'POST', path: url.pathname, body: '' }),
      ];
      expect([asked.status, posted.status].some((status) => status !== 404 && status !== 405)).toBe(true);
    }
  });

  it('says what we do and nothing else', () => {
    expect(metadata).toMatchObject({
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      code_challenge_methods_supported: ['S256'],
      subject_types_supported: ['pairwise', 'public'],
      id_token_signing_alg_values_supported: ['ES256', 'RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic', 'client_secret_post'],
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256'],
      request_object_signing_alg_values_supported: ['ES256', 'PS256'],
      dpop_signing_alg_values_supported: ['ES256', 'PS256'],
      acr_values_supported: [
        'low',
        'substantial',
        'high',
        'http://eidas.europa.eu/LoA/low',
        'http://eidas.europa.eu/LoA/substantial',
        'http://eidas.europa.eu/LoA/high',
      ],
      claims_parameter_supported: false,
      request_parameter_supported: true,
      request_uri_parameter_supported: false,
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
    expect([...(metadata['grant_types_supported'] as string[])].sort()).toEqual([
      'authorization_code',
      'refresh_token',
    ]);
    expect(metadata).not.toHaveProperty('registration_endpoint');
    expect(metadata).not.toHaveProperty('check_session_iframe');
  });

  it('lists scopes and claims that a client can really get', async () => {
    const entitled = ['openid', 'profile', 'personal_code'];
    const client = await test.legacy(undefined, { acar_entitled_claims: entitled });
    expect([...(metadata['scopes_supported'] as string[])].sort()).toEqual([...entitled].sort());
    const tokens = await client.tokens(test.browser(), { scope: entitled.join(' ') });
    const me = (await client.userinfo(tokens.access)).json;
    const told = { ...decodeJwt(tokens.id).claims, ...me };
    for (const claim of metadata['claims_supported'] as string[]) expect(told).toHaveProperty(claim);
  });

  it.each([
    ['ES256', 'ec'],
    ['PS256', 'rsa'],
  ] as const)('lists client authentication and request objects by %s, and they work', async (alg, kind) => {
    const key = newKey(kind);
    const redirectUri = 'http://alg.localhost/callback';
    const { clientId, secret } = await test.register({
      client_name: alg,
      redirect_uris: [redirectUri],
      token_endpoint_auth_signing_alg: alg,
      request_object_signing_alg: alg,
      jwks: { keys: [{ ...registeredJwk(key), alg }] },
    });
    const client = createOidcClient({ test, clientId, secret, redirectUri, key, scope: 'openid' });
    const assertion = { header: { alg } };
    const asked = client.request();
    const now = Math.floor(Date.now() / 1000);
    const request = makeJwt({
      header: { alg, kid: key.kid, typ: 'oauth-authz-req+jwt' },
      claims: { iss: clientId, aud: test.login, nbf: now, exp: now + 60, ...asked.parameters },
      key: key.privateKey,
    });
    for (const parameters of [asked.parameters, { request }]) {
      const pushed = await client.push({ ...asked, parameters }, { assertion });
      expect([pushed.status, pushed.body]).toEqual([201, pushed.body]);
    }
    // A signature of the other kind, and one with another key, are refused.
    const others = [
      { header: { alg: kind === 'ec' ? 'ES384' : 'RS256' } },
      { ...assertion, key: newKey(kind) },
    ];
    for (const spoiled of others) {
      const refused = await client.push(asked, { assertion: spoiled });
      expectOAuthError(refused, 'invalid_client', 401);
    }
  });

  it('lists algorithms of ID tokens that a client can register for, and gets', async () => {
    for (const alg of metadata['id_token_signing_alg_values_supported'] as string[]) {
      const client = await test.legacy(undefined, { id_token_signed_response_alg: alg });
      const { id } = await client.tokens(test.browser());
      const { set } = await jwks();
      const { protectedHeader } = await jwtVerify(id, set, {
        issuer: test.login,
        audience: client.clientId,
        clockTolerance: 60,
      });
      expect(protectedHeader.alg).toBe(alg);
    }
  });
});

describe('the published keys (RFC 7517, OIDC Core 10.1)', () => {
  it('are public halves only, each with its name, use and algorithm', async () => {
    const { keys } = await jwks();
    expect(keys.map((key) => String(key['alg'])).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'ES256',
      'RS256',
    ]);
    for (const key of keys) {
      expect(key).toMatchObject({ use: 'sig', kid: expect.any(String) });
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(secret);
    }
    expect(new Set(keys.map((key) => key['kid'])).size).toBe(keys.length);
  });

  it('change without any client meeting an unknown one: shown first, used a day later, kept a day after', async () => {
    const client = await test.fapi();
    const { signingKeys } = test.service.identity;
    const before = (await client.tokens(test.browser())).id;
    const old = String(decodeJwt(before).header['kid']);
    const added = await signingKeys.rotateNow(clock.now());
    await expect
      .poll(async () => (await jwks()).keys.map((key) => key['kid']))
      .toEqual(expect.arrayContaining([...added]));
    expect((await jwks()).keys.map((key) => key['kid'])).toContain(old);
    const meanwhile = (await client.tokens(test.browser())).id;
    expect(decodeJwt(meanwhile).header['kid']).toBe(old);

    clock.advance(25 * 3600);
    const fresh = await test.fapi();
    // Any change of keys makes the process look at the time; here an operator's does.
    await signingKeys.rotateNow(clock.now());
    await expect.poll(async () => (await jwks()).keys.length).toBe(6);
    await expect
      .poll(async () => String(decodeJwt((await fresh.tokens(test.browser())).id).header['kid']))
      .not.toBe(old);
    const after = (await fresh.tokens(test.browser())).id;
    expect(added).toContain(decodeJwt(after).header['kid']);
    const { set } = await jwks();
    for (const id of [before, meanwhile, after]) {
      const { payload } = await jwtVerify(id, set, { issuer: test.login, clockTolerance: 60 });
      expect(payload.iss).toBe(test.login);
    }
  });
});
