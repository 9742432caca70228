import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CardError } from '../../../smartcard/drivers/card.ts';
import { createTransportSource } from '../../../smartcard/drivers/index.ts';
import { TransportError } from '../../../smartcard/pcsc/transport.ts';
import {
  createPivCard,
  createPkcs15Card,
  createVirtualTransport,
  type VirtualCard,
} from '../../../smartcard/virtual/index.ts';
import { testPivState, testPkcs15State } from '../../support/test-cards.ts';

const reader = 'Reader';
const pin = Buffer.from('123456');
const cards = [
  ['PIV', () => createPivCard(testPivState())],
  ['PKCS#15', () => createPkcs15Card(testPkcs15State())],
] as const;

/** Everything that a sign-in does with a card. */
async function useCard(card: VirtualCard, prepare: (slot: Slot) => void = () => undefined): Promise<void> {
  const transport = createVirtualTransport(reader);
  const slot = transport.slot(reader);
  slot.insert(card);
  prepare(slot);
  const opened = await createTransportSource(transport).open(reader, { timeoutMs: 1000 });
  try {
    const { card: used } = opened;
    for (const { purpose, algorithms } of await used.keys()) {
      await used.triesLeft(purpose);
      await used.verifyPin(purpose, pin);
      const [algorithm] = algorithms;
      if (algorithm) await used.sign(purpose, algorithm, Buffer.alloc(32, 7));
    }
  } finally {
    await opened.end();
  }
}
type Slot = ReturnType<ReturnType<typeof createVirtualTransport>['slot']>;

describe.each(cards)('a %s card', (_name, create) => {
  it('that is taken out in the middle of any command is told as removed', async () => {
    let isThrough = false;
    for (let step = 1; !isThrough; step += 1) {
      expect(step).toBeLessThan(200);
      try {
        await useCard(create(), (slot) => slot.dropDuring(step));
        isThrough = true;
        expect(step).toBeGreaterThan(10);
      } catch (error) {
        expect(error).toBeInstanceOf(TransportError);
        expect(String(error)).toContain('transport.removed');
      }
    }
  });

  it('that answers anything else in any place ends in an error of the seam, in bounded time', async () => {
    const change = fc.record({
      at: fc.integer({ min: 0, max: 40 }),
      place: fc.nat(),
      octet: fc.integer({ min: 0, max: 255 }),
      length: fc.option(fc.nat(300)),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, place, octet, length }) => {
        const honest = create();
        let count = 0;
        const lying: VirtualCard = {
          atr: honest.atr,
          reset: () => honest.reset(),
          async answer(command) {
            const answer = Buffer.from(await honest.answer(command));
            count += 1;
            if (count <= at || answer.length === 0) return answer;
            answer[place % answer.length] = octet;
            return length === null
              ? answer
              : Buffer.concat([answer.subarray(0, length), Buffer.from([0x90, 0])]);
          },
        };
        await useCard(lying).catch((error: unknown) => {
          if (!(error instanceof CardError || error instanceof TransportError)) throw error;
        });
        expect(count).toBeLessThan(3000);
      }),
      { numRuns: 150 },
    );
  });

  it('in software answers any octets with a status word', async () => {
    const card = create();
    const start = fc.constantFrom(
      '00a4',
      '0020',
      '0087',
      '00cb',
      '00db',
      '0047',
      '0022',
      '002a',
      '00b0',
      '10db',
      '00c0',
      '',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 60 }), async (head, rest) => {
        const answer = await card.answer(Buffer.concat([Buffer.from(head, 'hex'), rest]));
        expect(answer.length).toBeGreaterThanOrEqual(2);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a card that no driver knows', () => {
  it('is refused with its answer to reset', async () => {
    const strange: VirtualCard = {
      atr: Buffer.from('3b6500002063cb6800', 'hex'),
      reset: () => undefined,
      answer: () => Promise.resolve(Uint8Array.of(0x6a, 0x82)),
    };
    await expect(useCard(strange)).rejects.toThrow('card.unknown_card: answer to reset 3b6500002063cb6800');
  });
});
