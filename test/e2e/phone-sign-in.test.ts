import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { socialFund, taxOffice } from '../../src/demo/agencies/index.ts';
import { type AgencyProcess, startAgencyProcess } from '../support/agency-process.ts';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { fakeCameraArguments, filmCode, filmPicture } from '../support/fake-camera.ts';
import { type PhoneService, startPhoneService } from '../support/phone-service.ts';
import { readPng } from '../support/png.ts';
import { createPausableClock } from '../support/test-clock.ts';
import { controls, finish, openVisitor, textOn, type Visitor } from '../support/visitor.ts';
import { enrolWallet, fill, send, view, walletPin } from '../support/wallet-page.ts';

const handheld = {
  viewport: { width: 360, height: 760 },
  isMobile: true,
  hasTouch: true,
  userAgent:
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
};
const languages = ['en', 'ru', 'az'] as const;
const way = (id: string) => `button[name="method"][value="${id}"]`;

// A code lives three seconds; on a slow machine the camera needs longer to open.
const clock = createPausableClock();
let folder: string;
let film: string;
let test: PhoneService;
let tax: AgencyProcess;
let social: AgencyProcess;
let browser: Browser;
let phone: Visitor;

describeInBrowser('a desktop and a phone', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'acar-phone-'));
    film = join(folder, 'camera.y4m');
    filmCode(film, 'nothing yet');
    test = await startPhoneService({ clock });
    [tax, social, browser] = await Promise.all([
      startAgencyProcess(taxOffice, test),
      startAgencyProcess(socialFund, test),
      launchBrowser(fakeCameraArguments(film)),
    ]);
    phone = await openVisitor(browser, { context: handheld });
    const { accountId } = test.person;
    await enrolWallet(test, phone.page, { accountId, phoneNumber: '+994501234567' });
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([tax?.stop(), social?.stop()]);
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const wallet = () => test.environment['ACAR_WALLET_ORIGIN'] ?? '';

  /** Every language, the pages in the order of their look; the last one stays. */
  async function lookInAll(visitor: Visitor, name: string): Promise<void> {
    const { page } = visitor;
    for (const language of languages) {
      await page.goto(`${page.url().replace(/\?.*/, '')}?lang=${language}`);
      await visitor.look(`phone_${name}_${language}`);
    }
  }

  it('sign in together: the camera sees the very code on the desktop, and the number opens the agency', async () => {
    const desktop = await openVisitor(browser);
    const { page } = desktop;
    await page.goto(`${tax.origin}/sign-in`);
    await desktop.press(way('qr'));
    await lookInAll(desktop, '1_code');
    const first = await page.locator('.acar-qr path').getAttribute('d');
    await expect.poll(() => page.locator('.acar-qr path').getAttribute('d')).not.toBe(first);

    clock.pause();
    filmPicture(film, readPng(await page.locator('.acar-qr').screenshot()));
    await view(phone.page, 'home').locator('[data-action="scan"]').click();
    await view(phone.page, 'request').waitFor();
    clock.resume();
    const told = await view(phone.page, 'request').innerText();
    expect(told).toContain('Nümunə vergi xidməti');
    expect(told).toContain('Chrome, Linux');

    // The code is gone, and the number is there without a press.
    await page.locator('form[data-phase="number"]').waitFor();
    expect(await page.locator('.acar-qr').count()).toBe(0);
    await lookInAll(desktop, '2_number');
    const number = await page.locator('.acar-code').innerText();
    await phone.page.locator(`input[name="number"][value="${number}"]`).check();
    await fill(phone.page, 'approve-pin', walletPin);
    await send(phone.page, 'approve');
    await view(phone.page, 'done').waitFor();

    await page.locator('form[action$="/decide"]').first().waitFor();
    expect(await textOn(page)).toContain('smartfon ilə (QR-kod)');
    await desktop.press(controls.proceed);
    expect(page.url()).toBe(`${tax.origin}/me`);
    await page.goto(`${test.portal}/sign-in?to=/me`);
    await desktop.press(controls.proceed);
    expect(page.url()).toBe(`${test.portal}/me`);
    expect(await textOn(page)).toContain(test.person.familyName);
    await finish(desktop);
  });

  it('and the phone alone: a link to the app and back to the same browser', async () => {
    const { page } = phone;
    await page.goto(`${social.origin}/sign-in`);
    await phone.press(way('mobile'));
    await lookInAll(phone, '3_link');
    await page.locator('a[href*="/open?request="]').click();
    await view(page, 'request').waitFor();
    await fill(page, 'approve-pin', walletPin);
    await send(page, 'approve');
    await page.locator('form[action$="/decide"]').first().waitFor();
    expect(new URL(page.url()).origin).toBe(test.login);
    await phone.press(controls.proceed);
    expect(page.url()).toBe(`${social.origin}/me`);
  });

  it('and a request by number, with the same control code on both screens', async () => {
    const desktop = await openVisitor(browser);
    const { page } = desktop;
    await page.goto(`${test.portal}/sign-in?to=/me`);
    await desktop.press(way('mobile'));
    await lookInAll(desktop, '4_number_form');
    await page.locator('#phone_number').fill('+994 50 123 45 67');
    await page.locator('#personal_code').fill('T000001');
    await phone.page.goto(wallet());
    await view(phone.page, 'home').waitFor();
    await desktop.press('form[action$="/advance"] button');
    await view(phone.page, 'request').waitFor();
    const code = await page.locator('.acar-code').innerText();
    expect(await phone.page.locator('[data-part="code"]').innerText()).toBe(code);
    await desktop.look('phone_5_asked');
    await fill(phone.page, 'approve-pin', walletPin);
    await send(phone.page, 'approve');
    await page.waitForURL(`${test.portal}/me`);
    expect(await textOn(page)).toContain('mobil sertifikat ilə');
    await finish(desktop);
  });
});
