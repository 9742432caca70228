import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../src/db/index.ts';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { newKey } from '../support/jose-objects.ts';
import { basic, call, formOf, jwtBearer, type OidcClient, type Spoiled } from '../support/oidc-client.ts';
import { expectOAuthError } from '../support/refusals.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';

let test: Conformance;
let fapi: OidcClient;
let legacy: OidcClient;
let other: ServiceProcess;
beforeAll(async () => {
  test = await startConformance();
  [fapi, legacy] = [await test.fapi(), await test.legacy()];
  other = await startServiceProcess(test);
});
afterAll(async () => {
  await other?.stop();
  await test?.stop();
});

const digestOf = statement(
  'test.secret_digest',
  'select secret_digest from client_version where client_id = $1',
);
const now = () => Math.floor(Date.now() / 1000);
const spki = () => fapi.key.publicKey.export({ type: 'spki', format: 'pem' }).toString();

const spoiled: readonly (readonly [string, () => Spoiled | string])[] = [
  ['without a signature (RFC 8725 3.1)', () => ({ header: { alg: 'none' }, key: 'none' })],
  ['with alg None in other letters', () => ({ header: { alg: 'nOnE' }, key: 'none' })],
  ['with the signature left out', () => ({ key: 'none' })],
  ['signed by HMAC with the public key (RFC 8725 2.1)', () => ({ header: { alg: 'HS256' }, key: spki() })],
  [
    'signed by HMAC with the public key as JWK',
    () => ({ header: { alg: 'HS256' }, key: JSON.stringify(fapi.key.publicJwk) }),
  ],
  [
    'signed with RSA in place of the registered algorithm',
    () => ({ header: { alg: 'RS256' }, key: newKey('rsa') }),
  ],
  ['signed with another key', () => ({ key: newKey() })],
  [
    'signed with its own key in the header (RFC 8725 3.10)',
    () => {
      const key = newKey();
      return { key, header: { jwk: key.publicJwk } };
    },
  ],
  ['with an unknown kid', () => ({ header: { kid: 'unknown' }, key: newKey() })],
  ['that names a critical extension we do not know (RFC 7515 4.1.11)', () => ({ header: { crit: ['exp'] } })],
  ['for another audience', () => ({ claims: { aud: 'https://other.example/' } })],
  ['for the authorisation endpoint', () => ({ claims: { aud: `${test.login}/auth` } })],
  ['for the token endpoint (FAPI 2.0 5.3.2.1 (8))', () => ({ claims: { aud: `${test.login}/token` } })],
  ['for a list of audiences (FAPI 2.0 5.3.2.1 (8))', () => ({ claims: { aud: [test.login] } })],
  ['without an audience', () => ({ claims: { aud: undefined } })],
  ['from another issuer', () => ({ claims: { iss: 'somebody' } })],
  ['without an issuer', () => ({ claims: { iss: undefined } })],
  ['for another subject', () => ({ claims: { sub: legacy.clientId } })],
  ['without a subject', () => ({ claims: { sub: undefined } })],
  ['that has expired', () => ({ claims: { exp: now() - 60 } })],
  ['without an end', () => ({ claims: { exp: undefined } })],
  ['with an end that is no number', () => ({ claims: { exp: 'tomorrow' } })],
  ['that is not valid yet', () => ({ claims: { nbf: now() + 300 } })],
  ['from the future (FAPI 2.0 5.3.2.1 (13))', () => ({ claims: { iat: now() + 300 } })],
  ['without an identifier', () => ({ claims: { jti: undefined } })],
  ['that is no JWT', () => 'nonsense'],
  ['that is empty', () => ''],
];

