import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestAgent, type TestAgent } from '../../../support/card-agent.ts';
import { type CardIssuer, startCardIssuer } from '../../../support/card-issuer.ts';
import { createTestCard, strangeCard, TestReaders } from '../../../support/test-cards.ts';

let issuer: CardIssuer;
let readers: TestReaders;
let agent: TestAgent;
let ahead = 0;
const now = () => Date.now() + ahead;
const day = 86_400_000;
beforeAll(async () => {
  issuer = await startCardIssuer(now);
});
afterAll(() => issuer.close());
beforeEach(async () => {
  ahead = 0;
  readers = new TestReaders();
  agent = await startTestAgent({ issuer, source: readers, now });
});
afterEach(() => agent.stop());

const aysel = createTestCard('ƏLİYEVA,AYSEL & <b>');

/** State and name of each rung, with its two sentences. */
async function ladder(language = 'en'): Promise<string[][]> {
  const answer = await agent.post('/diagnose', { request: await issuer.sign({ language }), state: 's"' });
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('name="state" value="s&quot;"');
  expect(answer.body).toContain('name="error" value="back"');
  const rungs = answer.body.matchAll(
    /<li class="(\w+)"><h2>([^:]+):[^]*?<\/h2><p>(.*?)<\/p><p>(.*?)<\/p><\/li>/g,
  );
  return Array.from(rungs, ([, ...parts]) => parts);
}

const states = (rungs: string[][]) => rungs.map(([state, name]) => `${name}: ${state}`);

describe('the ladder of the diagnosis (PROTOCOL.md 4)', () => {
  it('is climbed to the top when all is well', async () => {
    aysel.triesLeft = 3;
    readers.put('Reader A', aysel.card);
    const rungs = await ladder();
    expect(states(rungs)).toEqual([
      'Card program: good',
      'Reader: good',
      'Card: good',
      'Certificate: good',
      'Tries for the PIN: good',
    ]);
    expect(rungs[3]?.[2]).toMatch(
      /^Holder: ƏLİYEVA,AYSEL &amp; &lt;b&gt;\. Issuer: .+ Valid until \d+ \w+ 20\d\d\.$/,
    );
    expect(rungs[4]?.[2]).toBe('Tries left: 3.');
    expect(agent.screen.isEmpty()).toBe(true);
  });

  it.each<[string, string, () => void]>([
    ['no PC/SC', 'PC/SC) does not run', () => (readers.isGone = true)],
    ['no reader', 'No reader is connected', () => undefined],
    ['no card', 'There is no card in the reader', () => readers.put('R')],
    ['an unknown card', 'This card is not known (R)', () => readers.put('R', strangeCard)],
    [
      'a card in use elsewhere',
      'Another program uses the card (R)',
      () => {
        readers.put('R', aysel.card);
        readers.isBusy = true;
      },
    ],
  ])('stops at %s, and says what to do', async (_, words, arrange) => {
    arrange();
    const rungs = await ladder();
    const [first] = rungs.filter(([state]) => state === 'bad');
    expect(first?.[2]).toContain(words);
    expect(first?.[3]?.length).toBeGreaterThan(10);
    const after = rungs.slice(rungs.findIndex(([state]) => state === 'bad') + 1);
    expect(after.map(([state]) => state)).toEqual(after.map(() => 'unknown'));
  });

  it.each([
    [3 * day, 'expired on'],
    [-day, 'not valid before'],
  ])('tells of a certificate out of its time (%i ms from now)', async (shift, words) => {
    readers.put('R', aysel.card);
    ahead = shift;
    expect((await ladder())[3]).toEqual([
      'bad',
      'Certificate',
      expect.stringContaining(words),
      expect.any(String),
    ]);
  });

  it.each([
    [1, 'care', 'Only one try is left.'],
    [0, 'bad', 'The PIN is blocked.'],
  ])('tells of %i tries left', async (tries, state, words) => {
    readers.put('R', aysel.card);
    aysel.triesLeft = tries;
    expect((await ladder())[4]).toEqual([state, 'Tries for the PIN', words, expect.stringContaining('PUK')]);
  });

  it('looks at each card of several', async () => {
    readers.put('A', strangeCard);
    readers.put('B', aysel.card);
    expect(states(await ladder()).filter((rung) => rung.startsWith('Card:'))).toEqual([
      'Card: bad',
      'Card: good',
    ]);
  });

  it('speaks three languages', async () => {
    readers.put('R', aysel.card);
    for (const language of ['az', 'en', 'ru']) expect(await ladder(language)).toHaveLength(5);
    expect((await ladder('az'))[0]?.[1]).toBe('Kart proqramı');
    expect((await ladder('ru'))[0]?.[1]).toBe('Программа карты');
  });
});
