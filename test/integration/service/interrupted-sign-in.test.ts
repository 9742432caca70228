import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserPage, type BrowserSession, textOf } from '../../support/browser-session.ts';
import { type Conformance, startConformance } from '../../support/conformance.ts';
import { decodeJwt } from '../../support/jose-objects.ts';
import { type AuthRequest, callbackOf, type OidcClient, tokensOf } from '../../support/oidc-client.ts';
import { changePayload, storeOf } from '../../support/stored-items.ts';
import type { TestPerson } from '../../support/test-service.ts';

let test: Conformance;
let client: OidcClient;
let further: OidcClient;
let aysel: TestPerson;
let rauf: TestPerson;
let browser: BrowserSession;
beforeAll(async () => {
  test = await startConformance();
  [client, further] = [await test.fapi('app'), await test.legacy('bank')];
});
afterAll(() => test?.stop());
beforeEach(async () => {
  aysel = await test.addPerson({ givenName: 'Aysel' });
  rauf = await test.addPerson({ givenName: 'Rauf' });
  browser = test.browser();
});

const endSessions = (person: TestPerson) => test.service.identity.provider.sessions.endAll(person.accountId);
const uidOf = ({ url }: BrowserPage) => url.pathname.split('/')[2] ?? '';
const now = () => Math.floor(Date.now() / 1000);

/** Sends a form and stays where the answer is: the browser was slow, or another tab was quicker. */
async function send(page: BrowserPage, action: string, values: Record<string, string>): Promise<URL> {
  const form = page.forms.find((each) => each.action.includes(action));
  const body = new URLSearchParams({ ...form?.fields, ...values });
  const target = new URL(form?.action ?? '', page.url);
  const answer = await browser.request(target, { method: 'POST', body, fetchSite: 'same-origin' });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get('location') ?? '', target);
}

/** The page that says that this sign-in is over, and its one way on. */
async function startAgain(over: BrowserPage): Promise<BrowserPage> {
  expect([over.status, over.url.origin]).toEqual([410, test.login]);
  return browser.follow(over, `/interaction/${uidOf(over)}/again`);
}

async function subjectOf(page: BrowserPage, request: AuthRequest, of = client) {
  const callback = callbackOf(page, request);
  // The request of the service that began, with its own state.
  expect(callback.parameters.get('state')).toBe(request.parameters['state']);
  return decodeJwt(tokensOf(await of.redeem(callback)).id).claims['sub'];
}

const knownAs = async (person: TestPerson, of = client) =>
  decodeJwt((await of.tokens(test.browser(), {}, person)).id).claims['sub'];

describe('a sign-in page of a session that is over or another’s by now', () => {
  it('leads on when the session was ended elsewhere', async () => {
    await client.authorize(browser, client.request(), aysel);
    const request = client.request({ prompt: 'login' });
    const page = await client.begin(browser, request);
    expect(await endSessions(aysel)).toBe(1);
    const over = await browser.submit(page, '/choose', { method: 'password' });
    const back = await test.signInAs(browser, await startAgain(over), aysel);
    expect(await subjectOf(back, request)).toBe(await knownAs(aysel));
  });

  it('leads on when it is cancelled after its session ended', async () => {
    await client.authorize(browser, client.request(), aysel);
    const request = client.request({ acr_values: 'substantial' });
    const page = await client.begin(browser, request);
    await endSessions(aysel);
    const again = await startAgain(await browser.submit(page, '/cancel'));
    const back = await browser.submit(again, '/cancel');
    expect(back.url.searchParams.get('error')).toBe('access_denied');
    expect(back.url.searchParams.get('state')).toBe(request.parameters['state']);
  });

  it('lets nobody step up who is signed out: the password is asked for again', async () => {
    await client.authorize(browser, client.request(), aysel);
    const request = client.request({ acr_values: 'substantial' });
    const page = await client.begin(browser, request);
    const asked = await browser.submit(page, '/choose', { method: 'password' });
    await endSessions(aysel);
    const again = await startAgain(await browser.submit(asked, '/advance', { code: '000000' }));
    const proof = await browser.submit(again, '/choose', { method: 'password' });
    expect(proof.body).toContain('type="password"');
  });

  it('lets a service join for whoever is signed in now, not for whom it was shown', async () => {
    await client.authorize(browser, client.request(), aysel);
    const request = further.request();
    const page = await further.begin(browser, request);
    expect(textOf(page.body)).toContain('Aysel');
    await client.authorize(browser, client.request({ prompt: 'login' }), rauf);
    const again = await startAgain(await browser.submit(page, '/decide', { decision: 'continue' }));
    expect(textOf(again.body)).toContain('Rauf');
    const back = await browser.submit(again, '/decide', { decision: 'continue' });
    expect(await subjectOf(back, request, further)).toBe(await knownAs(rauf, further));
  });
});

