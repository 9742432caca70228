import { describe, expect, it } from 'vitest';
import type { Card } from '../../../smartcard/drivers/card.ts';
import { recogniseCard } from '../../../smartcard/drivers/index.ts';
import { createPivCard, createVirtualTransport } from '../../../smartcard/virtual/index.ts';
import { testPivState } from '../../support/test-cards.ts';
import { featureCode, verifyStructure } from '../../../smartcard/pcsc/pin-pad.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('PIN pads (PC/SC part 10)', () => {
  it('find a feature in the list of the reader (2.2)', () => {
    const features = hex('06 04 42330006  07 04 42330007');
    expect(featureCode(features, 0x06)).toBe(0x42330006);
    expect(featureCode(features, 0x07)).toBe(0x42330007);
    expect(featureCode(features, 0x0a)).toBeUndefined();
  });

  it('do not take a list that is cut or has other lengths', () => {
    expect(featureCode(hex('06 04 4233'), 0x06)).toBeUndefined();
    expect(featureCode(hex('06 02 42330006'), 0x06)).toBeUndefined();
    expect(featureCode(hex(''), 0x06)).toBeUndefined();
  });

  it('are asked with PIN_VERIFY_STRUCTURE, its numbers in little-endian order (2.5.2)', () => {
    const template = hex('00 20 00 80 08 ffffffffffffffff');
    const written = Buffer.from(verifyStructure(template, 60)).toString('hex');
    const expected = hex(
      `
      3c 3c  82 08 00  0804  02  01  0904  00  000000  0d000000
      00 20 00 80 08 ffffffffffffffff`.replaceAll(/\s/g, ''),
    );
    expect(written).toBe(expected.toString('hex'));
  });
});

describe('a PIN that is typed at the reader', () => {
  const reader = 'Reader with keys';

  /** A reader in this process whose keys a person presses: what they type, or what the reader says instead. */
  async function openAtReader(typed: string | Uint8Array): Promise<Card> {
    const transport = createVirtualTransport(reader);
    transport.slot(reader).insert(createPivCard(testPivState()));
    const channel = await transport.open(reader, { timeoutMs: 1000 });
    const verify = async (template: Uint8Array) => {
      if (typeof typed !== 'string') return typed;
      const command = Buffer.from(template);
      command.write(typed, 5, 'ascii');
      return channel.transmit(command);
    };
    return recogniseCard({ ...channel, pinPad: { verify } });
  }

  it('is judged by the card', async () => {
    const right = await openAtReader('123456');
    expect(right.hasPinPad).toBe(true);
    expect(await right.verifyPin('authentication', undefined)).toEqual({ kind: 'verified' });
    expect(await right.sign('authentication', 'ES256', Buffer.alloc(32))).toHaveLength(64);
    const wrong = await openAtReader('654321');
    expect(await wrong.verifyPin('authentication', undefined)).toEqual({ kind: 'wrong', triesLeft: 2 });
  });

  it.each([
    ['nobody types', '6400', 'card.timeout'],
    ['the person gives up', '6401', 'card.cancelled'],
    ['it has too few digits', '6403', 'card.pin_length'],
  ])('is refused when %s (2.5.2)', async (_name, word, code) => {
    const card = await openAtReader(hex(word));
    await expect(card.verifyPin('authentication', undefined)).rejects.toThrow(code);
    expect(await card.triesLeft('authentication')).toBe(3);
  });
});
