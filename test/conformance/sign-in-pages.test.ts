import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserPage, type BrowserSession } from '../support/browser-session.ts';
import { type Conformance, startConformance } from '../support/conformance.ts';
import { decodeJwt } from '../support/jose-objects.ts';
import { call, callbackOf, formOf, type OidcClient } from '../support/oidc-client.ts';
import { expectOAuthError, expectRefusedAtClient } from '../support/refusals.ts';

let test: Conformance;
let client: OidcClient;
let victim: BrowserSession;
let attacker: BrowserSession;
beforeAll(async () => {
  test = await startConformance();
  client = await test.legacy();
});
afterAll(() => test?.stop());
beforeEach(() => {
  [victim, attacker] = [test.browser(), test.browser()];
});

const host = () => new URL(test.login).hostname;
const cookieHeader = (browser: BrowserSession) =>
  Object.entries(browser.cookies(host()))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

/** Without "more time", which appears as time goes by. */
const stepsOf = ({ forms }: BrowserPage) =>
  forms.map((form) => form.action).filter((action) => !action.endsWith('/extend'));

/** Posts a form of the sign-in pages as any program could. */
function post(
  page: BrowserPage,
  step: string,
  form: Record<string, string>,
  headers: Record<string, string>,
) {
  return call(test, { method: 'POST', path: `${page.url.pathname}/${step}`, headers, body: formOf(form) });
}

describe('the address of somebody else’s sign-in (RFC 9700 4.7, session fixation)', () => {
  it('shows nothing but a page that leads on', async () => {
    const theirs = await client.begin(attacker);
    const page = await victim.get(theirs.url);
    expect(page.status).toBe(410);
    expect(page.forms.filter((form) => form.action.includes('/choose'))).toEqual([]);
    // Nothing of the service that asks, whose sign-in this is not; so to the portal.
    const on = await victim.follow(page, `${test.portal}/sign-in`);
    expect([on.status, on.url.origin, on.url.href === theirs.url.href]).toEqual([200, test.login, false]);
  });

  it('takes no answer from another browser, and the owner notices nothing', async () => {
    const theirs = await client.begin(attacker);
    await client.begin(victim);
    const csrf = (await victim.get(`${test.login}/recover`)).forms[0]?.fields['csrf'] ?? '';
    for (const step of ['choose', 'advance', 'decide', 'back', 'extend', 'cancel']) {
      const fields = { choose: { method: 'password' }, decide: { decision: 'continue' } }[step] ?? {};
      const answer = await post(theirs, step, { ...fields, csrf }, { cookie: cookieHeader(victim) });
      expect([403, 410]).toContain(answer.status);
    }
    const back = await test.signIn(attacker, await attacker.get(theirs.url));
    expect(callbackOf(back, client.request()).code).not.toBe('');
  });

  it('cannot be finished by a victim for the attacker: the code goes to nobody', async () => {
    const theirs = await client.begin(attacker);
    const proof = await attacker.submit(theirs, '/choose', { method: 'password' });
    const { code, password } = test.person;
    const form = { ...proof.forms.find((each) => each.action.endsWith('/advance'))?.fields, code, password };
    const answer = await post(theirs, 'advance', form, { cookie: cookieHeader(victim) });
    expect([403, 410]).toContain(answer.status);
    expect(answer.headers.location).toBeUndefined();
  });

  it('cannot be resumed by another browser after the person proved who they are', async () => {
    const page = await client.begin(victim);
    const proof = await victim.submit(page, '/choose', { method: 'password' });
    const { code, password } = test.person;
    await victim.submit(proof, '/advance', { code, password });
    const uid = page.url.pathname.split('/')[2];
    const resumed = await attacker.get(`${test.login}/auth/${uid}`);
    expect(resumed.url.origin).toBe(test.login);
    expect(resumed.status).toBeGreaterThanOrEqual(400);
  });
});

