import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  createBrowserBinding,
  createOutboundFetch,
  createSite,
  document,
  form,
  type Handler,
  html,
  page,
  type RunningServer,
  route,
  startServer,
  submit,
} from '../../../src/http/index.ts';
import {
  createSiteSession,
  siteRegistration,
  siteSessionRoutes,
  sweepSiteSessions,
} from '../../../src/site-session/index.ts';
import { carryOutLogout, findStoredSession, removeSession } from '../../../src/site-session/store.ts';
import {
  type BrowserPage,
  type BrowserSession,
  createBrowserSession,
  textOf,
} from '../../support/browser-session.ts';
import { freePort } from '../../support/free-port.ts';
import { startPlainProvider } from '../../support/plain-provider.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { demoPerson, type TestProvider } from '../../support/test-provider.ts';

const minute = 60 * 1000;
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
const outbound = createOutboundFetch({ allowPrivate: true });
const failures: string[] = [];
const sent: string[] = [];

let test: TestDatabase;
let provider: TestProvider;
let server: RunningServer;
let origin: string;
let clientId: string;
let browser: BrowserSession;

function onFailure(problem: string, detail: string): void {
  failures.push(`${problem} ${detail}`);
}

/** One web process of the portal: its routes, and a page that tells who is signed in. */
function portalNode(db: Database, privateKey: object, secret: Buffer): Handler {
  const portalSession = createSiteSession({
    db,
    clock,
    randomBytes,
    origin,
    issuer: provider.issuer,
    clientId,
    privateKey: { ...privateKey },
    fetch: outbound,
    allowsHttp: true,
  });
  const who = route({
    id: 'test.who',
    method: 'GET',
    path: '/who',
    summary: 'Who is signed in',
    audience: 'page',
    responses: { 200: 'The page.' },
    handle: async (request) => {
      const person = JSON.stringify((await portalSession.session(request)) ?? null);
      await portalSession.session(request);
      const { action, formTargets } = portalSession.signOut;
      const main = html`<pre>${person}</pre>${form(request, action, submit('out'))}`;
      return page(document(request, { site: 'test', title: 'who', main }), { formTargets });
    },
  });
  return createSite({
    origin,
    routes: [...siteSessionRoutes({ site: 'portal', session: portalSession, onFailure }), who],
    binding: createBrowserBinding(secret),
    errorPage: (request, status) => document(request, { site: 'test', title: String(status), main: '' }),
    explain: () => undefined,
  });
}

beforeAll(async () => {
  test = await createTestDatabase();
  provider = await startPlainProvider();
  const port = await freePort();
  origin = `http://portal.acar.localhost:${port}`;
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const named = { kid: 'portal-1', alg: 'ES256', use: 'sig' };
  const publicKey = { ...keys.publicKey.export({ format: 'jwk' }), ...named };
  ({ clientId } = await provider.register(siteRegistration('portal', origin, publicKey)));
  const privateKey = { ...keys.privateKey.export({ format: 'jwk' }), ...named };
  const db = test.open({ role: 'acar_web', onStatement: (name) => sent.push(name) });
  const secret = randomBytes(32);
  // Two nodes that share nothing but the database take the requests in turn.
  const nodes = [1, 2].map(() => portalNode(db, privateKey, secret));
  let turn = 0;
  const inTurn: Handler = (req, res) => {
    turn += 1;
    return nodes[turn % 2]?.(req, res);
  };
  server = await startServer({
    host: '127.0.0.1',
    port,
    trustedProxies: '',
    sites: new Map([[origin, inTurn]]),
  });
});
afterAll(async () => {
  await server?.stop(0);
  await provider?.stop();
  await outbound.close();
  await test.drop();
});
beforeEach(() => {
  browser = createBrowserSession();
  clock.ahead = 0;
});
afterEach(() => browser.close());

async function signIn(to = '/who'): Promise<BrowserPage> {
  return provider.signIn(browser, await browser.get(`${origin}/sign-in?to=${encodeURIComponent(to)}`));
}

interface Shown {
  readonly accountId: string;
  readonly sid: string;
  readonly acr: string;
}

async function whoIsIt(): Promise<Shown | null> {
  const text = textOf(/<pre>([^<]*)</.exec((await browser.get(`${origin}/who`)).body)?.[1] ?? '');
  return JSON.parse(text) as Shown | null;
}

