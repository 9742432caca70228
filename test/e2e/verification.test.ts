import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cades } from '../../certs/signatures/cades/index.ts';
import { readAll, sourceOf } from '../../certs/signatures/index.ts';
import {
  accessibilityViolations,
  describeInBrowser,
  launchBrowser,
  scrollsSideways,
} from '../support/browser.ts';
import type { SampleSite } from '../support/sample-site.ts';
import { createSigningWorld } from '../support/signing-world.ts';
import { startVerificationSite } from '../support/verification-site.ts';
import { desktop, phone } from '../support/visitor.ts';

describeInBrowser('the verification of documents', () => {
  let browser: Browser;
  let site: SampleSite;
  let document: Buffer;
  beforeAll(async () => {
    const world = await createSigningWorld();
    const content = sourceOf(Buffer.from('1000 manat ödəyirəm.'));
    const files = [{ name: 'Ərizə.txt', mediaType: 'text/plain', content }];
    const { toBeSigned, state } = await cades.prepare(world.orderOf('p256', files), {
      packaging: 'enveloping',
    });
    const basic = await cades.complete(state, files, world.sign('p256', toBeSigned));
    const file = { name: 'Ərizə.p7m', mediaType: '', content: basic };
    const raised = await cades.raise({ file, detached: [] }, 'LTA', world.sources);
    document = (await readAll(raised, 1_000_000)) ?? Buffer.alloc(0);
    [site, browser] = await Promise.all([startVerificationSite(world), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const upload = (name: string) => ({ name, mimeType: 'application/pkcs7-mime', buffer: document });

  it.each([
    ['without script, on a phone', { viewport: phone, javaScriptEnabled: false }],
    ['with script, at a desk', { viewport: desktop, javaScriptEnabled: true }],
  ])(
    'says whether a document is genuine %s, breaks no rule of WCAG 2.2 AA, and gives the report',
    async (_, options) => {
      const context = await browser.newContext({
        ...options,
        reducedMotion: 'reduce',
        acceptDownloads: true,
      });
      const page = await context.newPage();
      const inspect = async () => {
        if (options.javaScriptEnabled) expect(await accessibilityViolations(page)).toEqual([]);
        expect(await scrollsSideways(page)).toBe(false);
      };
      await page.goto(site.origin);
      await inspect();
      await page.click('main form button');
      await page.getByText('Yoxlanılacaq sənədi seçin.').waitFor();
      await inspect();
      await page.setInputFiles('#document', upload('Ərizə.p7m'));
      await page.click('main form button');
      await page.getByText('Sənəd həqiqidir').waitFor();
      expect(await page.title()).toContain('Yoxlamanın nəticəsi');
      expect(await page.textContent('main')).toContain('Aygün Çingiz qızı Əliyeva');
      await inspect();
      const download = page.waitForEvent('download');
      await page.click('text=Hesabat (JSON)');
      expect((await download).suggestedFilename()).toMatch(/^acar-[0-9a-f-]{36}\.json$/);
      await context.close();
    },
  );

  it('takes a file that is dropped on the page, and tells of its way', async () => {
    const page = await browser.newPage();
    await page.goto(site.origin);
    await page.evaluate(`(() => {
      const bytes = Uint8Array.from(atob('${document.toString('base64')}'), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'Ərizə.p7m'));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    })()`);
    expect(await page.inputValue('#document')).toContain('Ərizə.p7m');
    await page.click('main form button');
    await page.getByText('Sənəd həqiqidir').waitFor();
    await page.close();
  });
});
