import { afterAll, afterEach, beforeAll, beforeEach, expect, describe, it } from 'vitest';
import { joinSources } from '../../../../smartcard/agent/join-sources.ts';
import { handedBack, startTestAgent, type TestAgent } from '../../../support/card-agent.ts';
import { type CardIssuer, startCardIssuer } from '../../../support/card-issuer.ts';
import { createTestCard, strangeCard, TestReaders } from '../../../support/test-cards.ts';

let issuer: CardIssuer;
let agent: TestAgent;
let readers: TestReaders;
let module: TestReaders;
const aysel = createTestCard();
beforeAll(async () => {
  issuer = await startCardIssuer();
});
afterAll(() => issuer.close());
/** A reader whose card only the module knows, and an empty one. */
beforeEach(async () => {
  [readers, module] = [new TestReaders(), new TestReaders()];
  readers.put('Reader A', strangeCard);
  module.put('Reader A', aysel.card);
  module.put('Reader B');
  const source = joinSources(readers, [{ label: 'maker.so', source: module }]);
  agent = await startTestAgent({ issuer, source });
});
afterEach(() => agent.stop());

const signIn = async () => {
  const page = agent.open('/authenticate', { request: await issuer.sign(), state: 's' });
  (await agent.screen.next()).type('123456');
  await page.ended;
  return handedBack(page.text());
};
const rungs = async () => {
  const form = { request: await issuer.sign({ language: 'en' }), state: 's' };
  const { body } = await agent.post('/diagnose', form);
  return Array.from(
    body.matchAll(/<li class="(\w+)"><h2>([^:]+):[^]*?<p>(.*?)<\/p>/g),
    ([, ...parts]) => parts,
  );
};

describe("a card of another make, through its maker's PKCS #11 module", () => {
  it('signs in, and the diagnosis has one reader and one card, which works', async () => {
    expect(await signIn()).toHaveProperty('token');
    expect((await rungs()).map(([state]) => state)).toEqual(['good', 'good', 'good', 'good', 'good']);
    expect((await rungs())[1]).toEqual(['good', 'Reader', 'Readers connected: 1.']);
  });

  it('is one card where a driver of ours knows it too', async () => {
    readers.put('Reader A', aysel.card);
    expect(await signIn()).toHaveProperty('token');
    expect(await rungs()).toHaveLength(5);
  });

  it('is missed when it goes, and waited for', async () => {
    readers.put('Reader A');
    module.put('Reader A');
    const page = agent.open('/authenticate', { request: await issuer.sign(), state: 's' });
    await expect.poll(() => page.text()).toContain('taxın');
    module.put('Reader A', aysel.card);
    const window = await agent.screen.next();
    module.put('Reader A');
    await window.gone;
    await page.ended;
    expect(handedBack(page.text())['error']).toBe('card.removed');
  });

  it('does no harm when its module fails', async () => {
    module.isGone = true;
    readers.put('Reader A', aysel.card);
    expect(await signIn()).toHaveProperty('token');
  });
});