describe('a form of the sign-in pages', () => {
  it.each(['choose', 'advance', 'decide', 'back', 'extend', 'cancel', 'resend'])(
    '%s is refused without its token, with a foreign one, and from another site',
    async (step) => {
      const page = await client.begin(victim);
      const { csrf = '' } = page.forms.find((form) => form.fields['csrf'])?.fields ?? {};
      const foreign = (await client.begin(attacker)).forms[0]?.fields['csrf'] ?? '';
      expect(csrf).not.toBe('');
      expect(foreign).not.toBe(csrf);
      const cookie = cookieHeader(victim);
      const fields = { choose: { method: 'password' }, decide: { decision: 'continue' } }[step] ?? {};
      const forged = [
        await post(page, step, { ...fields }, { cookie }),
        await post(page, step, { ...fields, csrf: '' }, { cookie }),
        await post(page, step, { ...fields, csrf: foreign }, { cookie }),
        await post(page, step, { ...fields, csrf }, { cookie, 'sec-fetch-site': 'cross-site' }),
        await post(page, step, { ...fields, csrf }, { cookie, 'sec-fetch-site': 'same-site' }),
      ];
      expect(forged.map((answer) => answer.status)).toEqual([403, 403, 403, 403, 403]);
      const after = await victim.get(page.url);
      expect(stepsOf(after)).toEqual(stepsOf(page));
    },
  );

  it('is not taken as JSON, as plain text or by GET', async () => {
    const page = await client.begin(victim);
    const cookie = cookieHeader(victim);
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
      const answer = await call(test, {
        method: 'POST',
        path: `${page.url.pathname}/choose`,
        headers: { cookie, 'content-type': type },
        body: '{"method":"password"}',
      });
      expect(answer.status).toBe(415);
    }
    const asked = await call(test, { method: 'GET', path: `${page.url.pathname}/choose?method=password` });
    expect(asked.status).toBe(405);
  });

  it('cannot be framed, cached or opened by another window', async () => {
    const { headers } = await client.begin(victim);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options') ?? 'DENY').toBe('DENY');
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('referrer-policy')).toMatch(/no-referrer|same-origin/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('what a browser holds before and after a sign-in (session fixation)', () => {
  it('changes: a planted session identifier is worth nothing', async () => {
    await client.authorize(attacker);
    const theirs = attacker.cookies(host());
    const { acar_session: planted = '' } = theirs;
    expect(planted).not.toBe('');
    victim.setCookie(host(), 'acar_session', planted);
    const page = await client.begin(victim);
    expect(page.url.origin).toBe(test.login);
    const back = await test.signIn(victim, page);
    expect(back.url.searchParams.get('code')).not.toBeNull();
    expect(victim.cookies(host())['acar_session']).not.toBe(planted);
  });

  it('is refused when its signature was tampered with', async () => {
    await client.authorize(victim);
    const cookies = victim.cookies(host());
    expect(cookies['acar_session.sig']).toBeDefined();
    for (const [name, value] of Object.entries({
      'acar_session.sig': `${cookies['acar_session.sig']?.slice(0, -2)}xx`,
      acar_session: 'another',
    })) {
      const other = test.browser();
      for (const [each, was] of Object.entries(cookies)) other.setCookie(host(), each, was);
      other.setCookie(host(), name, value);
      const page = await client.begin(other, client.request({ prompt: 'none' }));
      expectRefusedAtClient(page, client, { error: 'login_required', issuer: test.login });
    }
  });

  it('is out of reach of scripts and of other sites', async () => {
    const page = await victim.request(await client.address(client.request()));
    const lines = page.headers.getSetCookie();
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines.filter((each) => !each.includes('1970'))) {
      expect(line.toLowerCase()).toContain('httponly');
      expect(line.toLowerCase()).toMatch(/samesite=(lax|strict)/);
      expect(line.toLowerCase()).not.toContain('domain=');
    }
  });

  it('does not carry a second person into the first one’s session', async () => {
    const other = await test.addPerson();
    const first = await client.tokens(victim);
    const page = await client.begin(victim, client.request({ prompt: 'login' }));
    const back = await test.signInAs(victim, page, other);
    // Without a page in between, which would need script and break the form's way to the service.
    expect(back.visited.map((url) => new URL(url).pathname.split('/')[1])).toEqual([
      'interaction',
      'auth',
      'callback',
    ]);
    const second = await client.tokens(victim, { prompt: 'none' }, other);
    const [one, two] = [decodeJwt(first.id).claims, decodeJwt(second.id).claims];
    expect([one['sub'] === two['sub'], one['sid'] === two['sid']]).toEqual([false, false]);
    expect((await client.introspect(first.access)).json).toEqual({ active: false });
    expectOAuthError(await client.refresh(first.refresh), 'invalid_grant');
    const told = () => test.visits.filter(({ url }) => url.pathname === '/backchannel-logout');
    await expect.poll(() => told().length).toBeGreaterThan(0);
  });
});
