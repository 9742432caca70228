import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { socialFund, taxOffice } from '../../../src/demo/agencies/index.ts';
import { createHistory } from '../../../src/records/index.ts';
import { type AgencyProcess, startAgencyProcess } from '../../support/agency-process.ts';
import { type BrowserSession, createBrowserSession } from '../../support/browser-session.ts';
import { startTestService, type TestPerson, type TestService } from '../../support/test-service.ts';

let test: TestService;
let tax: AgencyProcess;
let social: AgencyProcess;
let person: TestPerson;
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
beforeEach(async () => {
  browser = createBrowserSession();
  person = await test.addPerson();
});
afterEach(() => browser.close());

const signInAt = async (address: string) => test.signInAs(browser, await browser.get(address), person);

/** What the person reads of the ends of their sessions. */
async function endsOf({ accountId }: TestPerson) {
  const history = createHistory(test.database.open({ maxConnections: 1 }));
  const { entries } = await history.historyOf(accountId, { limit: 100 });
  return entries.filter(({ type }) => type === 'session.ended');
}

describe('the end of a session', () => {
  it('is recorded once when the person signs out everywhere at a service that is one of three', async () => {
    await signInAt(`${test.portal}/sign-in?to=/me`);
    await signInAt(`${social.origin}/sign-in`);
    const me = await signInAt(`${tax.origin}/sign-in`);
    expect(me.url.href).toBe(`${tax.origin}/me`);
    const asked = await browser.submit(me, '/sign-out');
    const done = await test.confirmSignOut(browser, asked);
    expect(done.url.href).toBe(`${tax.origin}/signed-out`);
    // Every service has heard of it, and none of them ends anything again.
    for (const home of [`${social.origin}/me`, `${test.portal}/me`]) {
      await expect.poll(async () => (await browser.get(home)).url.href).not.toBe(home);
    }
    expect(await endsOf(person)).toEqual([
      expect.objectContaining({ clientId: tax.clientId, sessionUid: expect.any(String) }),
    ]);
  });

  it('is recorded once when the button is pressed twice', async () => {
    const me = await signInAt(`${tax.origin}/sign-in`);
    const asked = await browser.submit(me, '/sign-out');
    const form = asked.forms.find(({ action }) => action.includes('/session/end/confirm'));
    const body = () => new URLSearchParams({ ...form?.fields, logout: 'yes' });
    const press = () =>
      browser.request(new URL(form?.action ?? '', asked.url), {
        method: 'POST',
        body: body(),
        fetchSite: 'same-origin',
      });
    const answers = await Promise.all([press(), press(), press()]);
    expect(answers.map(({ status }) => status)).toContain(303);
    expect(await endsOf(person)).toHaveLength(1);
  });

  it('is recorded once when somebody else signs in', async () => {
    await signInAt(`${tax.origin}/sign-in`);
    const other = await test.addPerson();
    const { sessions } = test.service.identity.provider;
    const asked = await browser.get(`${social.origin}/sign-in`);
    const choice = await browser.submit(asked, '/decide', { decision: 'switch' });
    const me = await test.signInAs(browser, choice, other);
    expect(me.url.href).toBe(`${social.origin}/me`);
    expect(await sessions.listOf(person.accountId)).toEqual([]);
    expect(await endsOf(person)).toHaveLength(1);
    expect(await endsOf(other)).toEqual([]);
  });

  it('is not recorded when the person leaves one service only', async () => {
    await signInAt(`${test.portal}/sign-in?to=/me`);
    const me = await signInAt(`${tax.origin}/sign-in`);
    const asked = await browser.submit(me, '/sign-out');
    await browser.submit(asked, '/session/end/confirm');
    expect((await browser.get(`${test.portal}/me`)).url.href).toBe(`${test.portal}/me`);
    expect(await endsOf(person)).toEqual([]);
  });
});
