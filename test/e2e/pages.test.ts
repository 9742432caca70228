import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { languages } from '../../src/messages/index.ts';
import { createCatalogue, loadCatalogue, portalRoutes } from '../../src/portal/index.ts';
import {
  accessibilityViolations,
  describeInBrowser,
  launchBrowser,
  screenshotPath,
  scrollsSideways,
  watchComplaints,
} from '../support/browser.ts';
import { samplePorts, sampleRoutes, signInSamples } from '../support/page-samples.ts';
import { type SampleSite, startSampleSite } from '../support/sample-site.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const openPaths = [
  '/',
  '/?news=all_ended',
  '/agencies',
  '/agencies/dovlet-sosial-mudafie-fondu',
  '/agencies/maliyye-nazirliyi',
  '/statistics?sort=services',
  '/search',
  '/search?q=pensiya',
  '/search?q=zzzz',
  '/help/sign-in',
  '/accessibility',
  '/no-such-page',
  ...Object.keys(signInSamples).map((name) => `/s/${name}`),
];
const ownPaths = [
  '/',
  '/me',
  '/me/sessions',
  '/me/sessions?news=ended',
  '/me/history',
  '/me/consents',
  '/me/consents?news=withdrawn',
  '/me/password',
];
/** Azerbaijani pages in all four looks; the others in two that hold every width and scheme: colours know no language. */
const looks = [
  ['phone', 320, 'light'],
  ['desktop', 1280, 'dark'],
  ['phone', 320, 'dark'],
  ['desktop', 1280, 'light'],
] as const;

let test: TestDatabase;
let site: SampleSite;
let browser: Browser;

async function openContext(isSignedIn: boolean): Promise<BrowserContext> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  if (isSignedIn) await context.addCookies([{ name: 'sample', value: 'in', url: site.origin }]);
  return context;
}

async function inspect(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  const isFull = name.endsWith(' az');
  for (const [device, width, colorScheme] of isFull ? looks : looks.slice(0, 2)) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    if (await scrollsSideways(page)) found.push(`${name} ${device}: scrolls sideways`);
    const violations = await accessibilityViolations(page);
    found.push(
      ...violations.map((one) => `${name} ${device} ${colorScheme}: ${one.rule} ${one.elements.join(' ')}`),
    );
    if (isFull) {
      const file = `${name.replace(/\W+/g, '_')}_${device}_${colorScheme}`;
      await page.screenshot({ path: screenshotPath(file), fullPage: true });
    }
  }
  return found;
}

describeInBrowser('pages', () => {
  beforeAll(async () => {
    test = await createTestDatabase();
    await loadCatalogue(test.open({ role: 'acar_worker' }));
    const ports = samplePorts(createCatalogue(test.open()));
    site = await startSampleSite([...portalRoutes(ports), ...sampleRoutes()]);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await test.drop();
  });

  it.each([
    ['open', openPaths, false],
    ['own', ownPaths, true],
  ] as const)(
    'pass axe and fit in 320 pixels in three languages, light and dark (%s part)',
    async (part, paths, isSignedIn) => {
      const problems = await Promise.all(
        languages.map(async (language) => {
          const context = await openContext(isSignedIn);
          const page = await context.newPage();
          const complaints = watchComplaints(page);
          const found: string[] = [];
          for (const path of paths) {
            const address = `${site.origin}${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
            const answer = await page.goto(address);
            const expected = path === '/no-such-page' ? 404 : 200;
            if (answer?.status() !== expected) found.push(`${path}: ${answer?.status()}`);
            found.push(...(await inspect(page, `${part} ${path} ${language}`)));
          }
          const unexpected = complaints.filter((text) => !text.includes('status of 404'));
          return [...found, ...unexpected];
        }),
      );
      expect(problems.flat()).toEqual([]);
    },
    600_000,
  );
});
