import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { socialFund, taxOffice } from '../../../src/demo/agencies/index.ts';
import { type AgencyProcess, startAgencyProcess } from '../../support/agency-process.ts';
import {
  type BrowserPage,
  type BrowserSession,
  createBrowserSession,
  textOf,
} from '../../support/browser-session.ts';
import { sentCode } from '../../support/sent-code.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';

let provider: TestService;
let tax: AgencyProcess;
let social: AgencyProcess;
let browser: BrowserSession;

beforeAll(async () => {
  provider = await startTestService();
  [tax, social] = await Promise.all([
    startAgencyProcess(taxOffice, provider),
    startAgencyProcess(socialFund, provider),
  ]);
});
afterAll(async () => {
  await Promise.all([tax?.stop(), social?.stop()]);
  await provider?.stop();
});
beforeEach(() => {
  browser = createBrowserSession();
});
afterEach(() => browser.close());

/** From the start page to the signed-in page. */
async function signIn(agency: AgencyProcess, session = browser): Promise<BrowserPage> {
  const start = await session.get(agency.origin);
  const login = await session.follow(start, '/sign-in');
  return provider.signIn(session, login);
}

function factOf(page: BrowserPage, name: string): string {
  return textOf(new RegExp(`data-fact="${name}">([^<]*)<`).exec(page.body)?.[1] ?? '');
}

