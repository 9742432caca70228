import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { makeJwt, sha256 } from '../support/jose-objects.ts';
import { type OidcClient, type Tokens, tokensOf } from '../support/oidc-client.ts';
import { expectOAuthError } from '../support/refusals.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';

const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
let test: Conformance;
let other: ServiceProcess;
beforeAll(async () => {
  test = await startConformance({ clock });
  other = await startServiceProcess(test);
});
afterAll(async () => {
  await other?.stop();
  await test?.stop();
});

/** Nothing that came from the code works any more, at either process. */
async function expectDead(client: OidcClient, { access, refresh }: Tokens) {
  for (const port of [undefined, other.port]) {
    const spoil = port === undefined ? {} : { port };
    const me = await client.userinfo(access, spoil);
    expect([me.status, me.json['error']]).toEqual([401, 'invalid_token']);
    expect((await client.introspect(access, spoil)).json).toEqual({ active: false });
    expect((await client.introspect(refresh, spoil)).json).toEqual({ active: false });
    expectOAuthError(await client.refresh(refresh, spoil), 'invalid_grant');
  }
}

describe.each([
  ['FAPI 2.0', () => test.fapi()],
  ['legacy', () => test.legacy()],
])('an authorisation code of a %s client', (_name, register) => {
  let client: OidcClient;
  beforeAll(async () => {
    client = await register();
  });

  it('is worth tokens that nobody may keep on the way (RFC 6749 5.1)', async () => {
    const answer = await client.redeem(await client.authorize(test.browser()));
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(answer.json).toMatchObject({ token_type: client.isFapi ? 'DPoP' : 'Bearer', expires_in: 600 });
    const tokens = tokensOf(answer);
    expect((await client.userinfo(tokens.access)).json).toMatchObject({ given_name: test.person.givenName });
    expect((await client.refresh(tokens.refresh)).status).toBe(200);
  });

  it('is refused the second time, and its tokens die (RFC 6749 4.1.2, RFC 9700 4.5)', async () => {
    const callback = await client.authorize(test.browser());
    const tokens = tokensOf(await client.redeem(callback));
    expect((await client.userinfo(tokens.access)).status).toBe(200);
    expectOAuthError(await client.redeem(callback), 'invalid_grant');
    await expectDead(client, tokens);
  });

  it('is worth tokens once when two processes redeem it at the same moment, and those die', async () => {
    const callback = await client.authorize(test.browser());
    const answers = await Promise.all(
      [{}, { port: other.port }, {}, { port: other.port }].map((spoil) => client.redeem(callback, spoil)),
    );
    const won = answers.filter((answer) => answer.status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const lost of answers.filter((answer) => answer.status !== 200))
      expectOAuthError(lost, 'invalid_grant');
    for (const answer of won) await expectDead(client, tokensOf(answer));
  });

  it('is worth nothing to another client, and still something to its own (RFC 6749 4.1.3)', async () => {
    const [thief, callback] = [await register(), await client.authorize(test.browser())];
    const form = { redirect_uri: client.redirectUri };
    expectOAuthError(await thief.redeem(callback, { form }), 'invalid_grant');
    expectOAuthError(await thief.redeem(callback), 'invalid_grant');
    expect((await client.redeem(callback)).status).toBe(200);
  });

  it('is worth nothing after a minute (RFC 6749 4.1.2)', async () => {
    const callback = await client.authorize(test.browser());
    clock.ahead += 61_000;
    expectOAuthError(await client.redeem(callback), 'invalid_grant');
    clock.ahead = 0;
  });

  it.each([
    ['another verifier', 'x'.repeat(43), 'invalid_grant'],
    ['no verifier', undefined, 'invalid_grant'],
    ['a verifier that is too short (RFC 7636 4.1)', 'x', 'invalid_request'],
    ['a verifier that is too long (RFC 7636 4.1)', 'x'.repeat(129), 'invalid_request'],
    ['a verifier in odd letters', `${'x'.repeat(43)}!`, 'invalid_request'],
  ])('is refused with %s (RFC 7636 4.6)', async (_case, code_verifier, error) => {
    const callback = await client.authorize(test.browser());
    expectOAuthError(await client.redeem(callback, { form: { code_verifier } }), error);
  });

  it('is refused with the challenge in place of the verifier: plain is no method of ours (RFC 9700 2.1.1)', async () => {
    const callback = await client.authorize(test.browser());
    const form = { code_verifier: sha256(callback.request.verifier) };
    expectOAuthError(await client.redeem(callback, { form }), 'invalid_grant');
  });

  it.each([
    ['invented', 'invented'],
    ['empty', ''],
    ['with U+0000', 'a\0b'],
    ['endless', 'x'.repeat(20_000)],
    ['a JWT', makeJwt({ header: { alg: 'none' }, claims: {} })],
    ['with a quote', "' or 1=1 --"],
  ])('cannot be %s', async (_case, code) => {
    const callback = await client.authorize(test.browser());
    const answer = await client.redeem({ ...callback, code });
    expect(answer.status).toBe(400);
    expect(['invalid_grant', 'invalid_request']).toContain(answer.json['error']);
  });

  it('of another browser’s request does not go with this one’s verifier (RFC 9700 4.5.3)', async () => {
    const [mine, stolen] = [await client.authorize(test.browser()), await client.authorize(test.browser())];
    expectOAuthError(await client.redeem({ code: stolen.code, request: mine.request }), 'invalid_grant');
  });

  it('may not come twice in one form, nor with another grant type (RFC 6749 3.2)', async () => {
    const callback = await client.authorize(test.browser());
    const doubled = await client.redeem(callback, { form: { code: [callback.code, callback.code] } });
    expectOAuthError(doubled, 'invalid_request');
    for (const grant_type of [
      'password',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ]) {
      expectOAuthError(await client.redeem(callback, { form: { grant_type } }), 'unsupported_grant_type');
    }
  });

  it('is no access token and no refresh token', async () => {
    const { code } = await client.authorize(test.browser());
    expect((await client.userinfo(code)).status).toBe(401);
    expectOAuthError(await client.refresh(code), 'invalid_grant');
    expect((await client.introspect(code)).json).toEqual({ active: false });
  });
});