describe('an answer on its way back to the service', () => {
  it('leads to a new sign-in when the session that it joined has ended', async () => {
    await client.authorize(browser, client.request(), aysel);
    const request = further.request();
    const page = await further.begin(browser, request);
    const resume = await send(page, '/decide', { decision: 'continue' });
    await endSessions(aysel);
    const again = await browser.get(resume);
    expect([again.status, again.url.pathname]).toEqual([200, `/interaction/${uidOf(again)}`]);
    const back = await test.signInAs(browser, again, aysel);
    expect(await subjectOf(back, request, further)).toBe(await knownAs(aysel, further));
  });

  it('is void when somebody else signed in meanwhile: they are asked, and it cannot come back later', async () => {
    const request = further.request();
    const page = await further.begin(browser, request);
    const proof = await browser.submit(page, '/choose', { method: 'password' });
    const { code, password } = aysel;
    const asked = await browser.get(await send(proof, '/advance', { code, password }));
    const resume = await send(asked, '/decide', { decision: 'continue' });
    await client.authorize(browser, client.request(), rauf);

    const again = await browser.get(resume);
    expect([again.status, again.url.pathname]).toEqual([200, `/interaction/${uidOf(again)}`]);
    expect(textOf(again.body)).toContain('Rauf');
    const back = await browser.submit(again, '/decide', { decision: 'continue' });
    expect(await subjectOf(back, request, further)).toBe(await knownAs(rauf, further));

    await endSessions(rauf);
    const late = await browser.get(resume);
    expect([late.url.origin, textOf(late.body).includes('Aysel')]).toEqual([test.login, false]);
    expect(late.forms.map(({ action }) => action)).toContainEqual(expect.stringMatching(/\/choose$/));
  });

  it.each([
    ['the same person', () => aysel],
    ['somebody else', () => rauf],
  ])('arrives when the browser’s session became another one of %s', async (_name, who) => {
    await client.authorize(browser, client.request(), aysel);
    const request = client.request({ prompt: 'login' });
    const page = await client.begin(browser, request);
    const elsewhere = test.browser();
    await client.authorize(elsewhere, client.request(), who());
    const host = new URL(test.login).hostname;
    for (const name of ['acar_session', 'acar_session.sig'])
      browser.setCookie(host, name, elsewhere.cookies(host)[name] ?? '');
    const after = await test.signInAs(browser, page, aysel);
    // At the service, or asked once more.
    const back = after.url.origin === test.login ? await test.signInAs(browser, after, aysel) : after;
    expect(await subjectOf(back, request)).toBe(await knownAs(aysel));
  });
});

describe('a sign-in page whose time is over', () => {
  /** As if the page had been opened that long ago. */
  const expire = (page: BrowserPage) =>
    changePayload(test, 'LoginFlow', uidOf(page), (flow) => ({ ...flow, deadline: now() - 1 }));

  it('starts again and leads to the service, signed in', async () => {
    const page = await browser.get(`${test.portal}/sign-in?to=/me/sessions`);
    const proof = await browser.submit(page, '/choose', { method: 'password' });
    await expire(proof);
    const { code, password } = aysel;
    const over = await browser.submit(proof, '/advance', { code, password });
    const me = await test.signInAs(browser, await startAgain(over), aysel);
    expect([me.status, me.url.href]).toEqual([200, `${test.portal}/me/sessions`]);
  });

  it('says the same when it is read again, in whatever language, and takes no more forms', async () => {
    const request = client.request();
    const page = await client.begin(browser, request);
    await expire(page);
    const over = await browser.get(page.url);
    for (const again of [await browser.get(page.url), await browser.get(`${page.url.href}?lang=az`)]) {
      expect([again.status, textOf(again.body)]).toEqual([410, textOf(over.body)]);
    }
    expect((await browser.submit(page, '/choose', { method: 'password' })).status).toBe(410);
    const back = await test.signInAs(browser, await startAgain(over), aysel);
    expect(await subjectOf(back, request)).toBe(await knownAs(aysel));
  });

  it('starts again after an hour too, when the library has forgotten it', async () => {
    const request = client.request();
    const page = await client.begin(browser, request);
    await storeOf(test).destroy('Interaction', uidOf(page));
    await expire(page);
    const back = await test.signInAs(browser, await startAgain(await browser.get(page.url)), aysel);
    expect(await subjectOf(back, request)).toBe(await knownAs(aysel));
  });
});
