import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { taxOffice } from '../../src/demo/agencies/index.ts';
import { type AgencyProcess, startAgencyProcess } from '../support/agency-process.ts';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { startTestMailServer, type TestMailServer } from '../support/mail-server.ts';
import { messageSettings } from '../support/message-settings.ts';
import { startTestSmsCenter, type TestSmsCenter } from '../support/sms-center.ts';
import { goodPassword, testOrder } from '../support/test-accounts.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { controls, finish, openVisitor, phone, textOn, type Visitor } from '../support/visitor.ts';

let folder: string;
let mail: TestMailServer;
let operator: TestSmsCenter;
let test: TestService;
let tax: AgencyProcess;
let browser: Browser;

/** The six digits of the last SMS, as the operator got it (GSM 03.38 or UCS-2, decoded by the SMPP library). */
function lastSmsCode(after: number): string | undefined {
  const texts = operator.parts.slice(after).map((part) => {
    const { message } = part['short_message'] as { message: string | Buffer };
    return message.toString();
  });
  return /\b\d{6}\b/.exec(texts.join(''))?.[0];
}
const codeFromSms = async (after: number) => {
  await expect.poll(() => lastSmsCode(after)).toBeDefined();
  return lastSmsCode(after) ?? '';
};
const codeFromMail = async (to: string) => {
  const find = () => {
    const found = mail.mails.findLast((one) => one.to === to);
    return found && /\b\d{6}\b/.exec(found.text)?.[0];
  };
  await expect.poll(find).toBeDefined();
  return find() ?? '';
};

const send = 'main form:has(#code) button[type="submit"]';

async function setPassword(visitor: Visitor, page: Page, password: string): Promise<void> {
  await page.locator('#password').fill(password);
  await page.locator('#repeated').fill(password);
  await visitor.press('main form:has(#repeated) button[type="submit"]:not([data-reveals])');
}

