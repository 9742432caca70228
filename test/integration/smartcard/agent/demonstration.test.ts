import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDemonstrationDesk } from '../../../../smartcard/agent/demonstration-desk.ts';
import { handedBack, startTestAgent, type TestAgent } from '../../../support/card-agent.ts';
import { type CardIssuer, startCardIssuer } from '../../../support/card-issuer.ts';
import { createTestCard, TestReaders } from '../../../support/test-cards.ts';

let issuer: CardIssuer;
let readers: TestReaders;
let agent: TestAgent;
const aysel = createTestCard();
beforeAll(async () => {
  issuer = await startCardIssuer();
});
afterAll(() => issuer.close());
beforeEach(() => start());
afterEach(() => agent.stop());

async function start(seconds = 60): Promise<void> {
  readers = new TestReaders();
  readers.put('Virtual', aysel.card);
  aysel.triesLeft = 3;
  agent = await startTestAgent({ issuer, source: readers, desk: createDemonstrationDesk(readers, seconds) });
}

const ticketOf = (page: string) => /name="ticket" value="([\w-]+)"/.exec(page)?.[1] ?? '';
const begin = async (language = 'en') =>
  (await agent.post('/authenticate', { request: await issuer.sign({ language }), state: 's' })).body;
const reply = (page: string, fields: Record<string, string>, origin = agent.origin) =>
  agent.post('/answer', { ticket: ticketOf(page), ...fields }, { origin });

describe('the PIN of a virtual card on a page of the agent', () => {
  it('is asked for with the same words as in a window, and says that it is a demonstration', async () => {
    const page = await begin();
    expect(page).toContain('Demonstration: this is a virtual card.');
    expect(page).toContain('Asked by: Açar');
    expect(page).toContain('<input type="password"');
    const wrong = (await reply(page, { answer: 'yes', pin: '654321' })).body;
    expect(wrong).toMatch(/role="alert">The PIN is wrong/);
    expect(wrong).toContain('Tries left: 2');
    expect(handedBack((await reply(wrong, { answer: 'yes', pin: '123456' })).body)).toHaveProperty('token');
  });

  it('can be refused', async () => {
    expect(handedBack((await reply(await begin(), { answer: 'cancelled' })).body)['error']).toBe(
      'card.cancelled',
    );
  });

  it('warns before the last try', async () => {
    aysel.triesLeft = 1;
    const page = await begin();
    expect(page).toContain('Only one try is left');
    expect(page).not.toContain('type="password"');
    expect((await reply(page, { answer: 'yes' })).body).toContain('type="password"');
  });

  it('is taken from its own page alone', async () => {
    const page = await begin();
    for (const origin of [issuer.origin, 'null', 'https://evil.example'])
      expect((await reply(page, { answer: 'yes', pin: '123456' }, origin)).status).toBe(403);
    expect((await reply('name="ticket" value="guessed"', { answer: 'yes' })).status).toBe(410);
    expect(handedBack((await reply(page, { answer: 'yes', pin: '123456' })).body)).toHaveProperty('token');
    expect((await reply(page, { answer: 'yes', pin: '123456' })).status).toBe(410);
  });

  it('gives way to the next request, since its page may be closed', async () => {
    const first = await begin();
    const second = await begin();
    expect((await reply(first, { answer: 'yes', pin: '123456' })).status).toBe(410);
    expect(handedBack((await reply(second, { answer: 'yes', pin: '123456' })).body)).toHaveProperty('token');
  });

  it('goes when the card goes', async () => {
    const page = await begin();
    readers.put('Virtual');
    await expect.poll(() => agent.log.join()).toContain('card.removed');
    expect((await reply(page, { answer: 'yes', pin: '123456' })).status).toBe(410);
  });

  it('has a time limit', async () => {
    await agent.stop();
    await start(1);
    const page = await begin();
    await expect.poll(() => agent.log.join()).toContain('card.timeout');
    expect((await reply(page, { answer: 'yes', pin: '123456' })).status).toBe(410);
  });
});
