import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { decodeJwt, newKey, sha256, type TestKey } from '../support/jose-objects.ts';
import {
  call,
  type Callback,
  type OidcClient,
  type Spoiled,
  type Tokens,
  tokensOf,
} from '../support/oidc-client.ts';
import { expectOAuthError } from '../support/refusals.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';

let test: Conformance;
let client: OidcClient;
let other: ServiceProcess;
let callback: Callback;
let tokens: Tokens;
beforeAll(async () => {
  test = await startConformance();
  client = await test.fapi();
  other = await startServiceProcess(test);
  callback = await client.authorize(test.browser());
  tokens = tokensOf(await client.redeem(await client.authorize(test.browser())));
});
afterAll(async () => {
  await other?.stop();
  await test?.stop();
});

const now = () => Math.floor(Date.now() / 1000);
const spki = () => client.dpop.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privateJwk = () => client.dpop.privateKey.export({ format: 'jwk' });

const spoiled: readonly (readonly [string, () => Spoiled | string])[] = [
  ['is no JWT', () => 'nonsense'],
  ['has no signature', () => ({ header: { alg: 'none' }, key: 'none' })],
  ['has its signature left out', () => ({ key: 'none' })],
  ['is signed by HMAC with the public key', () => ({ header: { alg: 'HS256' }, key: spki() })],
  ['is signed by another key than the one it shows', () => ({ header: { jwk: newKey().publicJwk } })],
  ['is signed with RSA under RS256', () => ({ header: { alg: 'RS256' }, key: newKey('rsa') })],
  ['shows the private key (RFC 9449 4.3 (7))', () => ({ header: { jwk: privateJwk() } })],
  [
    'shows a symmetric key',
    () => ({ header: { jwk: { kty: 'oct', k: 'c2VjcmV0' }, alg: 'HS256' }, key: 'secret' }),
  ],
  ['shows no key', () => ({ header: { jwk: undefined } })],
  ['has another type (RFC 9449 4.3 (4))', () => ({ header: { typ: 'JWT' } })],
  ['has no type', () => ({ header: { typ: undefined } })],
  ['is for another method (RFC 9449 4.3 (8))', () => ({ claims: { htm: 'PUT' } })],
  ['is for no method', () => ({ claims: { htm: undefined } })],
  ['is for another address (RFC 9449 4.3 (9))', () => ({ claims: { htu: `${test.login}/request` } })],
  ['is for another host', () => ({ claims: { htu: 'https://evil.example/token' } })],
  ['is for no address', () => ({ claims: { htu: undefined } })],
  ['is old', () => ({ claims: { iat: now() - 3600 } })],
  ['is from the future', () => ({ claims: { iat: now() + 3600 } })],
  ['has no time', () => ({ claims: { iat: undefined } })],
  ['has no identifier', () => ({ claims: { jti: undefined } })],
  ['has a nonce that we did not give', () => ({ claims: { nonce: 'invented' } })],
  ['has a nonce that is no text', () => ({ claims: { nonce: 1 } })],
];
const codes = ['invalid_dpop_proof', 'use_dpop_nonce', 'invalid_request', 'invalid_grant'];

describe('a DPoP proof (RFC 9449 4.3)', () => {
  it.each(spoiled)('for the token endpoint is refused when it %s', async (_name, make) => {
    const answer = await client.redeem(callback, { proof: make() });
    expect(answer.status).toBe(400);
    expect(codes).toContain(answer.json['error']);
    if (answer.json['error'] === 'use_dpop_nonce')
      expect(answer.headers['dpop-nonce']).toMatch(/^[\w-]{43}$/);
  });

  it.each(spoiled)('for the userinfo endpoint is refused when it %s', async (_name, make) => {
    const answer = await client.userinfo(tokens.access, { proof: make() });
    expect([400, 401]).toContain(answer.status);
    expect(answer.headers['www-authenticate']).toMatch(/^DPoP /);
    expect(answer.body).not.toContain(test.person.givenName);
  });

  it('is asked for at the token endpoint (RFC 9449 5), and the code is not spent by its absence', async () => {
    const fresh = await client.authorize(test.browser());
    const answer = await client.redeem(fresh, { proof: 'absent' });
    expect([answer.status, codes.includes(String(answer.json['error']))]).toEqual([400, true]);
    expect((await client.redeem(fresh)).status).toBe(200);
  });

  it('with our nonce is taken (RFC 9449 8)', async () => {
    const asked = await client.redeem(callback, { proof: { claims: { iat: now() - 3600 } } });
    const nonce = String(asked.headers['dpop-nonce']);
    const answer = await client.userinfo(tokens.access, { proof: { claims: { nonce } } });
    expect(answer.status).toBe(200);
    const elsewhere = await client.userinfo(tokens.access, {
      proof: { claims: { nonce } },
      port: other.port,
    });
    expect(elsewhere.status).toBe(200);
  });

  it('is refused the second time, also at another process (RFC 9449 11.1)', async () => {
    const proof = client.proof('GET', '/me', { claims: { ath: sha256(tokens.access) } });
    expect((await client.userinfo(tokens.access, { proof })).status).toBe(200);
    expect((await client.userinfo(tokens.access, { proof })).status).toBe(401);
    expect((await client.userinfo(tokens.access, { proof, port: other.port })).status).toBe(401);
  });

  it('is taken by one of two processes that get it at the same moment', async () => {
    const proof = client.proof('GET', '/me', { claims: { ath: sha256(tokens.access) } });
    const answers = await Promise.all(
      [{}, { port: other.port }, {}, { port: other.port }].map((spoil) =>
        client.userinfo(tokens.access, { ...spoil, proof }),
      ),
    );
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401]);
  });
});

