import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { actingAs, sampleCase } from '../support/court-cases.ts';
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
import {
  clerksRoom,
  courtActors,
  type CourtServer,
  type CourtWorld,
  createCourtWorld,
  serveCourt,
} from '../support/court-world.ts';

let world: CourtWorld;
let court: CourtServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];
let caseId: string;
let count = 0;

async function open(options: { readonly javaScriptEnabled: boolean }): Promise<void> {
  context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
  page = await context.newPage();
  complaints = watchComplaints(page);
  await page.goto(`${court.origin}/courts/binaqadi/cases/${caseId}`);
}

const change = (name: string) => page.locator('a[href*="/participants/"]', { hasText: name }).click();

/** What is wrong with the page as it stands, on a phone and on a desktop. */
async function inspect(name: string): Promise<unknown[]> {
  const found: unknown[] = [...(await accessibilityViolations(page))];
  for (const [device, width] of [
    ['phone', 320],
    ['desktop', 1280],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    if (await scrollsSideways(page)) found.push(`${device} scrolls sideways`);
    found.push(...(await smallTargets(page)));
    await takePicture(page, `court_${name}_${device}`);
  }
  if (await scrollsSidewaysWithLargeText(page)) found.push('scrolls sideways with large text');
  return [...found, ...(await controlsWithoutMark(page))];
}

describeInBrowser('participants of a registered case', () => {
  beforeAll(async () => {
    world = await createCourtWorld();
    court = await serveCourt(world);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await court?.stop();
    await world?.stop();
  });
  beforeEach(async () => {
    court.actAs(courtActors.clerk);
    caseId = randomUUID();
    count += 1;
    const typed = sampleCase({ codes: [`EA${count}`, `EB${count}`] });
    const { cases } = clerksRoom(world, world.test.open());
    await cases.register(await actingAs(world, 'clerk'), { caseId, version: 0, typed });
  });
  afterEach(() => context?.close());

  it.each([
    ['with script', true],
    ['without script', false],
  ] as const)(
    'join it, with a name that is looked up, and leave it with a reason, %s',
    async (_, hasScript) => {
      await open({ javaScriptEnabled: hasScript });
      await page.click('text=İştirakçı əlavə et');
      await page.fill('#code-1', '7num007');
      await page.click('button[value="look-1"]');
      await page.getByText('Ad tapıldı').waitFor();
      expect(await page.inputValue('#name-1')).toBe('Şəmsi Nümunəyev');
      if (hasScript) expect(await page.evaluate('document.activeElement.id')).toBe('name-1');
      await page.fill('#mobile-1', '1');
      await page.press('#mobile-1', 'Enter');
      await page.waitForLoadState();
      expect(await page.inputValue('#mobile-1')).toBe('1');
      await page.click('button[value="add"]');
      await page.locator('.ds-error-summary').waitFor();
      expect(await page.evaluate('document.activeElement.className')).toContain('ds-error-summary');
      if (hasScript) expect(await inspect('participant_wrong')).toEqual([]);
      await page.fill('#mobile-1', '050 111 22 33');
      await page.click('button[value="add"]');
      await page.waitForURL(/news=added/);
      if (hasScript) expect(await inspect('case_with_three')).toEqual([]);
      await change('Şəmsi Nümunəyev');
      if (hasScript) expect(await inspect('participant_leaves')).toEqual([]);
      await page.fill('#reason', 'Səhvən yazılıb');
      await page.click('button[value="remove"]');
      await page.waitForURL(/news=removed/);
      expect(await page.getByText('Səbəb: Səhvən yazılıb').isVisible()).toBe(true);
      expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
    },
  );

  it('are replaced where the kind of case needs them', async () => {
    await open({ javaScriptEnabled: true });
    await change('Əli İddiaçı');
    expect(await page.locator('button[value="remove"]').count()).toBe(0);
    expect(await inspect('participant_needed')).toEqual([]);
    await page.fill('#reason', 'Varisi');
    await page.fill('#name-1', 'Nigar Varis');
    await page.click('button[value="replace"]');
    await page.waitForURL(/news=replaced/);
    expect(await page.getByText('Yerinə: Nigar Varis, İddiaçı').isVisible()).toBe(true);
  });
});