describe.each([
  ['the FAPI 2.0 agency', () => tax],
  ['the legacy agency', () => social],
])('%s', (_name, agency) => {
  it('signs a person in and tells in words who and how', async () => {
    const page = await signIn(agency());
    expect(page.url.href).toBe(`${agency().origin}/me`);
    expect(factOf(page, 'name')).toBe(`${provider.person.givenName} ${provider.person.familyName}`);
    expect(factOf(page, 'acr')).toBe('aşağı');
    expect(factOf(page, 'amr')).toBe('kod və parol');
    expect(factOf(page, 'auth_time')).toMatch(/^\d+ \S+ 20\d\d, \d\d:\d\d$/);
    expect(factOf(page, 'sid')).not.toBe('bildirilməyib');
    expect(factOf(page, 'sub')).toMatch(/^[\w-]{43}$/);
  });

  it('gets a new session identifier at sign-in, so that a planted one is worthless', async () => {
    browser.setCookie(agency().host, 'agency_session', 'planted');
    await signIn(agency());
    const first = browser.cookies(agency().host)['agency_session'];
    expect(first).not.toBe('planted');
    await browser.get(`${agency().origin}/sign-in`);
    const second = browser.cookies(agency().host)['agency_session'];
    expect(second).not.toBe(first);
    browser.setCookie(agency().host, 'agency_session', first ?? '');
    expect((await browser.get(`${agency().origin}/me`)).url.pathname).toBe('/');
  });

  it('raises the level of a session that goes on', async () => {
    const page = await signIn(agency());
    const login = await browser.follow(page, '/sign-in?level=substantial');
    const asked = await provider.signIn(browser, login);
    expect(asked.url.origin).toBe(provider.issuer);
    const raised = await browser.submit(asked, '/advance', { code: await sentCode(provider.database) });
    expect(factOf(raised, 'acr')).toBe('orta');
    expect(factOf(raised, 'amr')).toContain('birdəfəlik kod');
    expect(factOf(raised, 'sub')).toBe(factOf(page, 'sub'));
    expect(raised.links.map((link) => link.href)).not.toContain('/sign-in?level=substantial');
  });

  it('keeps the session when the step-up is cancelled, and says so in words', async () => {
    const page = await signIn(agency());
    const login = await browser.follow(page, '/sign-in?level=substantial');
    const answer = await provider.signIn(browser, login, 'no');
    expect(textOf(answer.body)).toContain('Giriş ləğv edildi');
    expect(answer.links.map((link) => link.href)).toEqual(expect.arrayContaining(['/sign-in', '/me']));
    expect(factOf(await browser.get(`${agency().origin}/me`), 'acr')).toBe('aşağı');
  });

  it('signs out at the provider too and comes back', async () => {
    const page = await signIn(agency());
    const ask = await browser.submit(page, '/sign-out');
    expect(ask.url.origin).toBe(provider.issuer);
    const done = await provider.confirmSignOut(browser, ask);
    expect(done.url.href).toBe(`${agency().origin}/signed-out`);
    const again = await browser.get(`${agency().origin}/sign-in`);
    expect(again.url.origin).toBe(provider.issuer);
  });

  it('passes the language of the page on', async () => {
    const start = await browser.get(`${agency().origin}/?lang=ru`);
    expect(textOf(start.body)).toContain('Войти через Açar');
    const login = await browser.follow(start, '/sign-in');
    expect(login.body).toContain('<html lang="ru"');
  });

  it('refuses a callback that no sign-in of this browser began, and shows the way on', async () => {
    const stolen = createBrowserSession();
    const login = await stolen.get(`${agency().origin}/sign-in`);
    const pending = new URL(login.visited[1] ?? '').searchParams;
    const state = pending.get('state') ?? 'pushed';
    await stolen.close();
    const answer = await browser.get(`${agency().origin}/callback?code=x&state=${state}`);
    expect(answer.status).toBe(400);
    expect(textOf(answer.body)).toContain('Bu giriş cəhdi başa çatıb');
    expect(answer.links.map((link) => link.href)).toContain('/sign-in');
  });

  it('takes a callback once; returning to it leads to the page of who is signed in', async () => {
    const page = await signIn(agency());
    const callback = page.visited.find((url) => url.includes('/callback')) ?? '';
    expect((await browser.get(callback)).url.pathname).toBe('/me');
    const elsewhere = createBrowserSession();
    expect((await elsewhere.get(callback)).status).toBe(400);
    await elsewhere.close();
  });

  it('lets two tabs sign in at the same time', async () => {
    const [one, two] = [
      await browser.get(`${agency().origin}/sign-in`),
      await browser.get(`${agency().origin}/sign-in`),
    ];
    expect((await provider.signIn(browser, two)).url.pathname).toBe('/me');
    expect((await provider.signIn(browser, one)).url.pathname).toBe('/me');
  });

  it('refuses to sign out a person by a form of another site', async () => {
    await signIn(agency());
    const forged = await browser.request(`${agency().origin}/sign-out`, {
      method: 'POST',
      body: new URLSearchParams({ csrf: 'guessed' }),
    });
    expect(forged.status).toBe(403);
    expect((await browser.get(`${agency().origin}/me`)).url.pathname).toBe('/me');
  });

  it('refuses a logout token that is not the provider’s', async () => {
    await signIn(agency());
    const body = new URLSearchParams({ logout_token: 'eyJhbGciOiJub25lIn0.e30.' });
    const answer = await browser.request(`${agency().origin}/backchannel-logout`, { method: 'POST', body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_request' });
    expect((await browser.get(`${agency().origin}/me`)).url.pathname).toBe('/me');
  });
});

it('signing out at one agency ends the session at the other (back-channel logout)', async () => {
  const page = await signIn(tax);
  expect((await signIn(social)).url.href).toBe(`${social.origin}/me`);
  await provider.confirmSignOut(browser, await browser.submit(page, '/sign-out'));
  // The services are told by the queue's worker, not by the browser.
  await expect
    .poll(async () => textOf((await browser.get(`${social.origin}/me`)).body))
    .toContain('Sessiyanız bitib');
});

it('the two agencies know the same person under different identifiers (OpenID Connect Core 8.1)', async () => {
  const atTax = await signIn(tax);
  const atSocial = await signIn(social);
  expect(factOf(atTax, 'sub')).not.toBe(factOf(atSocial, 'sub'));
});

it('the FAPI 2.0 agency pushes its request: the browser carries only a reference (RFC 9126)', async () => {
  const login = await browser.get(`${tax.origin}/sign-in`);
  const asked = new URL(login.visited[1] ?? '').searchParams;
  expect([...asked.keys()].sort()).toEqual(['client_id', 'request_uri']);
});

it('the FAPI 2.0 agency refreshes, twice in one go with one refresh token', async () => {
  const page = await signIn(tax);
  const both = await Promise.all([browser.submit(page, '/refresh'), browser.submit(page, '/refresh')]);
  for (const answer of both) expect(answer.url.search).toBe('?refreshed=yes');
  const again = await browser.submit(await browser.get(`${tax.origin}/me`), '/refresh');
  expect(textOf(again.body)).toContain('Məlumatlar yeniləndi');
});

it('an agency does not start with a client file that others can read', async () => {
  await expect(startAgencyProcess(taxOffice, provider, { clientFileMode: 0o644 })).rejects.toThrow(
    'set its mode to 0600',
  );
});

it('an agency whose provider is away says so in words and stays open itself', async () => {
  const lonely = await startTestService();
  const agency = await startAgencyProcess(taxOffice, lonely);
  await lonely.stop();
  const answer = await browser.get(`${agency.origin}/sign-in`);
  expect(answer.status).toBe(503);
  expect(textOf(answer.body)).toContain('Giriş xidməti hazırda cavab vermir');
  expect((await browser.get(agency.origin)).status).toBe(200);
  await agency.stop();
});
