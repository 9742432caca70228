import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Language, languages } from '../../src/messages/index.ts';
import { createCatalogue, loadCatalogue, portalRoutes } from '../../src/portal/index.ts';
import { createStatistics, loadHistory, statisticsRoutes } from '../../src/statistics/index.ts';
import {
  accessibilityViolations,
  controlsWithoutMark,
  describeInBrowser,
  launchBrowser,
  scrollsSideways,
  scrollsSidewaysWithLargeText,
  smallTargets,
  takePicture,
  watchComplaints,
} from '../support/browser.ts';
import { accessSampleRoutes } from '../support/access-samples.ts';
import { noticeSampleRoutes, putSampleCourtFigures } from '../support/notice-samples.ts';
import { pageSamples, samplePorts, sampleRoutes } from '../support/page-samples.ts';
import { type SampleSite, startSampleSite } from '../support/sample-site.ts';
import { putSampleFigures } from '../support/statistics-samples.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const openPaths = [
  '/',
  '/?news=all_ended',
  '/agencies',
  '/agencies/dovlet-sosial-mudafie-fondu',
  '/agencies/maliyye-nazirliyi',
  '/statistics',
  '/statistics?month=2013-09',
  '/statistics?month=2025-11',
  '/statistics/bulletin-2013?sort=services',
  '/statistics/courts',
  '/statistics/courts?month=2025-11',
  '/search',
  '/search?q=pensiya',
  '/search?q=zzzz',
  '/help/sign-in',
  '/accessibility',
  '/check-receipt',
  '/no-such-page',
];
const stepPaths = Object.keys(pageSamples).map((name) => `/s/${name}`);
const ownPaths = [
  '/',
  '/me',
  '/me/sessions',
  '/me/sessions?news=ended',
  '/me/history',
  '/me/consents',
  '/me/consents?news=withdrawn',
  '/me/phones?news=refused',
  '/me/accesses',
  '/me/accesses?from=2026-11-01',
  '/me/accesses/1000?news=sent',
  '/me/accesses/990',
  '/me/accesses/980',
  '/me/accesses/consents?news=given',
  '/me/notices',
  '/me/notices?court=xazar',
  '/me/notices/00000000-0000-4000-8000-000000000001',
  '/me/notices/00000000-0000-4000-8000-000000000002?news=opened',
  '/me/notices/00000000-0000-4000-8000-000000000003',
  '/me/notices/00000000-0000-4000-8000-000000000005',
  '/me/notices/mandates?news=given',
  '/me/notices/mandates?organisation=00000000-0000-4000-8000-000000000001',
  '/me/notices/organisations?notice=00000000-0000-4000-8000-000000000009',
  '/me/notices/organisations/00000000-0000-4000-8000-000000000001',
  '/me/notices/00000000-0000-4000-8000-000000000006',
  '/me/password',
];
/**
 * For axe: Azerbaijani in two looks that hold every width and scheme, Russian, with the longest words, on the smallest page:
 * colours and names of controls know no language. Steps share their parts: one look of them is enough.
 */
const looks = {
  az: [
    ['desktop', 1280, 'dark'],
    ['phone', 320, 'light'],
  ],
  en: [],
  ru: [['phone', 320, 'dark']],
} as const satisfies Record<Language, readonly (readonly [string, number, 'light' | 'dark'])[]>;

const stepLooks = { ...looks, az: looks.az.slice(1), ru: [] };

let test: TestDatabase;
let site: SampleSite;
let browser: Browser;

/** English words are the shortest: the open and the personal part hold every kind of them. */
function languagesOf(part: string): readonly Language[] {
  return part === 'step by step' ? ['az', 'ru'] : languages;
}

async function openContext(isSignedIn: boolean): Promise<BrowserContext> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  if (isSignedIn) await context.addCookies([{ name: 'sample', value: 'in', url: site.origin }]);
  return context;
}

/** The browser lays out and draws a page anew even for the size that it has. */
async function widen(page: Page, width: number): Promise<void> {
  if (page.viewportSize()?.width !== width) await page.setViewportSize({ width, height: 900 });
}

