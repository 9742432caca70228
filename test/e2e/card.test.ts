import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { startStandInAgent, type StandInAgent } from '../support/stand-in-agent.ts';
import { type CardSettings, cardSettings, issueCard } from '../support/card-service.ts';
import { createShiftedClock } from '../support/test-clock.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { signToken } from '../support/web-eid.ts';
import { finish, openVisitor, textOn, type Visitor } from '../support/visitor.ts';

const clock = createShiftedClock();
let settings: CardSettings;
let test: TestService;
let agent: StandInAgent;
let browser: Browser;

const card = 'button[name="method"][value="card"]';
const read = 'form[action$="/authenticate"] button';
const diagnose = 'form[action$="/diagnose"] button';
const agentButton = 'form button';
const proceed = 'form[data-press] button';

async function toCardPage(visitor: Visitor) {
  await visitor.page.goto(`${test.portal}/sign-in?to=/me`);
  await visitor.press(card);
}

const newCard = async (personalCode: string) => {
  const { pki } = test.service;
  if (!pki) throw new Error('no role pki');
  return issueCard(pki, { personalCode, givenName: 'Günel' });
};

/** What the content script of the extension does: it acknowledges at once and answers when the card has. */
const extension = `addEventListener('message', async ({ data }) => {
  const reply = (end, more) => postMessage({ action: data.action + end, ...more }, location.origin);
  if (data?.action !== 'web-eid:status' && data?.action !== 'web-eid:authenticate') return;
  reply('-ack', {});
  reply('-success', data.action === 'web-eid:status' ? {} : await signForExtension(data.challengeNonce));
});`;

describeInBrowser('the sign-in with a card', () => {
  beforeAll(async () => {
    settings = await cardSettings();
    [test, agent, browser] = await Promise.all([
      startTestService({ clock, environment: settings.environment }),
      startStandInAgent(settings.agentOrigin),
      launchBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await agent?.stop();
    await test?.stop();
    settings?.remove();
  });

  it('goes to the agent and back by forms; the pages press their own buttons', async () => {
    agent.holds(await newCard('7CARD01'));
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await toCardPage(visitor);
    await page.locator('[data-told]', { hasText: 'Kart proqramı işləyir' }).waitFor();
    await visitor.look('card_read');
    await visitor.press(read);
    // The agent must see who asks.
    expect(agent.origins).toEqual([test.login]);
    await visitor.press(agentButton);
    await page.waitForURL(`${test.portal}/me`);
    expect(await textOn(page)).toContain('Günel Nümunəyev');
    expect(await textOn(page)).toContain('e-imza kartı ilə');
    await finish(visitor);
  });

  it('offers the Web eID extension where it answers, and judges its token alike', async () => {
    const held = await newCard('7CARD03');
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    const signFor = (nonce: string) =>
      signToken({ key: held.key, certificate: held.certificate, origin: test.login, nonce });
    await page.exposeFunction('signForExtension', signFor);
    await page.addInitScript(extension);
    await toCardPage(visitor);
    await page.locator('[data-extension]').waitFor();
    await visitor.press('[data-extension]');
    await page.waitForURL(`${test.portal}/me`);
    expect(agent.origins).toHaveLength(1);
    await finish(visitor);
  });

  it('takes one more click where the script does not press, and says what went wrong', async () => {
    const visitor = await openVisitor(browser);
    const { page } = visitor;
    await page.route('**/press-button.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: '' }),
    );
    agent.holds('card.pin_blocked');
    await toCardPage(visitor);
    await visitor.press(read);
    await visitor.press(agentButton);
    await visitor.look('card_returned_failed');
    await visitor.press(proceed);
    expect(await textOn(page)).toContain('PIN-kod bloklanıb');
    await visitor.look('card_trouble');
    await visitor.press(diagnose);
    await visitor.press(agentButton);
    await visitor.press(proceed);
    expect(await textOn(page)).not.toContain('PIN-kod bloklanıb');
    // A page that was left lying asks for a new request first.
    clock.advance(250);
    await page.reload();
    await visitor.look('card_stale');
    await visitor.press(proceed);
    agent.holds(await newCard('7CARD02'));
    await visitor.press(read);
    await visitor.press(agentButton);
    await visitor.look('card_returned');
    await visitor.press(proceed);
    expect(page.url()).toBe(`${test.portal}/me`);
    await finish(visitor);
  });
});
