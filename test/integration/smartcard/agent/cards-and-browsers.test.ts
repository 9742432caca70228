import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerFrom, handedBack, startTestAgent, type TestAgent } from '../../../support/card-agent.ts';
import { type CardIssuer, startCardIssuer } from '../../../support/card-issuer.ts';
import { createTestCard, emptyCard, strangeCard, TestReaders } from '../../../support/test-cards.ts';

const pin = '123456';
const wrongPin = '654321';
let issuer: CardIssuer;
let readers: TestReaders;
let agent: TestAgent;
beforeAll(async () => {
  issuer = await startCardIssuer();
});
afterAll(() => issuer.close());

const aysel = createTestCard('ƏLİYEVA AYSEL', 'PNOAZ-1AAAAA1');
const rauf = createTestCard('MƏMMƏDOV RAUF', 'PNOAZ-2BBBBB2');

/** One reader with Aysel's card. */
async function withAgent(settings: Record<string, unknown> = {}): Promise<void> {
  readers = new TestReaders();
  readers.put('Reader A', aysel.card);
  agent = await startTestAgent({ issuer, source: readers, settings });
}
beforeEach(() => {
  aysel.triesLeft = 3;
  rauf.triesLeft = 3;
});
afterEach(() => agent.stop());

const authenticate = (changes?: Record<string, unknown>) => answerFrom(agent, issuer, changes);

const errorOf = async (done: Promise<Readonly<Record<string, string>>>) => (await done)['error'];
const next = () => agent.screen.next();

describe('the card', () => {
  it('is waited for, and so is the reader', async () => {
    await withAgent();
    readers.transport.unplug('Reader A');
    const page = agent.open('/authenticate', { request: await issuer.sign(), state: 's' });
    await expect.poll(() => page.text()).toContain('oxuyucusunu kompüterə qoşun');
    readers.put('Reader A');
    await expect.poll(() => page.text()).toContain('kartını oxuyucuya taxın');
    readers.put('Reader A', aysel.card);
    (await next()).type(pin);
    await page.ended;
    expect(handedBack(page.text())).toHaveProperty('token');
  });

  it.each<[string, string, () => void]>([
    ['no PC/SC', 'card.no_pcsc', () => (readers.isGone = true)],
    ['no reader', 'card.no_reader', () => readers.transport.unplug('Reader A')],
    ['no card', 'card.no_card', () => readers.put('Reader A')],
    ['a card that no driver knows', 'card.unknown_card', () => readers.put('Reader A', strangeCard)],
    ['a card without a certificate', 'card.no_certificate', () => readers.put('Reader A', emptyCard)],
    ['a card that another program keeps', 'card.busy', () => (readers.isBusy = true)],
  ])('with %s: %s', async (_, code, arrange) => {
    await withAgent({ cardSeconds: 1 });
    arrange();
    expect(await errorOf(authenticate())).toBe(code);
    expect(agent.screen.isEmpty()).toBe(true);
  });

  it('with a certificate is taken when the others are of no use', async () => {
    await withAgent();
    readers.put('Reader 0', strangeCard);
    const done = authenticate();
    (await next()).type(pin);
    expect(await done).toHaveProperty('token');
  });

  it('is chosen by its holder where there are several', async () => {
    await withAgent();
    readers.put('Reader B', rauf.card);
    const done = authenticate();
    const first = await next();
    expect(first.texts.get('SETDESC')).toMatch(/\(1\/2\)[^]*ƏLİYEVA AYSEL[^]*Reader A/);
    first.press('other');
    const second = await next();
    expect(second.texts.get('SETDESC')).toMatch(/\(2\/2\)[^]*MƏMMƏDOV RAUF[^]*Reader B/);
    second.press('ok');
    (await next()).type(pin);
    const token = JSON.parse((await done)['token'] ?? '');
    expect(token.unverifiedCertificate).toBe(rauf.certificate.toString('base64'));
  });

  it('that nobody chooses is not used', async () => {
    await withAgent();
    readers.put('Reader B', rauf.card);
    const done = authenticate();
    (await next()).press('other');
    (await next()).press('other');
    expect(await errorOf(done)).toBe('card.several_cards');
  });

  it('taken out at any command, is waited for before the window, and ends the request after it', async () => {
    await withAgent();
    const slot = readers.transport.slot('Reader A');
    let isOut = true;
    const outcomes: string[] = [];
    for (let command = 1; isOut; command += 1) {
      isOut = false;
      let isWindowShown = false;
      slot.onChange(() => {
        if (slot.card !== undefined) return;
        isOut = true;
        // A person puts it in again.
        if (!isWindowShown) setImmediate(() => slot.insert(aysel.card));
      });
      slot.dropDuring(command);
      const done = authenticate();
      const window = await next();
      isWindowShown = true;
      window.type(pin);
      const back = await done;
      outcomes.push(back['error'] ?? (isOut ? 'signed at last' : 'signed'));
      expect(aysel.triesLeft).toBe(3);
      slot.insert(aysel.card);
    }
    expect([...new Set(outcomes)]).toEqual(['signed at last', 'card.removed', 'signed']);
    expect(outcomes.length).toBeGreaterThan(10);
  });

  it('taken out before the window takes the window with it', async () => {
    await withAgent();
    const done = authenticate();
    const window = await next();
    readers.put('Reader A');
    await window.gone;
    expect(await errorOf(done)).toBe('card.removed');
  });

  it('exchanged for another before the window gets no PIN', async () => {
    await withAgent();
    const before = rauf.pinsSent;
    const done = authenticate();
    const window = await next();
    readers.put('Reader A', rauf.card);
    window.type(wrongPin);
    expect(await errorOf(done)).toBe('card.removed');
    expect(rauf.pinsSent).toBe(before);
  });

  it('cannot be used when PC/SC ends before the window', async () => {
    await withAgent();
    const done = authenticate();
    const window = await next();
    readers.isGone = true;
    readers.poke();
    await window.gone;
    expect(await errorOf(done)).toBe('card.removed');
  });
});