async function inspect(page: Page, name: string, language: Language): Promise<string[]> {
  const found: string[] = [];
  const wanted = name.startsWith('step by step') ? stepLooks[language] : looks[language];
  for (const [device, width, colorScheme] of wanted) {
    await widen(page, width);
    await page.emulateMedia({ colorScheme });
    const violations = await accessibilityViolations(page);
    found.push(
      ...violations.map((one) => `${name} ${device} ${colorScheme}: ${one.rule} ${one.elements.join(' ')}`),
    );
    const file = `${name.replace(/\W+/g, '_')}_${device}_${colorScheme}`;
    await takePicture(page, file);
  }
  return [...found, ...(await measure(page, name))];
}

/** Reflow (WCAG 1.4.10), large text (1.4.4), targets (2.5.8), and controls under forced colours (1.4.11). */
async function measure(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const width of [320, 768]) {
    await widen(page, width);
    if (await scrollsSideways(page)) found.push(`${name} ${width}: scrolls sideways`);
  }
  if (await scrollsSidewaysWithLargeText(page)) found.push(`${name}: scrolls sideways with large text`);
  const small = await smallTargets(page);
  const unmarked = await controlsWithoutMark(page);
  return [
    ...found,
    ...small.map((one) => `${name}: small target ${one}`),
    ...unmarked.map((one) => `${name}: no mark under forced colours ${one}`),
  ];
}

describeInBrowser('pages', () => {
  beforeAll(async () => {
    test = await createTestDatabase();
    await loadCatalogue(test.open({ role: 'acar_worker' }));
    await loadHistory(test.owner());
    await putSampleFigures(test.owner());
    await putSampleCourtFigures(test.owner());
    const ports = samplePorts(createCatalogue(test.open()));
    const clock = { now: () => Date.parse('2026-11-22T06:00:00Z') };
    const statistics = createStatistics({ db: test.open(), clock });
    site = await startSampleSite([
      ...portalRoutes(ports),
      ...statisticsRoutes({ portal: ports, statistics, hasCourts: true }),
      ...accessSampleRoutes(ports),
      ...noticeSampleRoutes(ports, test.open()),
      ...sampleRoutes(),
    ]);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await test.drop();
  });

  it.each([
    ['open', openPaths, false],
    ['step by step', stepPaths, false],
    ['own', ownPaths, true],
  ] as const)(
    'pass axe, and reflow and keep their controls under forced colours (%s part)',
    async (part, paths, isSignedIn) => {
      const problems = await Promise.all(
        languagesOf(part).map(async (language) => {
          const context = await openContext(isSignedIn);
          const page = await context.newPage();
          const complaints = watchComplaints(page);
          const found: string[] = [];
          for (const path of paths) {
            const address = `${site.origin}${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
            const answer = await page.goto(address);
            const expected = path === '/no-such-page' ? 404 : 200;
            if (answer?.status() !== expected) found.push(`${path}: ${answer?.status()}`);
            found.push(...(await inspect(page, `${part} ${path} ${language}`, language)));
          }
          const unexpected = complaints.filter((text) => !text.includes('status of 404'));
          return [...found, ...unexpected];
        }),
      );
      expect(problems.flat()).toEqual([]);
    },
    600_000,
  );

  it('set four things in a row, two by two or one above the other, never three and one', async () => {
    const context = await openContext(false);
    const page = await context.newPage();
    await page.goto(site.origin);
    const columns = (selector: string) =>
      page.evaluate(
        `new Set(Array.from(document.querySelectorAll('${selector} > li'), (item) => item.getBoundingClientRect().left)).size`,
      );
    const seen = new Set<unknown>();
    for (let width = 320; width <= 1280; width += 60) {
      await page.setViewportSize({ width, height: 900 });
      seen.add(await columns('.acar-ways')).add(await columns('.acar-figures'));
    }
    expect([...seen].toSorted()).toEqual([1, 2, 4]);
    await context.close();
  });

  it('print the history as a table with the name of its person and nothing to press', async () => {
    const context = await openContext(true);
    const page = await context.newPage();
    await page.goto(`${site.origin}/me/history`);
    // The width of A4 between its margins.
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.acar-person__who').isVisible()).toBe(true);
    expect(await page.locator('th[scope="col"]').first().isVisible()).toBe(true);
    const display = await page.evaluate("getComputedStyle(document.querySelector('tbody td')).display");
    expect(display).toBe('table-cell');
    for (const control of await page.locator('a:not(.acar-brand), button').all())
      expect(await control.isVisible()).toBe(false);
    expect(await scrollsSideways(page)).toBe(false);
    await context.close();
  });
});