describe('a token that is bound to a key (RFC 9449 6)', () => {
  it('says to which', async () => {
    const { json } = await client.introspect(tokens.access);
    expect(json).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: expect.any(String) } });
  });

  it.each([
    ['with another key', { proof: { key: newKey() } }],
    ['with a proof for another token (RFC 9449 4.3 (12))', { proof: { claims: { ath: sha256('other') } } }],
    ['with a proof for no token', { proof: { claims: { ath: undefined } } }],
    ['without a proof', { proof: 'absent' as const }],
  ])('is worth nothing %s', async (_name, spoil) => {
    const answer = await client.userinfo(tokens.access, spoil);
    expect([400, 401]).toContain(answer.status);
    expect(answer.body).not.toContain(test.person.givenName);
  });

  it('is worth nothing as a bearer token (RFC 9449 7.1)', async () => {
    for (const proof of ['absent', {}] as const) {
      const answer = await client.userinfo(tokens.access, {
        proof,
        headers: { authorization: `Bearer ${tokens.access}` },
      });
      expect([400, 401]).toContain(answer.status);
      expect(answer.body).not.toContain(test.person.givenName);
    }
  });

  it('is not taken from the form or the address, whatever the proof (FAPI 2.0 5.3.4, RFC 9449 7.1)', async () => {
    const given = `access_token=${encodeURIComponent(tokens.access)}`;
    const proof = (method: string) => ({
      dpop: client.proof(method, '/me', { claims: { ath: sha256(tokens.access) } }),
    });
    for (const [method, path, body] of [
      ['GET', `/me?${given}`, undefined],
      ['POST', '/me', given],
      ['POST', `/me?${given}`, given],
    ] as const) {
      for (const headers of [{}, proof(method)]) {
        const answer = await call(test, { method, path, headers, body });
        expect([400, 401]).toContain(answer.status);
        expect(answer.body).not.toContain(test.person.givenName);
      }
    }
    const headers = { authorization: `DPoP ${tokens.access}`, ...proof('POST') };
    expect((await call(test, { method: 'POST', path: '/me', headers })).status).toBe(200);
  });

  it('is not refreshed without a proof, or with a broken one (RFC 9449 5)', async () => {
    const mine = await client.tokens(test.browser());
    const jwk = client.dpop.publicJwk;
    expectOAuthError(await client.refresh(mine.refresh, { proof: 'absent' }), 'invalid_grant');
    const broken = [
      // Another key signed than the proof shows.
      { key: newKey(), header: { jwk } },
      { claims: { htu: `${test.login}/me` } },
      { claims: { jti: undefined } },
    ];
    for (const proof of broken)
      expectOAuthError(await client.refresh(mine.refresh, { proof }), 'invalid_dpop_proof');
    expect((await client.refresh(mine.refresh)).status).toBe(200);
  });

  it('is refreshed by its client with a new key, and is worth nothing with the old one any more (RFC 9449 5)', async () => {
    // The client proves itself with its own key; that is what binds the refresh token of a confidential client.
    const mine = await client.tokens(test.browser());
    const next = newKey();
    const answer = await client.refresh(mine.refresh, { proof: { key: next } });
    expect(answer.status).toBe(200);
    const { access } = tokensOf(answer);
    const { json } = await client.introspect(access);
    expect(json['cnf']).toEqual({ jkt: thumbprintOf(next) });
    expect((await client.userinfo(access, { proof: { key: next } })).status).toBe(200);
    expect((await client.userinfo(access)).status).toBe(401);
    const thief = await client.refresh(tokensOf(answer).refresh, {
      proof: { key: next },
      assertion: { key: next },
    });
    expectOAuthError(thief, 'invalid_client', 401);
  });
});

/** RFC 7638 3. */
function thumbprintOf({ publicJwk: { crv, kty, x, y } }: TestKey): string {
  return sha256(JSON.stringify({ crv, kty, x, y }));
}

describe('a code that is bound to a key (RFC 9449 10)', () => {
  it('is worth nothing with another key', async () => {
    const request = client.request({ dpop_jkt: thumbprintOf(client.dpop) });
    const bound = await client.authorize(test.browser(), request);
    const stolen = await client.redeem(bound, { proof: { key: newKey() } });
    expect([stolen.status, stolen.json['error']]).toEqual([400, 'invalid_grant']);
  });

  it('must be asked for with the key that signs the proof, if there is one', async () => {
    const request = client.request({ dpop_jkt: sha256('another key') });
    const proof = client.proof('POST', '/request');
    const answer = await client.push(request, { headers: { dpop: proof } });
    expect(answer.status).toBe(400);
  });
});

it('an ID token is no access token (RFC 9068 4, OIDC Core 5.3)', async () => {
  expect(decodeJwt(tokens.id).claims['aud']).toBe(client.clientId);
  expect((await client.userinfo(tokens.id)).status).toBe(401);
});
