import { createHash, randomBytes } from 'node:crypto';
import { type Answer, fieldOf, type Requests } from './browser.ts';

/** A registered legacy client. */
export interface FlowClient {
  readonly clientId: string;
  readonly secret: string;
  readonly redirectUri: string;
}

/** A service's request under way. */
interface Request {
  readonly client: FlowClient;
  readonly verifier: string;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** Who takes part in a flow: a browser with its cookies, and the service's own connection without any. */
export interface Parties {
  readonly browser: Requests;
  readonly service: Requests;
  readonly client: FlowClient;
}

/** Code and password in a fresh browser, up to the answer of userinfo; for a person who agreed to the service before. */
export async function signIn(
  parties: Parties,
  person: { readonly code: string; readonly password: string },
): Promise<Tokens> {
  const { browser } = parties;
  const { request, answer } = await authorize(parties);
  const choices = await open(browser, answer);
  const chosen = await send(browser, choices, 'choose', { method: 'password' });
  const form = await open(browser, chosen);
  return finish(parties, request, await send(browser, form, 'advance', person));
}

/** A further service with an existing session. `isAsked`: whether the continuation screen must have come. */
export async function signOn(parties: Parties, isAsked: boolean): Promise<Tokens> {
  const { browser, client } = parties;
  const { request, answer } = await authorize(parties);
  if (answer.location.startsWith(client.redirectUri) === isAsked) fail('the continuation screen', answer);
  if (!isAsked) return exchange(parties, request, answer);
  const screen = await open(browser, answer);
  return finish(parties, request, await send(browser, screen, 'decide', { decision: 'continue' }));
}

export async function refresh({ service, client }: Parties, token: string): Promise<Tokens> {
  const fields = { grant_type: 'refresh_token', refresh_token: token };
  return tokensOf(await service.post('/token', fields, basic(client)));
}

export async function authorize({ browser, client }: Parties) {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: client.clientId,
    response_type: 'code',
    redirect_uri: client.redirectUri,
    scope: 'openid profile',
    state: verifier.slice(0, 16),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const answer = await browser.get(`/auth?${query.toString()}`);
  return { request: { client, verifier }, answer };
}

interface Page extends Answer {
  readonly at: string;
}

/** Follows the redirect to a login page. */
export async function open(browser: Requests, answer: Answer): Promise<Page> {
  const at = pathOf(answer);
  const page = await browser.get(at);
  if (page.status !== 200) fail(`a page at ${at}`, page);
  return { ...page, at };
}

export function send(
  browser: Requests,
  page: Page,
  step: string,
  fields: Readonly<Record<string, string>>,
): Promise<Answer> {
  return browser.post(`${page.at}/${step}`, { csrf: fieldOf(page.body, 'csrf'), ...fields });
}

/** From the last form of the login pages back to the service. */
async function finish(parties: Parties, request: Request, answer: Answer): Promise<Tokens> {
  return exchange(parties, request, await parties.browser.get(pathOf(answer)));
}

async function exchange(
  { service }: Parties,
  { client, verifier }: Request,
  answer: Answer,
): Promise<Tokens> {
  const code = URL.parse(answer.location)?.searchParams.get('code');
  if (!answer.location.startsWith(client.redirectUri) || !code) return fail('a code', answer);
  const tokens = tokensOf(
    await service.post(
      '/token',
      { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: client.redirectUri },
      basic(client),
    ),
  );
  const person = await service.get('/me', { authorization: `Bearer ${tokens.access_token}` });
  if (person.status !== 200 || !person.body.includes('family_name')) fail('userinfo', person);
  return tokens;
}

function basic({ clientId, secret }: FlowClient) {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
}

function tokensOf(answer: Answer): Tokens {
  if (answer.status !== 200) fail('tokens', answer);
  return JSON.parse(answer.body) as Tokens;
}

function pathOf(answer: Answer): string {
  if (answer.status !== 303) fail('a redirect', answer);
  return answer.location.replace(/^https?:\/\/[^/]*/, '');
}

function fail(wanted: string, { status, location, body }: Answer): never {
  throw new Error(`expected ${wanted}, got ${status} ${location} ${body.slice(0, 500)}`);
}
