import { createLocalJWKSet, jwtVerify } from 'jose';
import type { BrowserPage, BrowserSession } from './browser-session.ts';
import { createBrowserSession } from './browser-session.ts';
import type { TestCard } from './card-service.ts';
import { type Signing, signToken } from './web-eid.ts';

/** What the card page asks of the agent, as an agent reads it. */
export interface AgentRequest {
  readonly agent: string;
  readonly request: string;
  readonly state: string;
  readonly claims: Readonly<Record<string, string | number>>;
}

export async function readAgentRequest(browser: BrowserSession, page: BrowserPage): Promise<AgentRequest> {
  const form = page.forms.find(({ action }) => action.endsWith('/authenticate'));
  if (!form) throw new Error(`no form for the agent on ${page.url.href}: ${page.body}`);
  const { request = '', state = '' } = form.fields;
  const keys = await browser.request(`${page.url.origin}/jwks`);
  const { payload } = await jwtVerify<Record<string, string | number>>(
    request,
    createLocalJWKSet(JSON.parse(keys.body)),
    {
      audience: 'acar-card-agent',
      issuer: page.url.origin,
      typ: 'acar-card-request+jwt',
      algorithms: ['ES256'],
    },
  );
  return { agent: form.action.replace(/\/authenticate$/, ''), request, state, claims: payload };
}

/** The agent's form opens our page: from another site, and without cookies. */
export async function returnFromAgent(
  returnTo: string | number | undefined,
  fields: Readonly<Record<string, string>>,
): Promise<BrowserPage> {
  const elsewhere = createBrowserSession();
  try {
    const body = new URLSearchParams(fields);
    return await elsewhere.request(String(returnTo), { method: 'POST', body, fetchSite: 'cross-site' });
  } finally {
    await elsewhere.close();
  }
}

/** The token of a card for a request, or of one that signs what it should not. */
export function tokenFor(
  card: TestCard,
  { claims }: Pick<AgentRequest, 'claims'>,
  changes: Partial<Signing> = {},
): string {
  const { key, certificate } = card;
  const [origin, nonce] = [String(claims['iss']), String(claims['nonce'])];
  return JSON.stringify(signToken({ key, certificate, origin, nonce, ...changes }));
}

/** On the card page: the agent reads the card, and the browser comes back and goes on. */
export async function presentCard(
  browser: BrowserSession,
  page: BrowserPage,
  card: TestCard,
  changes: Partial<Signing> = {},
): Promise<BrowserPage> {
  const asked = await readAgentRequest(browser, page);
  const token = tokenFor(card, asked, changes);
  const back = await returnFromAgent(asked.claims['return_to'], { state: asked.state, token });
  return browser.submit(back, '/advance');
}

export async function chooseCard(browser: BrowserSession, page: BrowserPage): Promise<BrowserPage> {
  return browser.submit(page, '/choose', { method: 'card' });
}

/** From the first page of a sign-in to the service, agreeing where it is new. */
export async function signInWithCard(
  browser: BrowserSession,
  page: BrowserPage,
  card: TestCard,
): Promise<BrowserPage> {
  const after = await presentCard(browser, await chooseCard(browser, page), card);
  const asks = after.forms.some(({ action }) => action.includes('/decide'));
  return asks ? browser.submit(after, '/decide', { decision: 'continue' }) : after;
}
