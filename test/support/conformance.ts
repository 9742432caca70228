import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserSession, createBrowserSession } from './browser-session.ts';
import { newKey, registeredJwk } from './jose-objects.ts';
import { createOidcClient, type OidcClient } from './oidc-client.ts';
import { startTestService, type TestService, type TestServiceOptions } from './test-service.ts';

/** What the addresses of the relying parties were sent. */
export interface Visit {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

type Changes = Readonly<Record<string, unknown>>;

export interface Conformance extends TestService {
  /** Registers a client of the FAPI 2.0 profile; `name` is its host, so also its sector. */
  fapi(name?: string, changes?: Changes): Promise<OidcClient>;
  /** Registers a client of the legacy profile. */
  legacy(name?: string, changes?: Changes): Promise<OidcClient>;
  /** The origin of a relying party. */
  originOf(name: string): string;
  browser(language?: string): BrowserSession;
  readonly visits: readonly Visit[];
}

const anyName = () => `rp-${randomUUID().slice(0, 8)}`;

/** The whole service, and a loopback server that plays every relying party's own site. */
export async function startConformance(options: TestServiceOptions = {}): Promise<Conformance> {
  const test = await startTestService(options);
  const visits: Visit[] = [];
  const browsers: BrowserSession[] = [];
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const url = new URL(req.url ?? '/', `http://${req.headers.host}`);
      visits.push({ method: req.method ?? '', url, body: Buffer.concat(parts).toString() });
      res.setHeader('content-type', 'text/html');
      res.end('<p>relying party</p>');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const originOf = (name: string) => `http://${name}.localhost:${port}`;
  const register = async (name: string, changes: Changes) => {
    const key = newKey();
    const redirectUri = `${originOf(name)}/callback`;
    const metadata = {
      client_name: `Sınaq ${name}`,
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [`${originOf(name)}/signed-out`],
      backchannel_logout_uri: `${originOf(name)}/backchannel-logout`,
      grant_types: ['authorization_code', 'refresh_token'],
      acar_entitled_claims: ['openid', 'profile'],
      ...(changes['acar_profile'] === 'legacy' ? {} : { jwks: { keys: [registeredJwk(key)] } }),
      ...changes,
    };
    const { clientId, secret } = await test.register(metadata);
    return createOidcClient({ test, clientId, secret, redirectUri, key, scope: 'openid profile' });
  };
  const until = new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  return {
    ...test,
    visits,
    originOf,
    fapi: (name = anyName(), changes = {}) => register(name, changes),
    legacy: (name = anyName(), changes = {}) =>
      register(name, { acar_profile: 'legacy', acar_legacy_until: until, ...changes }),
    browser(language) {
      const browser = createBrowserSession(language);
      browsers.push(browser);
      return browser;
    },
    async stop() {
      await Promise.all(browsers.map((browser) => browser.close()));
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await test.stop();
    },
  };
}
