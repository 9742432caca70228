import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { call, type OidcClient, type Tokens, tokensOf } from '../support/oidc-client.ts';
import { expectOAuthError } from '../support/refusals.ts';

const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
let test: Conformance;
beforeAll(async () => {
  test = await startConformance({ clock });
});
afterAll(() => test?.stop());

describe.each([
  ['FAPI 2.0', () => test.fapi()],
  ['legacy', () => test.legacy()],
])('tokens of a %s client', (_name, register) => {
  let [client, stranger]: OidcClient[] = [];
  let tokens: Tokens;
  const own = () => client as OidcClient;
  const foreign = () => stranger as OidcClient;
  beforeAll(async () => {
    [client, stranger] = [await register(), await register()];
  });
  beforeEach(async () => {
    tokens = await own().tokens(test.browser());
  });

  it('are described to their own client (RFC 7662 2.2)', async () => {
    const { json } = await own().introspect(tokens.access);
    expect(json).toMatchObject({
      active: true,
      client_id: own().clientId,
      iss: test.login,
      scope: 'openid profile',
    });
    expect(json['sub']).not.toBe(test.person.accountId);
  });

  it('are not described to another client (RFC 7662 2.2, 4)', async () => {
    for (const token of [tokens.access, tokens.refresh, tokens.id, 'invented']) {
      for (const token_type_hint of [undefined, 'access_token', 'refresh_token', 'nonsense']) {
        const answer = await foreign().introspect(token, { form: { token_type_hint } });
        if (answer.status === 200) expect(answer.json).toEqual({ active: false });
        else expect(answer.status).toBe(400);
      }
    }
  });

  it('are not described to nobody (RFC 7662 2.1)', async () => {
    const anonymous = { method: 'POST', path: '/token/introspection', body: `token=${tokens.access}` };
    const answer = await call(test, anonymous);
    expect([400, 401]).toContain(answer.status);
    const asBearer = { ...anonymous, headers: { authorization: `Bearer ${tokens.access}` } };
    expect([400, 401]).toContain((await call(test, asBearer)).status);
  });

  it('are not revoked by another client (RFC 7009 2.1)', async () => {
    await foreign().revoke(tokens.refresh);
    await foreign().revoke(tokens.access);
    expect((await own().userinfo(tokens.access)).status).toBe(200);
    expect((await own().refresh(tokens.refresh)).status).toBe(200);
  });

  it('are not revoked by nobody', async () => {
    const answer = await call(test, {
      method: 'POST',
      path: '/token/revocation',
      body: `token=${tokens.refresh}`,
    });
    expect([400, 401]).toContain(answer.status);
    expect((await own().refresh(tokens.refresh)).status).toBe(200);
  });

  it('die together when their client revokes the refresh token (RFC 7009 2.1)', async () => {
    expect((await own().revoke(tokens.refresh)).status).toBe(200);
    expect((await own().userinfo(tokens.access)).status).toBe(401);
    expectOAuthError(await own().refresh(tokens.refresh), 'invalid_grant');
  });

  it('make revoking no oracle: an unknown token is as good as a known one (RFC 7009 2.2)', async () => {
    for (const token of ['invented', 'a\0b', 'x'.repeat(9_000)]) {
      const answer = await own().revoke(token);
      expect([answer.status, answer.body]).toEqual([200, '']);
      expect((await own().introspect(token)).json).toEqual({ active: false });
    }
  });

  it('show the person only with an access token that lives (OIDC Core 5.3.3)', async () => {
    for (const token of [tokens.id, tokens.refresh, 'invented', '']) {
      const answer = await own().userinfo(token);
      expect([400, 401]).toContain(answer.status);
      expect(answer.headers['www-authenticate']).toMatch(/^(DPoP|Bearer) /);
      expect(answer.body).not.toContain(test.person.givenName);
    }
    clock.ahead += 601_000;
    const late = await own().userinfo(tokens.access);
    clock.ahead = 0;
    expect([late.status, late.json['error']]).toEqual([401, 'invalid_token']);
  });

  it('are not taken from the query (RFC 6750 2.3, FAPI 2.0 5.3.4)', async () => {
    const path = `/me?access_token=${encodeURIComponent(tokens.access)}`;
    const answer = await call(test, { method: 'GET', path });
    expect([400, 401]).toContain(answer.status);
    expect(answer.body).not.toContain(test.person.givenName);
  });

  it('of another client do not open the person to this one’s proof', async () => {
    const other = await foreign().tokens(test.browser());
    const answer = await own().userinfo(other.access);
    // A bearer token of a legacy client is whoever holds it; a bound one is not.
    expect(answer.status).toBe(own().isFapi ? 401 : 200);
  });

  it('hold nothing that was not asked for', async () => {
    const answer = await own().redeem(
      await own().authorize(test.browser(), own().request({ scope: 'openid' })),
    );
    const me = await own().userinfo(tokensOf(answer).access);
    expect(Object.keys(me.json).sort()).toEqual(['sub']);
  });
});
