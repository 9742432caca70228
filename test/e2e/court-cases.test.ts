import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createCourts, startCaseImports } from '../../src/notices/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import {
  accessibilityViolations,
  describeInBrowser,
  launchBrowser,
  scrollsSideways,
  smallTargets,
  takePicture,
  watchComplaints,
} from '../support/browser.ts';
import {
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

async function open(options: { readonly javaScriptEnabled: boolean }, path = '/cases/new'): Promise<void> {
  context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
  page = await context.newPage();
  complaints = watchComplaints(page);
  await page.goto(`${court.origin}/courts/binaqadi${path}`);
}

const fill = async (values: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(values)) await page.fill(`#${name}`, value);
};
const press = (name: string) => page.getByRole('button', { name, exact: false }).first().click();

describeInBrowser('a clerk’s form of a case', () => {
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
  beforeEach(() => court.actAs(courtActors.clerk));

  it.each([
    ['with script', true, ['1E2E001', '2E2E002']],
    ['without script', false, ['3E2E003', '4E2E004']],
  ] as const)(
    'adds and removes participants, fills in names and registers, %s',
    async (_, hasScript, codes) => {
      await open({ javaScriptEnabled: hasScript });
      await fill({ subject: 'İcarə haqqının alınması', 'code-1': '7num007' });
      await press('Adı tap');
      await page.getByText('Ad tapıldı').waitFor();
      expect(await page.inputValue('#name-1')).toBe('Şəmsi Nümunəyev');
      await fill({
        'code-1': codes[0],
        'mobile-1': '050 111 22 33',
        'name-2': 'Günel Cavabdeh',
        'code-2': codes[1],
      });
      await press('İştirakçı əlavə et');
      await page.locator('#name-3').waitFor();
      if (hasScript) expect(await page.evaluate('document.activeElement.id')).toBe('role-3');
      await fill({ 'name-3': 'Artıq Şəxs' });
      await page.click('button[value="remove-3"]');
      await page.locator('#name-3').waitFor({ state: 'detached' });
      expect(await page.inputValue('#subject')).toBe('İcarə haqqının alınması');
      expect(await page.inputValue('#name-2')).toBe('Günel Cavabdeh');
      await page.click('button[value="register"]');
      await page.waitForURL(/news=registered/);
      expect(await page.textContent('h1')).toMatch(/^İş 2\(001\)-\d\/2026$/);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it('shows everything that is wrong beside its field, keeps what was typed, and Enter keeps a draft', async () => {
    await open({ javaScriptEnabled: true });
    await fill({
      subject: 'Yarımçıq',
      'name-1': 'Əli',
      'code-1': 'IOIOIOI',
      'mobile-1': '12',
      'email-1': 'x',
    });
    await page.click('button[value="register"]');
    await page.locator('.ds-error-summary').waitFor();
    expect(await page.locator('.ds-error-summary li').count()).toBe(4);
    expect(await page.evaluate('document.activeElement.className')).toContain('ds-error-summary');
    expect(await page.inputValue('#code-1')).toBe('IOIOIOI');
    expect(await page.getAttribute('#mobile-1', 'aria-invalid')).toBe('true');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.press('#email-1', 'Enter');
    await page.waitForURL(/\/edit\?news=saved/);
    expect(await page.inputValue('#mobile-1')).toBe('12');
    await context.close();
  });

  it('is filled in from the keyboard alone, in the order in which one reads', async () => {
    await open({ javaScriptEnabled: true });
    const order: unknown[] = [];
    for (let tabs = 0; tabs < 12; tabs++) {
      order.push(await page.evaluate('document.activeElement.id || document.activeElement.value'));
      await page.keyboard.press('Tab');
    }
    expect(order).toEqual([
      'kind',
      'subject',
      'role-1',
      'kind-1',
      'code-1',
      'look-1',
      'name-1',
      'mobile-1',
      'email-1',
      'language-1',
      'remove-1',
      'role-2',
    ]);
    await context.close();
  });

  it('shows both versions when another clerk was quicker, and goes on with either', async () => {
    await open({ javaScriptEnabled: true });
    await fill({ subject: 'Birinci mətn', 'name-1': 'Əli' });
    await page.press('#subject', 'Enter');
    await page.waitForURL(/\/edit/);
    const other = await context.newPage();
    await other.goto(page.url());
    await other.fill('#subject', 'Başqasının mətni');
    await other.press('#subject', 'Enter');
    await other.getByText('Qaralama saxlanıldı').waitFor();
    await page.fill('#subject', 'Mənim mətnim');
    await page.press('#subject', 'Enter');
    await page.getByRole('heading', { name: 'Bu iş dəyişib' }).waitFor();
    expect(await page.getByText('Başqasının mətni').isVisible()).toBe(true);
    expect(await page.getByText('Mənim mətnim').isVisible()).toBe(true);
    expect(await accessibilityViolations(page)).toEqual([]);
    await takePicture(page, 'court_stale');
    await press('Mənim yazdığımla davam et');
    expect(await page.inputValue('#subject')).toBe('Mənim mətnim');
    await page.press('#subject', 'Enter');
    await page.getByText('Qaralama saxlanıldı').waitFor();
    expect(await page.inputValue('#subject')).toBe('Mənim mətnim');
    await context.close();
  });
});

describeInBrowser('a clerk’s file of cases', () => {
  let work: ReturnType<typeof startCaseImports>;
  beforeAll(async () => {
    world = await createCourtWorld();
    world.clock.at = Date.now();
    court = await serveCourt(world);
    browser = await launchBrowser();
    const db = world.test.open({ role: 'acar_worker' });
    const clock = { now: () => Date.now() };
    work = startCaseImports({
      db,
      clock,
      random: Math.random,
      recorder: createRecorder({ clock }),
      draws: { request: async () => {} },
      courtOf: (courtId) => createCourts({ db }).find(courtId),
      onError: () => {},
      pollSeconds: 0.3,
    });
    court.actAs(courtActors.clerk);
  });
  afterAll(async () => {
    await work?.stop();
    await browser?.close();
    await court?.stop();
    await world?.stop();
  });

  const upload = async (text: string) => {
    await page.setInputFiles('#file', { name: 'işlər.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Faylı yüklə' }).click();
  };
  const look = async (name: string) => {
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await scrollsSideways(page)).toBe(false);
      await takePicture(page, `court_${name}_${width}`);
    }
  };

  it('is uploaded, looked at, registered with its progress shown, and its bad rows are told, without script', async () => {
    await open({ javaScriptEnabled: false }, '/imports');
    const bare = await browser.newContext({ reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Faylı yüklə' }).click();
    await page.getByText('Faylı seçin').first().waitFor();
    await upload('növ;maaş\n');
    await page.getByText('Belə sütun yoxdur: maaş (sətir 1)').first().waitFor();
    const rows = ['mülki', 'dəniz', 'cinayət'].map(
      (kind, index) =>
        `${kind};Borc haqqında ${index};iddiaçı;111111${index};Əli Iğdırlı;cavabdeh;222222${index};Şəmsi Öz`,
    );
    await upload(['növ;məzmun;rol_1;kod_1;ad_1;rol_2;kod_2;ad_2', ...rows].join('\n'));
    await page.getByRole('heading', { name: 'Düzgün sətirlərlə nə edilsin?' }).waitFor();
    expect(await page.getByText('Təqsirləndirilən şəxsi yazın').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Qeydiyyata al: 1' }).click();
    await page.getByText('Bitib').first().waitFor();
    expect(await page.locator('dd').allTextContents()).toContain('1');
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
    // Axe needs script.
    const address = page.url();
    await context.close();
    context = bare;
    page = await context.newPage();
    for (const [name, path] of [
      ['import', address],
      ['imports', address.replace(/\/\d+$/, '')],
    ] as const) {
      await page.goto(path);
      await look(name);
    }
    await context.close();
  });
});
