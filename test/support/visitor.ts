import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import {
  accessibilityViolations,
  scrollsSideways,
  smallTargets,
  takePicture,
  watchComplaints,
} from './browser.ts';
import type { TestPerson } from './test-service.ts';

/** Somebody in front of Chromium who uses the service as people do. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What was wrong with the pages looked at, and what the browser complained of. Empty when all is well. */
  troubles(): readonly string[];
  /** Inspects the page as it stands; with a name it leaves a picture. */
  look(picture?: string): Promise<void>;
  /** At the choice of a way in: code and password, up to the page after them. */
  proveWithPassword(person: Pick<TestPerson, 'code' | 'password'>, page?: Page): Promise<void>;
  /** Presses the button and waits for the page after it. */
  press(selector: string, page?: Page): Promise<void>;
  close(): Promise<void>;
}

export interface VisitorOptions {
  readonly context?: BrowserContextOptions;
  /** Complaints that belong to the test, such as those of a connection that was cut. */
  readonly expected?: RegExp;
  /** Small controls are wrong on the pages looked at (WCAG 2.5.8). */
  readonly targets?: boolean;
}

export const phone = { width: 360, height: 740 } as const;
export const desktop = { width: 1280, height: 900 } as const;

/** What the pages offer, whatever their language. */
export const controls = {
  password: 'button[name="method"][value="password"]',
  submit: 'form[action$="/advance"] button[type="submit"]',
  proceed: 'button[name="decision"][value="continue"]',
  somebodyElse: 'button[name="decision"][value="switch"]',
  cancel: 'form[action$="/cancel"] button',
  extend: 'form[action$="/extend"] button',
  back: 'form[action$="/back"] button',
} as const;

/** For one event on a page: that of a busy machine. */
export const eventTimeoutMs = 45_000;

/** Kinds of pages in which axe found nothing wrong in this file. */
const inspected = new Set<string>();

/** A page that answers with a refusal is no complaint of the browser's: tests look at what it says. */
const refusedPage = /Failed to load resource: the server responded with a status of 4(00|10|22|29)/;

export async function openVisitor(browser: Browser, options: VisitorOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    viewport: desktop,
    ...options.context,
  });
  context.setDefaultTimeout(eventTimeoutMs);
  const found: string[] = [];
  const complaints: string[][] = [];
  context.on('page', (page) => complaints.push(watchComplaints(page)));
  const page = await context.newPage();
  const press: Visitor['press'] = async (selector, on = page) => {
    await on.locator(selector).first().click();
    await on.waitForLoadState();
  };
  return {
    context,
    page,
    press,
    troubles: () => [
      ...found,
      ...complaints.flat().filter((text) => !refusedPage.test(text) && options.expected?.test(text) !== true),
    ],
    async look(picture) {
      const title = await page.title();
      const where = `${page.url()} (${title})`;
      const width = page.viewportSize()?.width ?? 0;
      // A page that was inspected as it stands need not be again: titles differ by language and by error. Dark pages are
      // inspected one by one in `pages.test.ts`.
      const kind = `${new URL(page.url()).host} ${title} ${width}`;
      if (!inspected.has(kind)) {
        const violations = await accessibilityViolations(page);
        // A second try of the test must find them again.
        if (violations.length === 0) inspected.add(kind);
        found.push(...violations.map((one) => `${where}: ${one.rule} ${one.elements.join(' ')}`));
        if (picture) await takePicture(page, picture);
      }
      if (options.targets)
        found.push(...(await smallTargets(page)).map((one) => `${where}: small target ${one}`));
      if (await scrollsSideways(page)) found.push(`${where}: scrolls sideways`);
    },
    async proveWithPassword({ code, password }, on = page) {
      await press(controls.password, on);
      await on.locator('#code').fill(code);
      await on.locator('#password').fill(password);
      await press(controls.submit, on);
    },
    close: () => context.close(),
  };
}

/** Ends the test when a page was wrong for anybody, or when the browser complained. */
export async function finish(...visitors: readonly Visitor[]): Promise<void> {
  expect(visitors.flatMap((visitor) => visitor.troubles())).toEqual([]);
  await Promise.all(visitors.map((visitor) => visitor.close()));
}

/** The words on the page. */
export async function textOn(page: Page): Promise<string> {
  return (await page.locator('body').innerText()).replace(/\s+/g, ' ');
}

/** What the page itself would get: with its cookies, and names that only browsers know. */
export async function loadInPage(page: Page, path: string): Promise<{ status: number; text: string }> {
  const script = `fetch(${JSON.stringify(path)}).then(async (r) => ({ status: r.status, text: await r.text() }))`;
  return page.evaluate(script);
}
