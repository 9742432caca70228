import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { troubledDeliveries } from '../../src/identity/logout-delivery/index.ts';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { newKey, registeredJwk } from '../support/jose-objects.ts';
import { call, type OidcClient } from '../support/oidc-client.ts';
import { expectOAuthError } from '../support/refusals.ts';

let test: Conformance;
let guarded: Conformance;
let server: Server;
/** What the key servers of clients answer, and which of them were asked. */
const answers = new Map<string, RequestListener>();
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(req.url ?? '');
    const answer = answers.get(req.url ?? '');
    if (answer) answer(req, res);
    else res.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  test = await startConformance();
  guarded = await startConformance({ environment: { ACAR_ALLOW_PRIVATE_OUTBOUND: 'no' } });
});
afterAll(async () => {
  await test?.stop();
  await guarded?.stop();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

let made = 0;
/** A client that publishes its keys at an address, and the path of that address. */
async function publishing(at = test): Promise<{ client: OidcClient; path: string; keys: () => string }> {
  const path = `/keys-${++made}`;
  const { port } = server.address() as AddressInfo;
  const client = await at.fapi(undefined, {
    jwks: undefined,
    jwks_uri: `http://localhost:${port}${path}`,
  });
  const keys = () => JSON.stringify({ keys: [registeredJwk(client.key)] });
  answers.set(path, (_req, res) => res.setHeader('content-type', 'application/json').end(keys()));
  return { client, path, keys };
}
const asksOf = (path: string) => asked.filter((each) => each === path).length;

describe('keys that a client publishes (RFC 7591 2, jwks_uri)', () => {
  it('authenticate it, and are asked for once for many requests', async () => {
    const { client, path } = await publishing();
    const tokens = await client.tokens(test.browser());
    expect((await client.refresh(tokens.refresh)).status).toBe(200);
    expect(asksOf(path)).toBe(1);
    const stranger = await client.push(client.request(), { assertion: { key: newKey() } });
    expectOAuthError(stranger, 'invalid_client', 401);
  });

  it.each<[string, (keys: string) => RequestListener]>([
    ['are not there', () => (_req, res) => res.writeHead(404).end()],
    ['are elsewhere', () => (_req, res) => res.writeHead(302, { location: '/elsewhere' }).end()],
    ['are an empty answer', () => (_req, res) => res.writeHead(204).end()],
    ['are no JSON', () => (_req, res) => res.end('<html></html>')],
    ['are no set (RFC 7517 5)', () => (_req, res) => res.end('{"keys":{"0":"x"}}')],
    ['are null', () => (_req, res) => res.end('null')],
    ['are an empty set', () => (_req, res) => res.end('{"keys":[]}')],
    ['are endless', (keys) => (_req, res) => res.end(`${' '.repeat(600_000)}${keys}`)],
    [
      'are cut off',
      (keys) => (_req, res) =>
        void res.writeHead(200, { 'content-length': '99999' }).end(keys, () => res.destroy()),
    ],
    ['are a secret (RFC 7518 6.4)', () => (_req, res) => res.end('{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}')],
  ])('let nobody in when they %s', async (_case, make) => {
    const { client, path, keys } = await publishing();
    answers.set(path, make(keys()));
    answers.set('/elsewhere', (_req, res) => res.end(keys()));
    for (const spoil of [{}, { assertion: { header: { alg: 'HS256' }, key: 'secret' } }]) {
      const answer = await client.push(client.request(), spoil);
      expectOAuthError(answer, 'invalid_client', 401);
      expect(answer.body).not.toContain('localhost');
    }
    expect(asksOf('/elsewhere')).toBe(0);
    const alive = await call(test, { method: 'GET', path: '/.well-known/openid-configuration' });
    expect(alive.status).toBe(200);
  });
});

describe('addresses of clients at this machine, without the development switch (SSRF)', () => {
  it('are not asked for keys', async () => {
    const { client, path } = await publishing(guarded);
    expectOAuthError(await client.push(client.request()), 'invalid_client', 401);
    expect(asksOf(path)).toBe(0);
  });

  it('are not told of a sign-out, which an operator can see', async () => {
    const client = await guarded.legacy();
    const browser = guarded.browser();
    await client.authorize(browser);
    await guarded.confirmSignOut(browser, await browser.get(`${guarded.login}/session/end`));
    const trouble = () => troubledDeliveries(guarded.database.owner());
    await expect.poll(trouble).toEqual([
      expect.objectContaining({
        clientId: client.clientId,
        state: 'waiting',
        lastError: expect.stringMatching(/refused|fetch failed/),
      }),
    ]);
    expect(guarded.visits.filter(({ url }) => url.pathname === '/backchannel-logout')).toEqual([]);
  });
});
