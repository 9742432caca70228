import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  accessibilityViolations,
  describeInBrowser,
  launchBrowser,
  scrollsSideways,
} from '../support/browser.ts';
import { makeRequest } from '../support/certification-request.ts';
import { startTestPkiService, type TestPkiService } from '../support/test-pki-service.ts';
import { desktop, phone } from '../support/visitor.ts';

const fin = '5ARPXN9';

describeInBrowser('the pages of the certificate service', () => {
  let service: TestPkiService;
  let browser: Browser;
  beforeAll(async () => {
    service = await startTestPkiService();
    browser = await launchBrowser();
    const issued = await service.pki.orders.issue({
      orderedBy: 'desk-1',
      orderKey: 'one',
      authority: 'persons-1',
      profile: 'citizen-signature',
      request: makeRequest().request,
      subject: {
        kind: 'citizen',
        givenName: 'Şəhla',
        surname: 'Nümunəyeva',
        identifier: { scheme: 'PNO', number: fin },
      },
      isPublic: true,
    });
    if (issued.kind !== 'issued') throw new Error(issued.message);
    const { caId, serial } = issued;
    for (const action of ['hold', 'release', 'hold'] as const)
      await service.pki.statuses.change({ caId, serial, action, doneBy: 'desk-1' });
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  it.each([
    ['a phone', phone],
    ['a desk', desktop],
  ])('can be used without script and break no rule of WCAG 2.2 AA at %s', async (_, viewport) => {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const inspect = async () => {
      expect(await accessibilityViolations(page), page.url()).toEqual([]);
      expect(await scrollsSideways(page), page.url()).toBe(false);
    };
    for (const path of ['/', '/status', '/repository', '/nothing']) {
      await page.goto(service.origin + path);
      await inspect();
    }
    await page.goto(`${service.origin}/repository`);
    await page.selectOption('#by', 'subject');
    await page.fill('#text', `PNOAZ-${fin}`);
    await page.click('main form button[type="submit"]');
    await inspect();
    await page.click('main table a');
    expect(await page.textContent('main')).toContain(`PNOAZ-${fin}`);
    await inspect();
    await page.goto(`${service.origin}/repository`);
    await page.fill('#text', 'nobody');
    await page.click('main form button[type="submit"]');
    expect(await page.title()).toMatch(/^Xəta: /);
    await inspect();
    await context.close();
  });
});