describe('signing in at the portal', () => {
  it('leads back to the page that was wanted, and tells who signed in and how', async () => {
    const arrived = await signIn('/who?tab=2');
    expect(arrived.url.href).toBe(`${origin}/who?tab=2`);
    expect(await whoIsIt()).toMatchObject({
      accountId: demoPerson.accountId,
      name: 'Aysel Nümunə',
      acr: 'low',
      amr: ['pwd'],
      authTime: expect.stringMatching(/^20/),
      sid: expect.stringMatching(/./),
    });
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example'])(
    'never leads to %s afterwards',
    async (to) => {
      expect((await signIn(to)).url.origin).toBe(origin);
    },
  );

  it('gives the session a new identifier, so that a planted one is worthless', async () => {
    browser.setCookie('portal.acar.localhost', 'acar_session', 'planted');
    await signIn();
    const first = browser.cookies('portal.acar.localhost')['acar_session'] ?? '';
    expect(first).toMatch(/^[\w-]{43}$/);
    await browser.get(`${origin}/sign-in?to=/who`);
    expect(browser.cookies('portal.acar.localhost')['acar_session']).not.toBe(first);
    browser.setCookie('portal.acar.localhost', 'acar_session', first);
    expect(await whoIsIt()).toBeNull();
  });

  it('keeps only digests of what a browser presents', async () => {
    await signIn();
    const cookie = browser.cookies('portal.acar.localhost')['acar_session'] ?? '';
    const rows = await test
      .owner()
      .query(statement('test.sessions', 'select portal_session::text as line from portal_session'));
    expect(rows.length).toBeGreaterThan(0);
    for (const { line } of rows) expect(line).not.toContain(cookie);
  });

  it('belongs to the browser that began it and happens once', async () => {
    const arrived = await signIn();
    const callback = arrived.visited.find((url) => url.includes('/callback')) ?? '';
    const other = createBrowserSession();
    const answer = await other.get(callback);
    expect(answer.status).toBe(400);
    expect(textOf(answer.body)).toContain('Bu giriş cəhdi başa çatıb');
    expect(answer.links.map((link) => link.href)).toContain('/sign-in');
    await other.close();
  });

  it('works in several tabs at once, in any order', async () => {
    const one = await browser.get(`${origin}/sign-in?to=/who?tab=1`);
    const two = await browser.get(`${origin}/sign-in?to=/who?tab=2`);
    expect((await provider.signIn(browser, two)).url.search).toBe('?tab=2');
    expect((await provider.signIn(browser, one)).url.search).toBe('?tab=1');
  });

  it('forgets the oldest of more than ten begun sign-ins of one browser', async () => {
    const first = await browser.get(`${origin}/sign-in?to=/who`);
    for (let more = 0; more < 10; more++) {
      clock.ahead += 1_000;
      await browser.get(`${origin}/sign-in?to=/who`);
    }
    expect((await provider.signIn(browser, first)).status).toBe(400);
  });

  it('says in words that the person said no', async () => {
    const login = await browser.get(`${origin}/sign-in`);
    const answer = await provider.signIn(browser, login, 'no');
    expect(textOf(answer.body)).toContain('Giriş ləğv edildi');
    expect(failures.at(-1)).toContain('access_denied');
  });

  it('refuses an answer of another issuer (RFC 9207)', async () => {
    const login = await browser.get(`${origin}/sign-in`);
    const state = await latestState(login);
    const answer = await browser.get(
      `${origin}/sign-in/callback?code=x&state=${state}&iss=https://evil.example`,
    );
    expect(answer.status).toBe(400);
    expect(await whoIsIt()).toBeNull();
  });
});

/** The state travels in the pushed request, so it is read from the provider's final redirect. */
async function latestState(login: BrowserPage): Promise<string> {
  const form = login.forms[0];
  if (!form) throw new Error('no form');
  let next = await browser.request(new URL(form.action, login.url), {
    method: 'POST',
    body: new URLSearchParams({ answer: 'yes' }),
  });
  for (let hop = 0; hop < 5; hop++) {
    const target = new URL(next.headers.get('location') ?? '', next.url);
    if (target.origin === origin) return target.searchParams.get('state') ?? '';
    next = await browser.request(target);
  }
  throw new Error('the provider never answered the portal');
}

describe('a portal session', () => {
  it('slides for 15 minutes from the last request', async () => {
    await signIn();
    clock.ahead = 14 * minute;
    expect(await whoIsIt()).not.toBeNull();
    clock.ahead = 28 * minute;
    expect(await whoIsIt()).not.toBeNull();
    clock.ahead = 43 * minute + 1;
    expect(await whoIsIt()).toBeNull();
  });

  it('ends after 12 hours whatever happens', async () => {
    await signIn();
    for (clock.ahead = 0; clock.ahead < 12 * 60 * minute; clock.ahead += 14 * minute) {
      expect(await whoIsIt()).not.toBeNull();
    }
    clock.ahead = 12 * 60 * minute;
    expect(await whoIsIt()).toBeNull();
  });

  it('costs one statement a request', async () => {
    await signIn();
    sent.length = 0;
    await whoIsIt();
    expect(sent).toEqual(['portal.find_session']);
  });

  it('goes on when it is stepped up, at the higher level and under a new identifier', async () => {
    await signIn();
    const created = statement('test.created', 'select created_at, acr from portal_session where sid = $1');
    const sid = (await whoIsIt())?.sid;
    const [before] = await test.owner().query(created, [sid]);
    clock.ahead = 5 * minute;
    const login = await browser.get(`${origin}/sign-in?to=/who&level=substantial`);
    await provider.signIn(browser, login);
    expect(await whoIsIt()).toMatchObject({ acr: 'substantial' });
    const [after] = await test.owner().query(created, [(await whoIsIt())?.sid]);
    expect(after).toEqual({ created_at: before?.['created_at'], acr: 'substantial' });
  });

  it('ends at sign-out, here and at the provider', async () => {
    const arrived = await signIn();
    const ask = await browser.submit(arrived, '/sign-out');
    expect(await whoIsIt()).toBeNull();
    const done = await provider.confirmSignOut(browser, ask);
    expect(done.url.href).toBe(`${origin}/signed-out`);
    expect((await browser.get(`${origin}/sign-in`)).url.origin).toBe(provider.issuer);
  });

  it('ends by the provider’s logout token, on every node', async () => {
    await signIn();
    await provider.confirmSignOut(browser, await browser.get(`${provider.issuer}/session/end`));
    expect(await whoIsIt()).toBeNull();
    expect(await whoIsIt()).toBeNull();
  });

  it('does not end by a logout token of anybody else', async () => {
    await signIn();
    const body = new URLSearchParams({ logout_token: 'eyJhbGciOiJub25lIn0.e30.' });
    const answer = await browser.request(`${origin}/backchannel-logout`, { method: 'POST', body });
    expect(answer.status).toBe(400);
    expect(await whoIsIt()).not.toBeNull();
  });

  it('takes a logout token once, whichever node it reaches (Back-Channel Logout 2.6)', async () => {
    await signIn();
    const sid = (await whoIsIt())?.sid;
    const expiresAt = Math.floor(clock.now() / 1000) + 180;
    const order = { sid, subject: undefined, jti: 'once', expiresAt };
    const db = test.open();
    const both = await Promise.all(
      [1, 2].map(() => db.transaction((tx) => carryOutLogout(tx, clientId, order))),
    );
    expect(both.filter(Boolean)).toEqual([true]);
    expect(await whoIsIt()).toBeNull();
  });

  it('ends with all others of a person when the token names the person alone', async () => {
    await signIn();
    const order = { sid: undefined, subject: demoPerson.accountId, jti: 'all', expiresAt: 4_000_000_000 };
    await test.open().transaction((tx) => carryOutLogout(tx, clientId, order));
    expect(await whoIsIt()).toBeNull();
  });

  it('is found for the client that it was opened for, and for no other of our sites', async () => {
    await signIn();
    const id = browser.cookies(new URL(origin).hostname)['acar_session'] ?? '';
    const db = test.open();
    expect(await findStoredSession(db, clientId, id)).toMatchObject({ accountId: demoPerson.accountId });
    expect(await findStoredSession(db, 'court', id)).toBeUndefined();
    expect(await removeSession(db, 'court', id)).toBeUndefined();
    const expiresAt = Math.floor(clock.now() / 1000) + 180;
    const order = { sid: undefined, subject: demoPerson.accountId, jti: 'elsewhere', expiresAt };
    await db.transaction((tx) => carryOutLogout(tx, 'court', order));
    expect(await whoIsIt()).not.toBeNull();
  });

  it('is swept by the worker when it is over, and not before', async () => {
    await signIn();
    const count = statement('test.count', 'select count(*)::int as rows from portal_session');
    const worker = test.open({ role: 'acar_worker' });
    await sweepSiteSessions(worker, clock.now());
    expect(await whoIsIt()).not.toBeNull();
    await sweepSiteSessions(worker, clock.now() + 24 * 60 * minute);
    expect(await test.owner().query(count)).toEqual([{ rows: 0 }]);
  });
});