describe('the browser', () => {
  it('that is closed takes the window with it, and the next one is served', async () => {
    await withAgent();
    const page = agent.open('/authenticate', { request: await issuer.sign(), state: 's' });
    const window = await next();
    page.leave();
    await window.gone;
    const done = authenticate();
    (await next()).type(pin);
    expect(await done).toHaveProperty('token');
  });

  it('that is closed before the page began gets no window', async () => {
    await withAgent();
    const form = { request: await issuer.sign(), state: 's' };
    agent.open('/authenticate', form).leave();
    const page = agent.open('/authenticate', { ...form, request: await issuer.sign() });
    page.leave();
    await page.ended;
    const done = authenticate();
    (await next()).type(pin);
    expect(await done).toHaveProperty('token');
    expect(agent.screen.isEmpty()).toBe(true);
  });

  it('that asks twice at the same moment is served once', async () => {
    await withAgent();
    const ask = async () => agent.post('/authenticate', { request: await issuer.sign(), state: 's' });
    const both = [ask(), ask()];
    (await next()).type(pin);
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.sort((a, b) => a - b)).toEqual([200, 409]);
    expect(agent.screen.isEmpty()).toBe(true);
  });

  it('that comes second waits its turn, and may send the same request then', async () => {
    await withAgent();
    const first = authenticate();
    const window = await next();
    const form = { request: await issuer.sign({ language: 'ru' }), state: 's' };
    for (const path of ['/authenticate', '/diagnose']) {
      const refused = await agent.post(path, form);
      expect([refused.status, refused.body]).toEqual([409, expect.stringContaining('Идёт другой вход')]);
    }
    window.type(pin);
    expect(await first).toHaveProperty('token');
    const second = agent.post('/authenticate', form);
    (await next()).type(pin);
    expect(handedBack((await second).body)).toHaveProperty('token');
  });

  it('that left while the person typed leads to no signature', async () => {
    await withAgent();
    const before = aysel.pinsSent;
    const page = agent.open('/authenticate', { request: await issuer.sign(), state: 's' });
    const window = await next();
    page.leave();
    await window.gone;
    window.type(pin);
    await expect.poll(() => agent.log.join()).toContain('card.cancelled');
    expect(aysel.pinsSent).toBe(before);
  });
});
