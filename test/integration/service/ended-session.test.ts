import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { createBrowserSession } from '../../support/browser-session.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';

let test: TestService;

const loseSessions = statement(
  'test.lose_sessions',
  'delete from oidc_item where account_id = $1 and is_session',
);

beforeAll(async () => {
  test = await startTestService();
});
afterAll(() => test?.stop());

describe('a browser that comes back with the cookie of an ended session', () => {
  it('is asked to sign in, and signs in', async () => {
    const browser = createBrowserSession();
    await test.signIn(browser, await browser.get(`${test.portal}/sign-in?to=/me`));
    const { sessions } = test.service.identity.provider;
    expect(await sessions.endAll(test.person.accountId)).toBe(1);

    const page = await browser.get(`${test.portal}/sign-in?to=/me/sessions`);
    expect([page.status, page.url.origin]).toEqual([200, test.login]);
    expect(page.url.pathname).toMatch(/^\/interaction\//);
    const me = await test.signIn(browser, page);
    expect([me.status, me.url.href]).toEqual([200, `${test.portal}/me/sessions`]);
    await browser.close();
  });

  it('sees nothing of the person at the portal, also where no order to sign out arrives', async () => {
    const browser = createBrowserSession();
    const me = await test.signIn(browser, await browser.get(`${test.portal}/sign-in?to=/me`));
    expect(me.url.href).toBe(`${test.portal}/me`);
    await test.database.owner().query(loseSessions, [test.person.accountId]);
    expect((await browser.get(`${test.portal}/me`)).url.origin).toBe(test.login);
    await browser.close();
  });
});