describe('a client assertion (RFC 7523 3, FAPI 2.0 5.3.2.1)', () => {
  it.each(spoiled)('is refused %s', async (_name, make) => {
    const assertion = make();
    const pushed = await fapi.push(fapi.request(), { assertion });
    expect([400, 401]).toContain(pushed.status);
    expect(['invalid_client', 'invalid_request']).toContain(pushed.json['error']);
    const introspected = await fapi.introspect('x', { assertion: make() });
    expect([400, 401]).toContain(introspected.status);
  });

  it.each([
    [
      'of a clock that runs a little ahead (FAPI 2.0 5.3.2.1 (13))',
      () => ({ iat: now() + 8, nbf: now() + 8 }),
    ],
    ['without a time of issue', () => ({ iat: undefined })],
  ])('is taken %s', async (_name, claims) => {
    expect((await fapi.push(fapi.request(), { assertion: { claims: claims() } })).status).toBe(201);
  });

  it('is refused the second time, also at another process (RFC 7523 3 (7))', async () => {
    const assertion = fapi.assertion();
    expect((await fapi.push(fapi.request(), { assertion })).status).toBe(201);
    expectOAuthError(await fapi.push(fapi.request(), { assertion }), 'invalid_client', 401);
    expectOAuthError(await fapi.push(fapi.request(), { assertion, port: other.port }), 'invalid_client', 401);
  });

  it('is taken by one of two processes that get it at the same moment', async () => {
    const assertion = fapi.assertion();
    const answers = await Promise.all(
      [{}, { port: other.port }, {}, { port: other.port }].map((spoil) =>
        fapi.push(fapi.request(), { ...spoil, assertion }),
      ),
    );
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 401, 401, 401]);
  });

  it('of one client does not authenticate another', async () => {
    const thief = await test.fapi();
    const { parameters } = fapi.request();
    const answer = await fapi.push({ parameters, verifier: '' }, { assertion: thief.assertion() });
    expectOAuthError(answer, 'invalid_request');
  });

  it('is asked for: neither its absence nor a secret in its place will do', async () => {
    for (const form of [
      { client_assertion: undefined, client_assertion_type: undefined },
      { client_assertion: undefined },
      { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
      { client_assertion: undefined, client_assertion_type: undefined, client_secret: 'secret' },
      { client_assertion: [fapi.assertion(), fapi.assertion()] },
    ]) {
      const answer = await fapi.push(fapi.request(), { form });
      expect([400, 401]).toContain(answer.status);
      expect(['invalid_client', 'invalid_request']).toContain(answer.json['error']);
    }
  });
});

const attempt = (headers: Record<string, string>, form = {}) => legacy.introspect('x', { headers, form });

describe('a client secret (RFC 6749 2.3.1)', () => {
  it.each([
    ['a wrong one', () => basic(legacy.clientId, 'wrong')],
    ['an empty one', () => basic(legacy.clientId, '')],
    ['another client’s', () => basic(fapi.clientId, String(legacy.secret))],
    ['an unknown client’s', () => basic('nobody', String(legacy.secret))],
    ['no credentials', () => 'Basic'],
    ['what is no base64', () => 'Basic %%%'],
    ['no colon', () => `Basic ${Buffer.from('nocolon').toString('base64')}`],
    ['another scheme', () => `Bearer ${legacy.secret}`],
  ])('is refused: %s', async (_name, authorization) => {
    const answer = await attempt({ authorization: authorization() });
    expect([400, 401]).toContain(answer.status);
    expect(['invalid_client', 'invalid_request']).toContain(answer.json['error']);
    if (answer.status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Basic /);
  });

  it('cannot be the digest that we keep', async () => {
    const [row] = await test.database.owner().query<{ secret_digest: string }>(digestOf, [legacy.clientId]);
    expectOAuthError(
      await attempt({ authorization: basic(legacy.clientId, row?.secret_digest ?? '') }),
      'invalid_client',
      401,
    );
  });

  it('does not come in the header and in the form (RFC 6749 2.3)', async () => {
    const form = { client_id: legacy.clientId, client_secret: legacy.secret };
    expectOAuthError(await attempt({}, form), 'invalid_request');
  });

  it('may come in the form (RFC 6749 2.3.1)', async () => {
    const posting = await test.legacy(undefined, { token_endpoint_auth_method: 'client_secret_post' });
    const form = { client_id: posting.clientId, client_secret: posting.secret };
    const ask = (headers: Record<string, string>, more = {}) =>
      call(test, {
        method: 'POST',
        path: '/token/introspection',
        headers,
        body: formOf({ token: 'x', ...more }),
      });
    const right = await ask({}, form);
    expect([right.status, right.json]).toEqual([200, { active: false }]);
    expectOAuthError(await ask({}, { ...form, client_secret: 'wrong' }), 'invalid_client', 401);
    const elsewhere = await ask({}, { ...form, client_id: legacy.clientId });
    expectOAuthError(elsewhere, 'invalid_client', 401);
  });

  it('does not authenticate a FAPI 2.0 client by an assertion type of its own making', async () => {
    const answer = await attempt(
      { authorization: '' },
      { client_id: legacy.clientId, client_assertion_type: jwtBearer, client_assertion: fapi.assertion() },
    );
    expect([400, 401]).toContain(answer.status);
  });
});
