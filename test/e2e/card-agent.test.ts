import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDemonstrationDesk } from '../../smartcard/agent/demonstration-desk.ts';
import {
  accessibilityViolations,
  describeInBrowser,
  launchBrowser,
  scrollsSideways,
  takePicture,
  watchComplaints,
} from '../support/browser.ts';
import { startTestAgent, type TestAgent } from '../support/card-agent.ts';
import { type CardIssuer, startCardIssuer } from '../support/card-issuer.ts';
import { createTestCard, TestReaders } from '../support/test-cards.ts';

const pin = '123456';

describeInBrowser('the card agent in Chromium', () => {
  let browser: Browser;
  let issuer: CardIssuer;
  let agent: TestAgent;
  let demonstration: TestAgent;
  beforeAll(async () => {
    issuer = await startCardIssuer();
    const port = new URL(issuer.origin).port;
    // The login page counts as one of the public internet: browsers guard the loopback interface from such.
    browser = await launchBrowser([`--ip-address-space-overrides=127.0.0.1:${port}=public`]);
    const readers = new TestReaders();
    readers.put('Reader A', createTestCard().card);
    agent = await startTestAgent({ issuer, source: readers });
    const desk = createDemonstrationDesk(readers, 60);
    demonstration = await startTestAgent({ issuer, source: readers, desk });
  });
  afterAll(async () => {
    await browser?.close();
    await agent?.stop();
    await demonstration?.stop();
    await issuer?.close();
  });

  async function openLogin(page: Page, to: TestAgent, path: string): Promise<void> {
    await page.goto(await issuer.loginPage(to.origin, path));
    await page.getByRole('button').click({ noWaitAfter: true });
  }

  async function expectAccessible(page: Page, name: string): Promise<void> {
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await takePicture(page, `card-agent-${name}`);
  }

  const latest = () => issuer.returned.at(-1);

  it('takes a request from a page of the public internet without a question, and brings the token back', async () => {
    const page = await browser.newPage();
    const complaints = watchComplaints(page);
    await openLogin(page, agent, '/authenticate');
    const window = await agent.screen.next();
    await page.getByText('PIN pəncərəsinə baxın').waitFor();
    await expectAccessible(page, 'waiting');
    window.type(pin);
    await page.waitForURL(`${issuer.origin}/interaction/abc/card`);
    expect(latest()).toMatchObject({ state: 'state-1', token: expect.stringContaining('web-eid:1.0') });

    await openLogin(page, agent, '/authenticate');
    const again = await agent.screen.next();
    await page.getByRole('button', { name: 'Ləğv et' }).last().click();
    await page.waitForURL(`${issuer.origin}/interaction/abc/card`);
    expect(latest()).toEqual({ state: 'state-1', error: 'card.cancelled' });
    await again.gone;

    await openLogin(page, agent, '/diagnose');
    await page.getByRole('heading', { name: 'Kart niyə işləmir?' }).waitFor();
    await expectAccessible(page, 'ladder');
    await page.getByRole('button', { name: 'Giriş səhifəsinə qayıt' }).click();
    await page.waitForURL(`${issuer.origin}/interaction/abc/card`);
    expect(latest()).toEqual({ state: 'state-1', error: 'back' });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('works without script, asks on its page for a virtual card, and explains refusals', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await openLogin(page, demonstration, '/authenticate');
    await page.getByLabel('PIN-kod:').fill('654321');
    await page.getByRole('button', { name: 'Daxil ol' }).click();
    await page.getByRole('alert').waitFor();
    await takePicture(page, 'card-agent-page');
    await page.getByLabel('PIN-kod:').fill(pin);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Davam et' }).click();
    await page.waitForURL(`${issuer.origin}/interaction/abc/card`);
    expect(latest()).toHaveProperty('token');
    await context.close();

    const scripted = await browser.newPage({ colorScheme: 'dark' });
    await openLogin(scripted, demonstration, '/authenticate');
    await scripted.getByLabel('PIN-kod:').waitFor();
    await expectAccessible(scripted, 'page');
    await scripted.goto(`${demonstration.origin}/nothing`);
    await expectAccessible(scripted, 'refusal');
    await scripted.close();
  });
});