describeInBrowser('an account in the hands of its person', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'acar-account-'));
    [mail, operator, browser] = await Promise.all([
      startTestMailServer(),
      startTestSmsCenter(),
      launchBrowser(),
    ]);
    test = await startTestService({ environment: messageSettings(folder, mail, operator) });
    tax = await startAgencyProcess(taxOffice, test);
  });
  afterAll(async () => {
    await browser?.close();
    await tax?.stop();
    await test?.stop();
    await Promise.all([mail?.stop(), operator?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['az', 'en', 'ru'] as const)(
    'raises the level with a code by SMS and keeps the portal session (%s)',
    async (language) => {
      const person = await test.addPerson();
      const visitor = await openVisitor(browser, { context: { viewport: phone } });
      const { page } = visitor;
      await page.goto(`${test.portal}/?lang=${language}`);
      await page.goto(`${test.portal}/sign-in?to=/me`);
      await visitor.proveWithPassword(person);
      const sessionOf = async () =>
        (await visitor.context.cookies(test.portal)).find((cookie) => cookie.name === 'acar_session')?.value;
      const before = await sessionOf();
      await page.goto(`${tax.origin}/?lang=${language}`);
      await page.goto(`${tax.origin}/sign-in`);
      await visitor.press(controls.proceed);

      const sent = operator.parts.length;
      await visitor.press('a[href*="level=substantial"]');
      await visitor.look(`step_up_choice_${language}`);
      await visitor.press(controls.password);
      await visitor.look(`step_up_code_${language}`);
      await page.locator('#code').fill('000000');
      await visitor.press(controls.submit);
      await page.locator('.ds-error-summary').waitFor();
      await page.locator('#code').fill(await codeFromSms(sent));
      await visitor.press(controls.submit);
      expect(page.url()).toBe(`${tax.origin}/me`);
      const level = { az: 'orta', en: 'substantial', ru: 'средний' }[language];
      expect(await page.locator('[data-fact="acr"]').innerText()).toBe(level);
      await page.goto(`${test.portal}/me`);
      expect(await sessionOf()).toBe(before);
      expect(await textOn(page)).toContain(person.familyName);
      await finish(visitor);
    },
  );

  it.each([
    ['email', 'az'],
    ['sms', 'en'],
    ['sms', 'ru'],
  ] as const)(
    'recovers the password by %s from the sign-in page and back to it (%s)',
    async (channel, language) => {
      const email = `${channel}-${language}@example.az`;
      const person = await test.addPerson({ email });
      const visitor = await openVisitor(browser, { context: { viewport: phone } });
      const { page } = visitor;
      await page.goto(`${test.portal}/?lang=${language}`);
      await page.goto(`${test.portal}/sign-in?to=/me`);
      await page.goto(`${page.url()}?lang=${language}`);
      await visitor.press('a[href^="/recover"]');
      await visitor.look(`recovery_1_${language}`);
      await page.locator('#code').fill(person.code);
      await visitor.press(send);
      await visitor.look(`recovery_2_${language}`);
      const sent = operator.parts.length;
      await visitor.press(`button[name="channel"][value="${channel}"]`);
      await visitor.look(`recovery_3_${language}`);
      const code = channel === 'sms' ? await codeFromSms(sent) : await codeFromMail(email);
      await page.locator('#code').fill(code);
      await visitor.press(send);
      await visitor.look(`recovery_4_${language}`);
      const password = `${goodPassword} ${language}`;
      await setPassword(visitor, page, 'short');
      await page.locator('.ds-error-summary').waitFor();
      await visitor.look(`recovery_4_refused_${language}`);
      await setPassword(visitor, page, password);
      await visitor.look(`recovery_5_${language}`);
      await visitor.press('main a.ds-button');
      expect(new URL(page.url()).origin).toBe(test.login);
      await visitor.proveWithPassword({ code: person.code, password });
      expect(new URL(page.url()).origin).toBe(test.portal);
      expect(await page.locator('.acar-person').innerText()).toContain(person.familyName);
      await finish(visitor);
    },
  );

  it.each(['az', 'en', 'ru'] as const)(
    'is activated with the two codes of the operator (%s)',
    async (language) => {
      const order = testOrder({ email: `activate-${language}@example.az` });
      const issued = await test.service.identity.accounts.issueAccount(order);
      if (issued.kind !== 'issued') throw new Error(issued.code);
      const visitor = await openVisitor(browser, { context: { viewport: phone } });
      const { page } = visitor;
      await page.goto(`${test.login}/activate?lang=${language}`);
      await visitor.look(`activation_1_${language}`);
      await page.locator('#code').fill(issued.loginCode);
      await page.locator('#activationCode').fill('ACDEF-GHJKM');
      await visitor.press('main form button[type="submit"]');
      await page.locator('.ds-error-summary').waitFor();
      await visitor.look(`activation_1_refused_${language}`);
      await page.locator('#activationCode').fill(issued.activationCode);
      await visitor.press('main form button[type="submit"]');
      await visitor.look(`activation_2_${language}`);
      const password = `ilk parolum ${language}`;
      await setPassword(visitor, page, password);
      await visitor.look(`activation_3_${language}`);
      await visitor.press('main a.ds-button');
      await visitor.proveWithPassword({ code: issued.loginCode, password });
      expect(await page.locator('.acar-person').innerText()).toContain(order.familyName);
      for (const path of ['/register', '/activate?again=yes', '/recover?again=yes', '/no-such-page']) {
        await page.goto(`${test.login}${path}`);
        await visitor.look();
      }
      expect(visitor.troubles().filter((text) => !text.includes('status of 404'))).toEqual([]);
      await visitor.close();
    },
  );

  it('changes its password at the portal', async () => {
    const person = await test.addPerson();
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await page.goto(`${test.portal}/sign-in?to=/me/password`);
    await visitor.proveWithPassword(person);
    const change = async (current: string, next: string) => {
      await page.locator('#current').fill(current);
      await page.locator('#next').fill(next);
      await page.locator('#repeat').fill(next);
      await visitor.press('main form:has(#repeat) button[type="submit"]');
    };
    await change('not the password', 'tamam başqa parol');
    await page.locator('.ds-error-summary:focus').waitFor();
    await visitor.look('password_refused');
    await change(person.password, 'tamam başqa parol');
    await page.locator('[role="status"]').first().waitFor();
    await visitor.look('password_changed');
    const other = await openVisitor(browser);
    await other.page.goto(`${test.portal}/sign-in?to=/me`);
    await other.proveWithPassword(person);
    expect(await textOn(other.page)).toContain('Kod və ya parol düzgün deyil.');
    await other.page.locator('#code').fill(person.code);
    await other.page.locator('#password').fill('tamam başqa parol');
    await other.press(controls.submit);
    expect(other.page.url()).toBe(`${test.portal}/me`);
    await finish(visitor, other);
  });
});
