import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { sampleRoutes } from '../support/page-samples.ts';
import { type SampleSite, startSampleSite } from '../support/sample-site.ts';

let site: SampleSite;
let browser: Browser;

async function openPage(path: string, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const page = await browser.newPage(options);
  await page.goto(site.origin + path);
  return page;
}

describeInBrowser('scripts of the sign-in pages', () => {
  beforeAll(async () => {
    site = await startSampleSite(sampleRoutes());
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it('show and hide what is typed as a password', async () => {
    const page = await openPage('/s/password');
    const input = page.locator('#password');
    await input.fill('gizli söz');
    await page.getByRole('button', { name: 'Göstər' }).click();
    expect(await input.getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Gizlət' }).click();
    expect(await input.getAttribute('type')).toBe('password');
    await page.close();
  });

  it('warn before the end of the time and extend it without losing what was typed (WCAG 2.2.1)', async () => {
    const page = await openPage('/s/password-blocked');
    const limit = page.locator('[data-seconds-left]');
    await limit.and(page.locator('[data-urgent]')).waitFor();
    expect(await page.locator('[data-spoken]').textContent()).toMatch(/^Qalan vaxt: \d+ san\.$/);
    await page.locator('#code').fill('12345678');
    await page.getByRole('button', { name: 'Vaxtı artır' }).click();
    await page.locator('[data-spoken]', { hasText: 'Vaxt artırıldı.' }).waitFor({ state: 'attached' });
    expect(await limit.getAttribute('data-urgent')).toBeNull();
    expect(await page.locator('#code').inputValue()).toBe('12345678');
    expect(page.url()).toContain('/s/password-blocked');
    await page.close();
  });

  it('are not needed: without them the limit is extended by a form and no dead button shows', async () => {
    const page = await openPage('/s/password-blocked', { javaScriptEnabled: false });
    expect(await page.getByRole('button', { name: 'Göstər' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Vaxtı artır' }).click();
    await page.waitForURL('**/s/extend');
    await page.close();
  });

  it('leave the focus on the list of errors, and on the first field when there is none', async () => {
    for (const [path, selector] of [
      ['/s/password-wrong', '.ds-error-summary'],
      ['/s/password', '#code'],
    ] as const) {
      const page = await openPage(path);
      await page.locator(`${selector}:focus`).waitFor();
      await page.close();
    }
  });
});

describeInBrowser('fonts', () => {
  it('draw every Azerbaijani and Russian letter with our own typeface', async () => {
    site = await startSampleSite(sampleRoutes());
    browser = await launchBrowser();
    const page = await openPage('/s/password');
    await page.evaluate(
      `document.querySelector('h1').textContent = 'ƏəĞğIıİiÖöŞşÜüÇç Съешь ещё этих мягких ЁЙЩ № –'; document.fonts.ready.then(() => {})`,
    );
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('DOM.enable');
    await cdp.send('CSS.enable');
    const { root } = await cdp.send('DOM.getDocument');
    const { nodeId } = await cdp.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'h1' });
    await expect
      .poll(async () => {
        const { fonts } = await cdp.send('CSS.getPlatformFontsForNode', { nodeId });
        return fonts.map((font) => font.isCustomFont && font.familyName.startsWith('Source Sans 3'));
      })
      .toEqual([true]);
    await browser.close();
    await site.close();
  });
});
