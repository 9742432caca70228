import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfiguration } from '../../../../smartcard/agent/config.ts';
import { openDesk } from '../../../../smartcard/agent/desk.ts';
import type { CardSource } from '../../../../smartcard/drivers/card.ts';
import { handedBack, startTestAgent, type TestAgent } from '../../../support/card-agent.ts';
import { type CardIssuer, startCardIssuer } from '../../../support/card-issuer.ts';
import {
  describeWithPcsc,
  type PcscWorld,
  startPcscWorld,
  type VirtualReader,
} from '../../../support/pcsc-world.ts';
import { createTestCard } from '../../../support/test-cards.ts';

/** Sees the same card once more. */
const openscModules = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/opensc-pkcs11.so`)
  .filter((path) => existsSync(path));

describeWithPcsc('the agent with the real pcscd', () => {
  let world: PcscWorld;
  let reader: VirtualReader;
  let issuer: CardIssuer;
  let source: CardSource;
  let agent: TestAgent;
  beforeAll(async () => {
    world = await startPcscWorld();
    reader = await world.insert(0, createTestCard().state);
    issuer = await startCardIssuer();
    const issuers = [{ origin: issuer.origin, name: 'Açar' }];
    const configuration = parseConfiguration({ issuers, pkcs11Modules: openscModules });
    const { desk } = await openDesk(configuration, process.env);
    source = desk.source;
    agent = await startTestAgent({ issuer, source });
  });
  afterAll(async () => {
    await agent?.stop();
    await source?.close();
    await issuer?.close();
    await world?.stop();
  });

  const begin = async () => {
    const page = agent.open('/authenticate', { request: await issuer.sign(), state: 's' });
    return { page, window: await agent.screen.next() };
  };

  it('signs in with a card that a PKCS #11 module sees as well', async () => {
    const { page, window } = await begin();
    expect(window.texts.get('SETDESC')).toContain('ƏLİYEVA AYSEL');
    window.type('123456');
    await page.ended;
    expect(handedBack(page.text())).toHaveProperty('token');
  });

  it('finds one card, in the diagnosis too', async () => {
    const { body } = await agent.post('/diagnose', { request: await issuer.sign(), state: 's' });
    expect(body.match(/<li class="(good|bad|care|unknown)">/g)).toEqual(Array(5).fill('<li class="good">'));
    // The two virtual readers of pcscd.
    expect(body).toContain('Qoşulmuş oxuyucu sayı: 2.');
  });

  it('takes the window away with the card', async () => {
    const { page, window } = await begin();
    await reader.order('remove');
    await window.gone;
    await page.ended;
    expect(handedBack(page.text())['error']).toBe('card.removed');
    await reader.order('insert');
  });

  it('notices the card that goes while it signs', async () => {
    const { page, window } = await begin();
    await reader.order('drop signature');
    window.type('123456');
    await page.ended;
    expect(handedBack(page.text())['error']).toBe('card.removed');
    await reader.order('insert');
  });

  it('ends when pcscd is killed, says so while it is away, and works again after it', async () => {
    const { page, window } = await begin();
    await world.killService();
    await window.gone;
    await page.ended;
    expect(handedBack(page.text())['error']).toBe('card.removed');

    const away = await agent.post('/authenticate', { request: await issuer.sign(), state: 's' });
    expect(handedBack(away.body)['error']).toBe('card.no_pcsc');

    await world.startService();
    const again = await begin();
    again.window.type('123456');
    await again.page.ended;
    expect(handedBack(again.page.text())).toHaveProperty('token');
  });
});
