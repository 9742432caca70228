import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

const executablePath = '/usr/bin/chromium';
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

/** Headless, without any call to the outside. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
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
    ],
  });
}

export interface Violation {
  readonly rule: string;
  readonly help: string;
  readonly elements: readonly string[];
}

/** What axe finds wrong on the page as it stands, under WCAG 2.2 A and AA and its own best practices. */
export async function accessibilityViolations(page: Page): Promise<Violation[]> {
  // Evaluated by the debugger, so that our content security policy stays as it is.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
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

const output = join(import.meta.dirname, '../output');

/** The path of a picture for people to look at; the folder is not committed. */
export function screenshotPath(name: string): string {
  mkdirSync(output, { recursive: true });
  return join(output, `${name}.png`);
}
