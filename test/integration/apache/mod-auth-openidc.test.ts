import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Apache, describeWithApache, startApache } from '../../support/apache.ts';
import {
  type BrowserPage,
  type BrowserSession,
  createBrowserSession,
} from '../../support/browser-session.ts';
import { freePort } from '../../support/free-port.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';

/** What reached the application behind Apache. */
function headersOf({ body }: BrowserPage): Record<string, string> {
  const { headers } = JSON.parse(body) as { headers: Record<string, string> };
  return headers;
}

/** A relying party that nobody here wrote, of the legacy profile. It finds everything in our discovery document. */
describeWithApache('Apache with mod_auth_openidc as a relying party', () => {
  let test: TestService;
  let apache: Apache;
  let application: Server;
  let origin: string;
  let browser: BrowserSession;

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://apache.acar.localhost:${port}`;
    // The application behind Apache: answers with the headers that it got.
    application = createServer((req, res) => {
      res.setHeader('content-type', 'text/html');
      res.end(JSON.stringify({ path: req.url, headers: req.headers }));
    });
    await new Promise<void>((done) => application.listen(0, '127.0.0.1', done));
    const applicationPort = (application.address() as AddressInfo).port;
    test = await startTestService();
    const day = 24 * 3600_000;
    const { clientId, secret } = await test.register({
      client_name: 'Apache',
      acar_profile: 'legacy',
      acar_legacy_until: new Date(Date.now() + 30 * day).toISOString().slice(0, 10),
      acar_entitled_claims: ['openid', 'profile'],
      redirect_uris: [`${origin}/oidc/callback`],
      post_logout_redirect_uris: [`${origin}/open/signed-out`],
      backchannel_logout_uri: `${origin}/oidc/callback?logout=backchannel`,
    });
    apache = await startApache(
      port,
      `
      <VirtualHost 127.0.0.1:${port}>
        ServerName apache.acar.localhost
        UseCanonicalName Off
        # The test's browser cannot say that it navigates; with any other word the module would answer 401.
        RequestHeader unset Sec-Fetch-Mode early
        OIDCProviderMetadataURL ${test.login}/.well-known/openid-configuration
        OIDCProviderTokenEndpointAuth client_secret_basic
        OIDCClientID ${clientId}
        OIDCClientSecret ${secret}
        OIDCRedirectURI ${origin}/oidc/callback
        OIDCCryptoPassphrase a-passphrase-of-this-test-only
        OIDCScope "openid profile"
        OIDCPKCEMethod S256
        OIDCResponseType code
        OIDCSessionType server-cache
        OIDCCacheType shm
        OIDCRemoteUserClaim sub
        OIDCPassClaimsAs headers
        OIDCStateMaxNumberOfCookies 5 true
        ProxyPass /oidc/ !
        ProxyPass / http://127.0.0.1:${applicationPort}/
        <Location />
          AuthType openid-connect
          Require valid-user
        </Location>
        <Location /open/>
          AuthType None
          Require all granted
        </Location>
      </VirtualHost>`,
    );
  });
  afterAll(async () => {
    await apache?.stop();
    await test?.stop();
    application?.close();
    application?.closeAllConnections();
  });
  beforeEach(() => {
    browser = createBrowserSession();
    return () => browser.close();
  });

  const signIn = async () => test.signIn(browser, await browser.get(`${origin}/secret?page=1`));

  it('signs a person in and passes on who it is, and how they signed in', async () => {
    const asked = await browser.get(`${origin}/secret?page=1`);
    expect(asked.url.origin).toBe(test.login);
    const request = new URL(asked.visited.find((url) => url.startsWith(`${test.login}/auth?`)) ?? '')
      .searchParams;
    expect(request.get('code_challenge_method')).toBe('S256');
    const page = await test.signIn(browser, asked);
    expect(page.url.href).toBe(`${origin}/secret?page=1`);
    const headers = headersOf(page);
    expect(decodeURIComponent(escape(headers['oidc_claim_given_name'] ?? ''))).toBe(test.person.givenName);
    expect(headers['oidc_claim_sub']).toMatch(/^[\w-]{43}$/);
    expect(headers).toMatchObject({
      oidc_claim_iss: test.login,
      oidc_claim_acr: 'low',
      oidc_claim_sid: expect.any(String),
      oidc_claim_auth_time: expect.stringMatching(/^\d+$/),
    });
    expect(headers).not.toHaveProperty('oidc_claim_personal_code');
  });

  it('signs out at the identity provider and comes back', async () => {
    await signIn();
    const after = encodeURIComponent(`${origin}/open/signed-out`);
    const ask = await browser.get(`${origin}/oidc/callback?logout=${after}`);
    expect(ask.url.origin).toBe(test.login);
    const done = await test.confirmSignOut(browser, ask);
    expect(done.url.origin + done.url.pathname).toBe(`${origin}/open/signed-out`);
    const again = await browser.get(`${origin}/secret`);
    expect(again.url.origin).toBe(test.login);
    expect(again.forms.some((form) => form.action.includes('/choose'))).toBe(true);
  });

  it('hears of a sign-out elsewhere and ends its own session (OIDC Back-Channel Logout 1.0)', async () => {
    await signIn();
    expect((await browser.get(`${origin}/secret`)).url.href).toBe(`${origin}/secret`);
    await test.confirmSignOut(browser, await browser.get(`${test.login}/session/end`));
    await expect.poll(async () => (await browser.get(`${origin}/secret`)).url.origin).toBe(test.login);
  });
});
