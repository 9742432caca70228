import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserPage, BrowserSession } from '../support/browser-session.ts';
import { freePort } from '../support/free-port.ts';
import { startKillableService } from '../support/killable-service.ts';
import {
  type PhoneService,
  readCode,
  shownNumber,
  startPhoneService,
  untilShown,
} from '../support/phone-service.ts';
import type { ChildProgram } from '../support/start-process.ts';
import { goodPin, type TestHolder, type TestPhone } from '../support/test-phones.ts';

let test: PhoneService;
let browser: BrowserSession;
let phone: TestPhone;
let holder: TestHolder;

beforeAll(async () => {
  test = await startPhoneService();
  ({ phone, holder } = await test.enrol(test.person));
  browser = test.browser();
});
afterAll(() => test?.stop());

/** A further process on the same database. */
async function startNode(): Promise<{ program: ChildProgram; port: number }> {
  const port = await freePort();
  const program = await startKillableService(test, {
    ACAR_ROLES: 'web',
    ACAR_PORT: String(port),
    ACAR_OPERATIONS_PORT: String(await freePort()),
    // Nobody signs in at this process.
    ACAR_CARD_OCSP_URLS: 'http://127.0.0.1:9/ocsp',
    ACAR_PHONE_OCSP_URLS: 'http://127.0.0.1:9/ocsp',
  });
  return { program, port };
}

const choose = async (method: string) =>
  browser.submit(await browser.get(`${test.portal}/sign-in?to=/me`), '/choose', { method });
const eventsOf = (page: BrowserPage, port?: number) => browser.events(`${page.url.href}/events`, port);

describe('a process that dies while a phone is waited for', () => {
  it('is missed by nobody: another shows the number, and another finishes', async () => {
    const page = await choose('qr');
    const dying = await startNode();
    const events = await eventsOf(page, dying.port);
    const request = await phone.wallet.scan(readCode(await events.next()));
    const event = await untilShown(events, ({ values }) => values.phase !== 'code');
    expect(event).toMatchObject({ values: { phase: 'number' } });
    await dying.program.signal('SIGKILL');
    await expect(untilShown(events, ({ isAnswered }) => isAnswered)).rejects.toThrow('the stream ended');
    // The page opens its stream again, at the process that is left.
    const further = await eventsOf(page);
    expect(await further.next()).toMatchObject({ values: { phase: 'number' } });
    await phone.wallet.approve(request, goodPin, shownNumber(await browser.get(page.url)));
    await untilShown(further, ({ isAnswered }) => isAnswered);
    const me = await browser.submit(await browser.get(page.url), '/advance');
    expect(me.url.href).toBe(`${test.portal}/me`);
  });

  it('loses no request that was sent by number, either', async () => {
    browser = test.browser();
    const form = await choose('mobile');
    const { phoneNumber, personalCode } = holder;
    const fields = { phone_number: phoneNumber, personal_code: personalCode };
    const page = await browser.submit(form, '/advance', fields);
    const dying = await startNode();
    const events = await eventsOf(page, dying.port);
    await events.next();
    await dying.program.signal('SIGKILL');
    await expect(untilShown(events, ({ isAnswered }) => isAnswered)).rejects.toThrow('the stream ended');
    const further = await eventsOf(page);
    await further.next();
    const [request] = await test.waitingFor(phone);
    if (!request) throw new Error('nothing waits for the phone');
    await phone.wallet.approve(request, goodPin);
    await untilShown(further, ({ isAnswered }) => isAnswered);
    const me = await browser.submit(await browser.get(page.url), '/advance');
    expect(me.url.href).toBe(`${test.portal}/me`);
  });
});
