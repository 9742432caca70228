import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

/** Chromium without windows of its own, which start and draw beside each page; else the whole browser. */
const executables = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const executablePath = executables.find(existsSync) ?? '/usr/bin/chromium';
const isInstalled = existsSync(executablePath);

/** A suite that needs Chromium; without it the suite is listed as skipped, with the reason in its name. */
export function describeInBrowser(name: string, suite: () => void): void {
  if (isInstalled) describe(name, suite);
  else
    describe.skip(
      `${name} (skipped: there is no ${executablePath}; install Debian's package chromium)`,
      suite,
    );
}

/**
 * Pages live for seconds: what Chromium's optimising compilers make of their scripts, axe above all, costs more than it
 * gives back.
 */
const scriptsAsTheyAre = '--js-flags=--no-opt --no-maglev';

/** Headless, without any call to the outside. The caller closes it. */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      scriptsAsTheyAre,
      ...more,
    ],
  });
}

/** Half as long as the package's own `source`, and half of the work for each page that it is put into. */
const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

export interface Violation {
  readonly rule: string;
  readonly help: string;
  readonly elements: readonly string[];
}

/** What axe finds wrong on the page as it stands, under WCAG 2.2 A and AA and its own best practices. */
export async function accessibilityViolations(page: Page): Promise<Violation[]> {
  // Evaluated by the debugger, so that our content security policy stays as it is.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found: unknown = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations'] }).then((result) =>
      result.violations.map(({ id, help, nodes }) => ({ rule: id, help, elements: nodes.map((node) => node.html.slice(0, 200)) })))`,
  );
  return found as Violation[];
}

/** True when the page is wider than the window. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return (await page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  )) as boolean;
}

/** True when the page is wider than the window once the reader's letters are twice as large (WCAG 1.4.4, 1.4.10). */
export async function scrollsSidewaysWithLargeText(page: Page): Promise<boolean> {
  await page.evaluate("document.documentElement.style.fontSize = '200%'");
  const isWider = await scrollsSideways(page);
  await page.evaluate("document.documentElement.style.fontSize = ''");
  return isWider;
}

/**
 * Under forced colours, the controls that nothing marks as such any more: neither edge, nor ground, nor underline, nor a
 * line of their own in a list. Boxes to tick the browser draws itself.
 */
export async function controlsWithoutMark(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  const found = (await page.evaluate(`(() => {
    const ground = getComputedStyle(document.body).backgroundColor;
    const differs = (color) => color !== ground && !/^rgba.*, 0\\)$/.test(color);
    const isMarked = (element) => {
      const style = getComputedStyle(element);
      const hasEdge = style.borderBottomStyle !== 'none' && parseFloat(style.borderBottomWidth) >= 1 && differs(style.borderBottomColor);
      return hasEdge || differs(style.backgroundColor) || style.textDecorationLine.includes('underline');
    };
    return Array.from(document.querySelectorAll('main :is(a, button, input:not([type="hidden"], [type="radio"], [type="checkbox"])), header :is(form, .ds-button)'))
      .map((element) => (element.tagName === 'FORM' ? element.querySelector('button') : element))
      .filter((element) => element.checkVisibility())
      .filter((element) => !isMarked(element) && !(element.closest('li') && isMarked(element.closest('li'))))
      .map((element) => element.outerHTML.slice(0, 120));
  })()`)) as string[];
  await page.emulateMedia({ forcedColors: 'none' });
  return found;
}

/** Controls on a line of their own that a finger may miss: less than 44 pixels high or 24 wide (WCAG 2.5.8 asks for 24). */
export async function smallTargets(page: Page): Promise<string[]> {
  return (await page.evaluate(`(() => {
    const isInText = (element) => element.matches('.ds-link:not(.acar-standalone)') && element.closest('p, th, td, dd, .ds-error-summary, .acar-links');
    return Array.from(document.querySelectorAll('a, button, input:not([type="hidden"])'))
      .filter((element) => element.checkVisibility() && !element.matches('.ds-skip-link'))
      // A choice is hit by its whole label.
      .map((element) => [element, (element.closest('label') ?? element).getBoundingClientRect()])
      .filter(([element, { width, height }]) => width < 24 || height < (isInText(element) ? 24 : 43.5))
      .map(([element, { width, height }]) => Math.round(width) + 'x' + Math.round(height) + ' ' + element.outerHTML.slice(0, 120));
  })()`)) as string[];
}

/** Collects what the browser complains about: refused styles and scripts, failed requests, errors in scripts. */
export function watchComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // What was still under way when the page was left.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()} failed: ${why}`);
  });
  return complaints;
}

/** Pictures take a fifth of the time of looking at a page: they are made where somebody wants to see them. */
const wantsPictures = process.env['ACAR_TEST_PICTURES'] === 'yes';
const output = join(import.meta.dirname, '../output');

/** Keeps a picture of the whole page for people to look at, when they want one; the folder is not committed. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (!wantsPictures) return;
  mkdirSync(output, { recursive: true });
  await page.screenshot({ path: join(output, `${name}.png`), fullPage: true });
}
