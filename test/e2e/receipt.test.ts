import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { type RecordLogService, startRecordLogService } from '../support/record-log-service.ts';
import { loadInPage, openVisitor, textOn } from '../support/visitor.ts';

describeInBrowser('the receipt of a sign-in', () => {
  let service: RecordLogService;
  let browser: Browser;
  beforeAll(async () => {
    [service, browser] = await Promise.all([startRecordLogService(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  it('is downloaded, and checked in the browser; an altered record is found out', async () => {
    const visitor = await openVisitor(browser, { expected: /status of 503/ });
    const { page } = visitor;
    await page.goto(`${service.test.portal}/sign-in?to=/me/history`);
    await visitor.proveWithPassword(service.test.person);
    const outcome = (kind: string) => page.locator(`[data-outcome="${kind}"]`);
    const check = page.locator('main a[href^="/check-receipt"]').first();
    const id = (await check.getAttribute('href'))?.split('=')[1] ?? '';
    const addressOf = (what: string) => `/me/history/${id}/${what}`;
    // The checkpoint that covers it comes within a second.
    await expect
      .poll(async () => (await loadInPage(page, addressOf('receipt'))).status, { timeout: 20_000 })
      .toBe(200);
    await check.click();
    await outcome('valid').waitFor();
    expect(await textOn(page)).toContain('sign_in.succeeded');
    await visitor.look('receipt_valid');

    const keep = async (what: string) => {
      const file = join(service.folder, what);
      writeFileSync(file, (await loadInPage(page, addressOf(what))).text);
      return file;
    };
    const [record, receipt] = [await keep('record'), await keep('receipt')];
    const altered = join(service.folder, 'altered');
    writeFileSync(altered, readFileSync(record, 'utf8').replace('"password"', '"card"'));
    await page.goto(`${service.test.portal}/check-receipt`);
    await page.locator('main button[type="button"]').click();
    await outcome('missing').waitFor();
    await page.locator('#receipt').setInputFiles(receipt);
    await page.locator('#record').setInputFiles(altered);
    await page.locator('main button[type="button"]').click();
    await outcome('not_included').waitFor();
    await page.locator('#record').setInputFiles(record);
    await page.locator('main button[type="button"]').click();
    await outcome('valid').waitFor();
    expect(visitor.troubles()).toEqual([]);
    await visitor.close();
  });
});
