import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { authorizeAddress, call, formOf, type OidcClient } from '../support/oidc-client.ts';
import { expectOurErrorPage } from '../support/refusals.ts';
import { send } from '../support/wire.ts';

let test: Conformance;
let fapi: OidcClient;
let legacy: OidcClient;
beforeAll(async () => {
  test = await startConformance();
  [fapi, legacy] = [await test.fapi(), await test.legacy()];
});
afterAll(() => test?.stop());

const endpoints = ['/token', '/request', '/token/introspection', '/token/revocation'];
const port = () => Number(new URL(test.login).port);
const host = () => new URL(test.login).host;

async function expectAlive() {
  expect((await call(test, { method: 'GET', path: '/.well-known/openid-configuration' })).status).toBe(200);
}

describe('a body that nobody honest sends', () => {
  it.each(endpoints)('is refused at %s with a clear answer, and the service goes on', async (path) => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const bodies: readonly (readonly [Record<string, string>, string | Buffer])[] = [
      [form, ''],
      [form, 'x'.repeat(70_000)],
      [form, '%E0%A4%A'],
      [form, '&&&===&&'],
      [form, 'a=b&'.repeat(5_000)],
      [form, 'grant_type[]=a&grant_type[$ne]=b&__proto__[x]=y&constructor=z'],
      [form, Buffer.from([0, 255, 254, 0])],
      [{ 'content-type': 'application/json' }, '{"grant_type":"authorization_code"}'],
      [{ 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
      [{ 'content-type': 'text/xml' }, '<x/>'],
      [{ ...form, 'content-encoding': 'gzip' }, Buffer.from('1f8b08', 'hex')],
      [{ ...form, 'content-type': 'application/x-www-form-urlencoded; charset=utf-7' }, 'a=b'],
    ];
    for (const [headers, body] of bodies) {
      const answer = await send({ port: port(), host: host(), method: 'POST', target: path, headers, body });
      expect([400, 401, 411, 413, 415]).toContain(answer.status);
      expect(answer.body.length).toBeLessThan(20_000);
    }
    await expectAlive();
  });
});

describe('headers and cookies that nobody honest sends', () => {
  it('a thousand cookies are refused as too many headers (RFC 6585 5)', async () => {
    const cookie = Array.from({ length: 1_000 }, (_, n) => `acar_session_${n}=${'x'.repeat(20)}`).join('; ');
    const { parameters } = legacy.request();
    const { pathname, search } = authorizeAddress(test.login, parameters);
    const answer = await call(test, { method: 'GET', path: pathname + search, headers: { cookie } });
    expect([400, 431]).toContain(answer.status);
    await expectAlive();
  });

  it.each([
    ['cookies without names', '=;=;=;;; ;='],
    ['one name many times', Array.from({ length: 200 }, () => 'acar_session=x').join('; ')],
    ['U+0000 encoded', 'acar_session=%00; acar_browser=%00'],
    ['quotes and angle brackets', 'acar_session="<script>"; acar_browser="<script>"; acar_lang=<script>'],
    ['a name of the object prototype', '__proto__=x; constructor=y; toString=z'],
  ])('%s do no harm', async (_name, cookie) => {
    const { parameters } = legacy.request();
    const { pathname, search } = authorizeAddress(test.login, parameters);
    const answer = await call(test, { method: 'GET', path: pathname + search, headers: { cookie } });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toMatch(/^(http:\/\/[^/]+)?\/interaction\//);
  });

  it.each([
    ['an authorization header without end', { authorization: `Basic ${'A'.repeat(12_000)}` }],
    ['two schemes', { authorization: 'Basic x, Bearer y' }],
    ['a DPoP proof without end', { dpop: 'a.b.c'.repeat(2_000) }],
    ['two proofs', { dpop: 'a.b.c, d.e.f' }],
    ['a client certificate that we did not see (RFC 9440 4)', { 'client-cert': ':AAAA:' }],
  ])('%s is refused', async (_name, headers) => {
    const answer = await call(test, { method: 'POST', path: '/token', headers, body: 'grant_type=x' });
    expect([400, 401, 431]).toContain(answer.status);
    await expectAlive();
  });
});

describe('another name than ours in Host or its like (host header injection)', () => {
  it.each(['evil.example', '127.0.0.1', 'login.acar.localhost.evil.example', ''])(
    'is misdirected: %s',
    async (name) => {
      const answer = await send({ port: port(), host: name, target: '/.well-known/openid-configuration' });
      expect([400, 421]).toContain(answer.status);
      expect(answer.body).not.toContain('issuer');
    },
  );

  it('in forwarding headers changes nothing of what we say about ourselves', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '203.0.113.7',
      forwarded: 'host=evil.example;proto=https',
      'x-original-url': '/evil',
      'x-rewrite-url': '/evil',
    };
    const plain = await call(test, { method: 'GET', path: '/.well-known/openid-configuration' });
    const told = await call(test, { method: 'GET', path: '/.well-known/openid-configuration', headers });
    expect(told.json).toEqual(plain.json);
    const { parameters } = legacy.request();
    const { pathname, search } = authorizeAddress(test.login, parameters);
    const asked = await call(test, { method: 'GET', path: pathname + search, headers });
    expect(asked.headers.location).not.toContain('evil');
    expect(JSON.stringify(asked.headers['set-cookie'])).not.toContain('evil');
  });
});

