import { createTransportSource } from '../../smartcard/drivers/index.ts';
import { createPcscTransport } from '../../smartcard/pcsc/index.ts';
import { handedBack, startTestAgent } from '../support/card-agent.ts';
import { startCardIssuer } from '../support/card-issuer.ts';
import { startPcscWorld } from '../support/pcsc-world.ts';
import { createTestCard } from '../support/test-cards.ts';
import { type Report, type Run, summarise } from './measure.ts';

const turns = 40;
/** The agent serves an issuer once in three seconds in the long run; twenty at once. */
const atOnce = 20;
/** What a person may wait for the agent, without the card (issue 4). */
const longestMs = 150;
const pin = '123456';

/**
 * What a person waits for at the card agent, over the real pcscd: from the request to the window that shows the holder,
 * and from the PIN to the token in the page. The card's own time is measured beside it, by the same commands without an
 * agent, and subtracted.
 */
export async function cardAgent(): Promise<Report> {
  const world = await startPcscWorld();
  const issuer = await startCardIssuer();
  await world.insert(0, createTestCard().state);
  const source = createTransportSource(createPcscTransport());
  const shown: number[] = [];
  const posted: number[] = [];
  const card: Record<'reading' | 'signing', number[]> = { reading: [], signing: [] };
  try {
    for (let turn = 0; turn < turns; turn += atOnce) {
      // A new agent has its limits before it.
      const agent = await startTestAgent({ issuer, source });
      for (let one = 0; one < atOnce; one += 1) {
        await timeCard();
        const begun = performance.now();
        const page = agent.open('/authenticate', { request: await issuer.sign(), state: 's' });
        const window = await agent.screen.next();
        shown.push(performance.now() - begun);
        const typed = performance.now();
        window.type(pin);
        await page.ended;
        posted.push(performance.now() - typed);
        if (!('token' in handedBack(page.text()))) throw new Error(page.text());
      }
      await agent.stop();
    }
  } finally {
    await source.close();
    await issuer.close();
    await world.stop();
  }
  const rows = [
    summarise('request to the window with the holder', [runOf(shown)]),
    summarise('  of it the card: its certificates read', [runOf(card.reading)]),
    summarise('PIN to the token in the page', [runOf(posted)]),
    summarise('  of it the card: opened, PIN verified, signed', [runOf(card.signing)]),
  ] as const;
  const [window, reading, token, signing] = rows;
  const ratio = (name: string, whole: number, own: number) => ({
    name: `${name}, p95 less the card's own p50, of ${longestMs} ms`,
    value: (whole - own) / longestMs,
    bar: 1,
    isLimit: true,
  });
  return {
    measurements: rows,
    ratios: [
      ratio('certificate shown', window.p95, reading.p50),
      ratio('token posted', token.p95, signing.p50),
    ],
  };

  async function timeCard(): Promise<void> {
    const begun = performance.now();
    const opened = await source.open(world.readers[0], { timeoutMs: 5000 });
    await opened.card.keys();
    const read = performance.now();
    await opened.card.verifyPin('authentication', Buffer.from(pin));
    await opened.card.sign('authentication', 'ES256', Buffer.alloc(32, 1));
    await opened.end();
    card.reading.push(read - begun);
    card.signing.push(performance.now() - read);
  }
}

function runOf(times: readonly number[]): Run {
  return { times, seconds: times.reduce((sum, time) => sum + time, 0) / 1000 };
}
