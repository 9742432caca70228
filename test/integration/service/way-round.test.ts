import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserPage, BrowserSession } from '../../support/browser-session.ts';
import { type Conformance, startConformance } from '../../support/conformance.ts';
import { callbackOf, type OidcClient } from '../../support/oidc-client.ts';
import { sentCode } from '../../support/sent-code.ts';
import { testOrder } from '../../support/test-accounts.ts';
import type { TestPerson } from '../../support/test-service.ts';

let test: Conformance;
let agency: OidcClient;
let browser: BrowserSession;
beforeAll(async () => {
  test = await startConformance();
  agency = await test.fapi();
});
afterAll(() => test?.stop());
beforeEach(() => {
  browser = test.browser();
});

const password = 'tamam yeni bir parol';

/** From the first page of the recovery to the link at its end. */
async function recover(start: BrowserPage, { code }: TestPerson): Promise<BrowserPage> {
  const choice = await browser.submit(start, '/recover', { code });
  const asks = await browser.submit(choice, '/recover/channel', { channel: 'sms' });
  const proven = await browser.submit(asks, '/recover/code', { code: await sentCode(test.database) });
  return browser.submit(proven, '/recover/password', { password, repeated: password });
}

describe('a person who sets a password in the middle of a sign-in', () => {
  it('comes back to the service that waits: after a recovery', async () => {
    const person = await test.addPerson();
    const request = agency.request();
    const proof = await browser.submit(await agency.begin(browser, request), '/choose', {
      method: 'password',
    });
    const done = await recover(await browser.follow(proof, '/recover'), person);
    const waiting = await browser.follow(done, '/sign-in');
    expect(waiting.url.href).toBe(proof.url.href);
    const back = await test.signInAs(browser, waiting, { ...person, password });
    expect(callbackOf(back, request).parameters.get('state')).toBe(request.parameters['state']);
    // The service has its person: from now on there is nothing to go back to.
    const later = await browser.get(`${test.login}/sign-in`);
    expect(later.visited[1]).toBe(`${test.portal}/sign-in`);
  });

  it('comes back to the service that waits: after an activation', async () => {
    const order = testOrder({ personalCode: 'W4YR0ND' });
    const issued = await test.service.identity.accounts.issueAccount(order);
    if (issued.kind !== 'issued') throw new Error(issued.code);
    const { loginCode: code, activationCode } = issued;
    const request = agency.request();
    const proof = await browser.submit(await agency.begin(browser, request), '/choose', {
      method: 'password',
    });
    const start = await browser.follow(proof, '/activate');
    const proven = await browser.submit(start, '/activate', { code, activationCode });
    const done = await browser.submit(proven, '/activate/password', { password, repeated: password });
    const waiting = await browser.follow(done, '/sign-in');
    const person = { ...order, accountId: issued.accountId, code, password };
    expect(callbackOf(await test.signInAs(browser, waiting, person), request).code).not.toBe('');
  });

  it('begins at the portal when nothing waits, and is led on when what waited is over', async () => {
    const person = await test.addPerson();
    const done = await recover(await browser.get(`${test.login}/recover`), person);
    const portal = await browser.follow(done, '/sign-in');
    expect(portal.visited[1]).toBe(`${test.portal}/sign-in`);
    const me = await test.signInAs(browser, portal, { ...person, password });
    expect([me.status, me.url.origin]).toEqual([200, test.portal]);
    for (const planted of ['nobody', '../portal', 'https://evil.example/', '']) {
      const other = test.browser();
      other.setCookie(new URL(test.login).hostname, 'acar_sign_in', planted);
      const page = await other.get(`${test.login}/sign-in`);
      expect([new URL(test.login).origin, test.portal]).toContain(page.url.origin);
      expect(page.links.some(({ href }) => href.startsWith(`${test.portal}/`))).toBe(true);
    }
  });
});