describe('another method than an endpoint has', () => {
  it.each([
    ['/token', 'GET'],
    ['/token', 'PUT'],
    ['/token/introspection', 'GET'],
    ['/token/revocation', 'GET'],
    ['/request', 'GET'],
    ['/jwks', 'POST'],
    ['/.well-known/openid-configuration', 'POST'],
    ['/me', 'DELETE'],
    ['/auth', 'PUT'],
    ['/session/end', 'DELETE'],
    ['/session/end/confirm', 'GET'],
    ['/token', 'TRACE'],
  ])('%s is not there for %s', async (path, method) => {
    const answer = await call(test, { method, path });
    expect([404, 405, 501]).toContain(answer.status);
  });

  it('a method in disguise counts for nothing', async () => {
    const headers = { 'x-http-method-override': 'POST', 'x-method': 'POST' };
    const { parameters } = fapi.request();
    const answer = await call(test, { method: 'GET', path: `/request?${formOf(parameters)}`, headers });
    expect([404, 405]).toContain(answer.status);
  });

  it('credentials in the query of the token endpoint count for nothing (RFC 6749 2.3.1)', async () => {
    const query = formOf({ client_id: legacy.clientId, client_secret: legacy.secret, token: 'x' });
    const answer = await call(test, { method: 'POST', path: `/token/introspection?${query}`, body: '' });
    expect([400, 401]).toContain(answer.status);
  });
});

describe('an error page', () => {
  const markup = '<img src=x onerror=alert(1)>"\'';

  it('never echoes what it was asked with', async () => {
    for (const [name, value] of Object.entries({
      client_id: markup,
      redirect_uri: `https://evil.example/${markup}`,
      request_uri: `urn:ietf:params:oauth:request_uri:${markup}`,
      scope: markup,
      state: markup,
      [markup]: 'x',
    })) {
      const { parameters } = legacy.request({
        [name]: value,
        ...(name === 'scope' || name === 'state' ? { redirect_uri: 'x' } : {}),
      });
      const page = await test.browser().get(authorizeAddress(test.login, parameters));
      expect(page.body).not.toContain('onerror=alert(1)>');
      expect(page.body).not.toContain('evil.example');
      if (name === 'client_id' || name === 'redirect_uri') expectOurErrorPage(page, test.login);
    }
    const odd = await test.browser().get(`${test.login}/interaction/${encodeURIComponent(markup)}`);
    expect(odd.body).not.toContain('onerror=alert(1)>');
  });

  it('never shows a secret: no code, no token, no trace', async () => {
    const tokens = await legacy.tokens(test.browser());
    const { code } = await legacy.authorize(test.browser());
    const pages = [
      await test.browser().get(`${test.login}/session/end?id_token_hint=${tokens.id}x`),
      await test.browser().get(`${test.login}/auth?code=${code}&access_token=${tokens.access}`),
      await test.browser().get(`${test.login}/callback?code=${code}`),
      await test.browser().get(`${test.login}/auth/${code}`),
    ];
    for (const page of pages) {
      expect(page.status).toBeGreaterThanOrEqual(400);
      for (const secret of [tokens.id, tokens.access, code, 'at Object.', '.ts:', 'node_modules'])
        expect(page.body).not.toContain(secret);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });
});
