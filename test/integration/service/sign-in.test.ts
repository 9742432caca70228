import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { socialFund, taxOffice } from '../../../src/demo/agencies/index.ts';
import { type AgencyProcess, startAgencyProcess } from '../../support/agency-process.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';

let test: TestService;
let tax: AgencyProcess;
let social: AgencyProcess;
let browser: BrowserSession;

beforeAll(async () => {
  test = await startTestService();
  [tax, social] = await Promise.all([
    startAgencyProcess(taxOffice, test),
    startAgencyProcess(socialFund, test),
  ]);
});
afterAll(async () => {
  await Promise.all([tax?.stop(), social?.stop()]);
  await test?.stop();
});
beforeEach(() => {
  browser = createBrowserSession();
});
afterEach(() => browser.close());

describe('one sign-in for the portal and two agencies', () => {
  it('signs in once with code and password; a further service only asks to continue', async () => {
    const asked = await browser.get(`${test.portal}/sign-in?to=/me`);
    expect(asked.url.origin).toBe(test.login);
    const me = await test.signIn(browser, asked);
    expect(me.url.href).toBe(`${test.portal}/me`);
    expect(textOf(me.body)).toContain(`${test.person.givenName} ${test.person.familyName}`);
  });
});
