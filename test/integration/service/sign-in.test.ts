import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { socialFund, taxOffice } from '../../../src/demo/agencies/index.ts';
import { statement } from '../../../src/db/index.ts';
import { createHistory } from '../../../src/records/index.ts';
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

const holdRecords = statement('test.hold_records', 'lock table interaction_record in share mode');
const heldUp = statement(
  'test.held_up',
  `select 1 from pg_locks where relation = 'interaction_record'::regclass and not granted`,
);

describe('one sign-in for the portal and two agencies', () => {
  it('signs in once with code and password; a further service only asks to continue', async () => {
    const asked = await browser.get(`${test.portal}/sign-in?to=/me`);
    expect(asked.url.origin).toBe(test.login);
    const me = await test.signIn(browser, asked);
    expect(me.url.href).toBe(`${test.portal}/me`);
    expect(textOf(me.body)).toContain(`${test.person.givenName} ${test.person.familyName}`);
  });

  it('asks at the portal too whether to go on as the person of the session, and records it', async () => {
    const person = await test.addPerson({ givenName: 'Nigar' });
    const there = await test.signInAs(browser, await browser.get(`${tax.origin}/sign-in`), person);
    expect(there.url.href).toBe(`${tax.origin}/me`);
    const screen = await browser.get(`${test.portal}/sign-in?to=/me`);
    expect(screen.url.origin).toBe(test.login);
    expect(textOf(screen.body)).toContain(`Nigar ${person.familyName}`);
    const me = await browser.submit(screen, '/decide', { decision: 'continue' });
    expect(me.url.href).toBe(`${test.portal}/me`);
    // Once in a session.
    expect((await browser.get(`${test.portal}/sign-in?to=/me`)).url.href).toBe(`${test.portal}/me`);
    const history = createHistory(test.database.open({ maxConnections: 1 }));
    const { entries } = await history.historyOf(person.accountId, { limit: 100 });
    const joined = entries.filter(({ type }) => type === 'sign_in.continued');
    expect(joined).toHaveLength(1);
    expect(joined[0]?.clientId).not.toBe(tax.clientId);
  });

  it('lets a person go on whose form came twice, whatever the slower of the two came to', async () => {
    const person = await test.addPerson();
    const asked = await browser.get(`${tax.origin}/sign-in`);
    const proof = await browser.submit(asked, '/choose', { method: 'password' });
    const db = test.database.owner();
    const { slower, faster } = await db.transaction(async (tx) => {
      await tx.query(holdRecords);
      // A refusal is recorded before it is told.
      const slower = browser.submit(proof, '/advance', { code: person.code, password: 'not the password' });
      await expect.poll(() => db.query(heldUp)).toHaveLength(1);
      const faster = await browser.submit(proof, '/advance', {
        code: person.code,
        password: person.password,
      });
      return { slower, faster };
    });
    for (const page of [faster, await slower]) {
      expect(page.forms.map(({ action }) => action)).toContainEqual(expect.stringContaining('/decide'));
    }
  });
});
