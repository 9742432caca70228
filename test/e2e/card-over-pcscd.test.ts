import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfiguration } from '../../smartcard/agent/config.ts';
import { openDesk } from '../../smartcard/agent/desk.ts';
import type { CardSource } from '../../smartcard/drivers/card.ts';
import { blankPivState, loadPivKey } from '../../smartcard/virtual/index.ts';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { startTestAgent, type TestAgent } from '../support/card-agent.ts';
import { type CardSettings, cardSettings, issueCard } from '../support/card-service.ts';
import { describeWithPcsc, type PcscWorld, startPcscWorld } from '../support/pcsc-world.ts';
import { startTestService, type TestService } from '../support/test-service.ts';
import { finish, openVisitor, textOn } from '../support/visitor.ts';

/** Nothing stands in for anything but the person and the plastic: service, agent, pcscd, card and browser are the real ones. */
describeWithPcsc('the whole sign-in with a card over pcscd', () => {
  let settings: CardSettings;
  let test: TestService;
  let world: PcscWorld;
  let source: CardSource;
  let agent: TestAgent;
  beforeAll(async () => {
    settings = await cardSettings();
    [test, world] = await Promise.all([
      startTestService({ environment: settings.environment }),
      startPcscWorld(),
    ]);
    const issuers = [{ origin: test.login, name: 'Açar' }];
    const { desk } = await openDesk(parseConfiguration({ issuers }), process.env);
    source = desk.source;
    const port = Number(new URL(settings.agentOrigin).port);
    agent = await startTestAgent({ issuer: { origin: test.login }, source, settings: { port } });
  });
  afterAll(async () => {
    await agent?.stop();
    await source?.close();
    await Promise.all([test?.stop(), world?.stop()]);
    settings?.remove();
  });

  const putCardIn = async (personalCode: string) => {
    const { pki } = test.service;
    if (!pki) throw new Error('no role pki');
    const { key: privateKey, certificate } = await issueCard(pki, { personalCode });
    const state = blankPivState();
    loadPivKey(state, 'authentication', { privateKey, certificate });
    return world.insert(0, state);
  };

  describeInBrowser('in Chromium', () => {
    const login = () => new URL(test.login).port;
    it.each([
      ['on this computer', '6PCSC01', () => []],
      [
        'in the public internet',
        '6PCSC02',
        () => [`--ip-address-space-overrides=127.0.0.1:${login()}=public`],
      ],
    ] as const)('leads to level high from a login page %s', async (_where, personalCode, flags) => {
      await putCardIn(personalCode);
      const browser: Browser = await launchBrowser([...flags()]);
      // The page's look whether an agent is there is refused without a permission; nothing depends on it.
      const visitor = await openVisitor(browser, { expected: /loopback|CORS|net::ERR_FAILED/ });
      await visitor.page.goto(`${test.portal}/sign-in?to=/me`);
      await visitor.press('button[name="method"][value="card"]');
      await visitor.page.locator('form[action$="/authenticate"] button').click({ noWaitAfter: true });
      const window = await agent.screen.next();
      expect(window.texts.get('SETDESC')).toContain('Əli Nümunəyev');
      window.type('123456');
      await visitor.page.waitForURL(`${test.portal}/me`);
      expect(await textOn(visitor.page)).toContain(personalCode);
      expect(await textOn(visitor.page)).toContain('yüksək');
      await finish(visitor);
      await browser.close();
    });
  });
});
