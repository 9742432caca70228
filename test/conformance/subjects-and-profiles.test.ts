import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../src/db/index.ts';
import { textOf } from '../support/browser-session.ts';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { decodeJwt } from '../support/jose-objects.ts';
import { authorizeAddress, call, type OidcClient, tokensOf } from '../support/oidc-client.ts';
import { expectOAuthError, expectOurErrorPage } from '../support/refusals.ts';

const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
const day = 24 * 3600_000;
let test: Conformance;
beforeAll(async () => {
  test = await startConformance({ clock });
});
afterAll(() => test?.stop());

const subject = async (client: OidcClient) => {
  const tokens = await client.tokens(test.browser(), { scope: 'openid' });
  const [fromId, me, described] = [
    decodeJwt(tokens.id).claims['sub'],
    (await client.userinfo(tokens.access)).json['sub'],
    (await client.introspect(tokens.access)).json['sub'],
  ];
  expect([me, described]).toEqual([fromId, fromId]);
  return fromId;
};

describe('the subject (OIDC Core 8.1)', () => {
  it('is the same for all clients of a sector, at every sign-in, and unrelated in another sector', async () => {
    const [one, two, three] = [await test.fapi('vergi'), await test.legacy('vergi'), await test.fapi('fond')];
    const [first, again, sibling, stranger] = [
      await subject(one),
      await subject(one),
      await subject(two),
      await subject(three),
    ];
    expect([again, sibling]).toEqual([first, first]);
    expect(stranger).not.toBe(first);
    expect(first).not.toBe(test.person.accountId);
  });
});

describe('what is told of a person', () => {
  it('is only what the client is entitled to and asked for (OIDC Core 5.4)', async () => {
    const entitled = ['openid', 'personal_code'];
    const client = await test.fapi(undefined, { acar_entitled_claims: entitled });
    const { access } = await client.tokens(test.browser(), { scope: 'openid personal_code' });
    expect(Object.keys((await client.userinfo(access)).json).sort()).toEqual(['personal_code', 'sub']);
    expectOAuthError(await client.push(client.request({ scope: 'openid profile' })), 'invalid_scope');
  });
});

describe('a token for a resource (RFC 8707, RFC 9068)', () => {
  const resource = 'https://api.example.az/';
  it('is a JWT that the resource verifies by itself', async () => {
    const client = await test.fapi(undefined, { acar_resources: [{ resource, scope: 'read write' }] });
    const callback = await client.authorize(
      test.browser(),
      client.request({ scope: 'openid read', resource }),
    );
    const tokens = tokensOf(await client.redeem(callback, { form: { resource } }));
    const jwks = await call(test, { method: 'GET', path: '/jwks' });
    const { payload, protectedHeader } = await jwtVerify(
      tokens.access,
      createLocalJWKSet(jwks.json as never),
      {
        issuer: test.login,
        audience: resource,
        typ: 'at+jwt',
      },
    );
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({
      client_id: client.clientId,
      scope: 'read',
      sub: decodeJwt(tokens.id).claims['sub'],
    });
    expect(payload.jti).toBeTypeOf('string');
    expect(payload['cnf']).toMatchObject({ jkt: expect.any(String) });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(600);
    expect((await client.userinfo(tokens.access)).status).toBe(401);
  });

  it('is not given for another resource, nor with scopes beyond the operator’s word', async () => {
    const client = await test.fapi(undefined, { acar_resources: [{ resource, scope: 'read' }] });
    for (const other of ['https://api.example.az', 'https://evil.example/', 'nonsense', `${resource}#x`]) {
      const answer = await client.push(client.request({ resource: other, scope: 'openid read' }));
      expectOAuthError(answer, 'invalid_target');
    }
    const asked = client.request({ resource, scope: 'openid read write' });
    const pushed = await client.push(asked);
    if (pushed.status === 201) {
      const browser = test.browser();
      const answer = await client.redeem(await client.authorize(browser, asked), { form: { resource } });
      expect(decodeJwt(tokensOf(answer).access).claims['scope']).toBe('read');
    } else expectOAuthError(pushed, 'invalid_scope');
    const callback = await client.authorize(
      test.browser(),
      client.request({ resource, scope: 'openid read' }),
    );
    const elsewhere = await client.redeem(callback, { form: { resource: 'https://evil.example/' } });
    expectOAuthError(elsewhere, 'invalid_target');
  });
});

describe('the profile of a client', () => {
  it('is FAPI 2.0 unless the operator says otherwise: no secret, pushed requests, bound tokens', async () => {
    const client = await test.fapi();
    expect(client.secret).toBeUndefined();
    const { parameters } = client.request();
    const page = await test.browser().get(authorizeAddress(test.login, parameters));
    expect(page.url.searchParams.get('error')).toBe('invalid_request');
    const callback = await client.authorize(test.browser());
    const unbound = await client.redeem(callback, { proof: 'absent' });
    expect(unbound.status).toBe(400);
  });

  it('legacy ends on its day: from then on the client is unknown', async () => {
    const until = new Date(Date.now() + day).toISOString().slice(0, 10);
    const client = await test.legacy(undefined, { acar_legacy_until: until });
    const browser = test.browser();
    const tokens = await client.tokens(browser);
    clock.ahead = 3 * day;
    const refreshed = await client.refresh(tokens.refresh);
    const page = await test.browser().get(authorizeAddress(test.login, client.request().parameters));
    const described = await client.introspect(tokens.access);
    const me = await client.userinfo(tokens.access);
    clock.ahead = 0;
    expectOAuthError(refreshed, 'invalid_client', 401);
    expectOurErrorPage(page, test.login, 'invalid_client');
    expectOAuthError(described, 'invalid_client', 401);
    expect(me.status).toBe(401);
  });
});

describe('a blocked account', () => {
  const block = statement('test.block_account', 'update account set is_active = false where id = $1');

  it('neither signs in nor refreshes nor is shown, and the answer does not say why', async () => {
    const person = await test.addPerson();
    const client = await test.fapi();
    const browser = test.browser();
    const tokens = await client.tokens(browser, {}, person);
    await test.database.owner().query(block, [person.accountId]);

    // A process remembers a person for two seconds.
    await expect.poll(async () => (await client.userinfo(tokens.access)).status).toBe(401);
    expectOAuthError(await client.refresh(tokens.refresh), 'invalid_grant');
    const quiet = await client.begin(browser, client.request({ prompt: 'none' }));
    expect(quiet.url.searchParams.get('error')).toBe('login_required');
    const callback = await client.begin(browser);
    expect(callback.url.searchParams.get('code')).toBeNull();

    const refusedAs = async (code: string) => {
      const other = test.browser();
      const proof = await other.submit(await client.begin(other), '/choose', { method: 'password' });
      const page = await other.submit(proof, '/advance', { code, password: person.password });
      expect(page.url.origin).toBe(test.login);
      return textOf(page.body)
        .replaceAll(/\d+|rp-\S+/g, '')
        .slice(0, 400);
    };
    // The other person lives, and the password is wrong.
    expect(await refusedAs(person.code)).toBe(await refusedAs(test.person.code));
  });
});
