import { createHash, randomBytes } from 'node:crypto';
import { type BrowserPage, type BrowserSession, textOf } from './browser-session.ts';
import { type ChildProgram, runProgram } from './start-process.ts';
import type { TestService } from './test-service.ts';

/** The real program on the data of a test service that was stopped; it can be killed. */
export async function startKillableService(
  test: TestService,
  changes: Readonly<Record<string, string>> = {},
): Promise<ChildProgram> {
  const program = runProgram('src/main.ts', [], { ...test.environment, ...changes });
  await program.until('Açar answers');
  return program;
}

/** A relying party played by the test itself: legacy profile, client secret and PKCE. */
export interface PlayedClient {
  readonly clientId: string;
  readonly redirectUri: string;
  /** The address that starts a sign-in. */
  authorizeUrl(): string;
  /** Redeems a code, or uses a refresh token. */
  token(values: Readonly<Record<string, string>>): Promise<{ status: number; body: Record<string, unknown> }>;
}

export async function playClient(
  test: TestService,
  browser: BrowserSession,
  more: Readonly<Record<string, unknown>> = {},
): Promise<PlayedClient> {
  const redirectUri = 'http://played.acar.localhost:9/callback';
  const { clientId, secret = '' } = await test.register({
    client_name: 'Sınaq xidməti',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
    acar_profile: 'legacy',
    acar_legacy_until: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
    acar_entitled_claims: ['openid', 'profile'],
    ...more,
  });
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return {
    clientId,
    redirectUri,
    authorizeUrl: () =>
      `${test.login}/auth?${new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid profile',
        state: 'state',
        nonce: 'nonce',
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }).toString()}`,
    async token(values) {
      const body = new URLSearchParams({ redirect_uri: redirectUri, code_verifier: verifier, ...values });
      const credentials = Buffer.from(`${clientId}:${encodeURIComponent(secret)}`).toString('base64');
      const answer = await browser.request(`${test.login}/token`, {
        method: 'POST',
        body,
        headers: { authorization: `Basic ${credentials}`, accept: 'application/json' },
      });
      if (!answer.body.startsWith('{')) throw new Error(`${answer.status}: ${textOf(answer.body)}`);
      return { status: answer.status, body: JSON.parse(answer.body) };
    },
  };
}

/** Sends a form and follows redirects up to the one that leads to `origin`; returns that address without going there. */
export async function submitUpTo(
  browser: BrowserSession,
  page: BrowserPage,
  step: { action: string; values: Readonly<Record<string, string>>; origin: string },
): Promise<URL> {
  const form = page.forms.find((candidate) => candidate.action.includes(step.action));
  if (!form) throw new Error(`no form ${step.action}: ${textOf(page.body)}`);
  let url = new URL(form.action, page.url);
  let body: URLSearchParams | undefined = new URLSearchParams({ ...form.fields, ...step.values });
  for (let hop = 0; hop < 10; hop++) {
    const answer: BrowserPage = await browser.request(
      url,
      body ? { method: 'POST', body, fetchSite: 'same-origin' } : {},
    );
    const location = answer.headers.get('location');
    if (!location) throw new Error(`${url.href} answered ${answer.status}: ${textOf(answer.body)}`);
    url = new URL(location, url);
    if (url.origin === step.origin) return url;
    body = undefined;
  }
  throw new Error(`never came to ${step.origin}`);
}
