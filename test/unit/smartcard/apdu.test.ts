import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  capabilitiesOf,
  type Command,
  createExchange,
  decodeCommand,
  encodeCommand,
  longestData,
  readTlvs,
  writeTlv,
} from '../../../smartcard/apdu/index.ts';
import { CardError } from '../../../smartcard/drivers/card.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const octet = fc.integer({ min: 0, max: 255 });

describe('command APDUs (ISO 7816-4 5.1)', () => {
  it.each<[name: string, command: Command, bytes: string]>([
    ['case 1', { ins: 0x20, p1: 0, p2: 0x80 }, '00200080'],
    ['case 2', { ins: 0xc0, p1: 0, p2: 0, le: 256 }, '00c0000000'],
    ['case 3', { ins: 0xa4, p1: 4, p2: 0, data: hex('a000') }, '00a4040002a000'],
    [
      'case 4',
      { cla: 0x10, ins: 0xcb, p1: 0x3f, p2: 0xff, data: hex('5c017e'), le: 8 },
      '10cb3fff035c017e08',
    ],
    ['case 2 extended', { ins: 0xb0, p1: 0, p2: 0, le: 65536 }, '00b00000000000'],
    ['case 4 extended', { ins: 0x2a, p1: 0x9e, p2: 0x9a, data: hex('01'), le: 257 }, '002a9e9a000001010101'],
  ])('are written in %s', (_name, command, bytes) => {
    expect(textOf(encodeCommand(command))).toBe(bytes);
  });

  it('are read as they were written, whatever they hold', () => {
    const lengths = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(255, 256, 65535));
    const data = lengths.map((length) => Buffer.alloc(length, length & 0xff));
    const le = fc.oneof(fc.integer({ min: 1, max: 65536 }), fc.constantFrom(255, 256, 257));
    const option = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
    fc.assert(
      fc.property(octet, octet, option(data), option(le), (ins, p1, given, wanted) => {
        const command: Command = {
          cla: 0,
          ins,
          p1,
          p2: 0,
          ...(given === undefined ? {} : { data: given }),
          ...(wanted === undefined ? {} : { le: wanted }),
        };
        const read = decodeCommand(encodeCommand(command));
        expect(read && { ...read, data: textOf(read.data ?? new Uint8Array()) }).toEqual({
          ...command,
          data: textOf(given ?? new Uint8Array()),
        });
      }),
      { numRuns: 200 },
    );
  });

  it('are refused or read from any octets, never with an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const read = decodeCommand(bytes);
        if (bytes.length < 4) expect(read).toBeUndefined();
      }),
    );
  });

  it('that are too long are not written', () => {
    const data = Buffer.alloc(longestData.extended + 1);
    expect(() => encodeCommand({ ins: 1, p1: 0, p2: 0, data })).toThrow(RangeError);
    expect(() => encodeCommand({ ins: 1, p1: 0, p2: 0, le: 65537 })).toThrow(RangeError);
  });
});

/** A card that answers from a list, and what it was sent. */
function scripted(...answers: readonly string[]) {
  const sent: string[] = [];
  const transmit = async (command: Uint8Array) => {
    sent.push(textOf(command));
    return hex(answers[sent.length - 1] ?? '6f00');
  };
  return { sent, transmit };
}

describe('an exchange', () => {
  it('sends long data as a chain of short commands (5.3.3)', async () => {
    const { sent, transmit } = scripted('9000', '9000', '01029000');
    const data = Buffer.alloc(600, 0xab);
    const response = await createExchange(transmit)({ ins: 0xdb, p1: 0x3f, p2: 0xff, data, le: 256 });
    expect(sent.map((command) => command.slice(0, 10))).toEqual(['10db3fffff', '10db3fffff', '00db3fff5a']);
    expect(sent.map((command) => command.length / 2)).toEqual([260, 260, 96]);
    expect(response).toEqual({ status: 0x9000, data: hex('0102') });
  });

  it('stops a chain that the card refuses', async () => {
    const { sent, transmit } = scripted('6884');
    const data = Buffer.alloc(300);
    expect(await createExchange(transmit)({ ins: 1, p1: 0, p2: 0, data })).toMatchObject({ status: 0x6884 });
    expect(sent).toHaveLength(1);
  });

  it('sends long data in one extended command where it is told to', async () => {
    const { sent, transmit } = scripted('9000');
    const data = Buffer.alloc(300, 1);
    await createExchange(transmit, { extendedLength: true })({ ins: 0x2a, p1: 0, p2: 0, data, le: 256 });
    expect(sent[0]?.slice(0, 14)).toBe('002a000000012c');
  });

  it('collects an answer in parts (61xx), and asks again with the right length (6Cxx)', async () => {
    const { sent, transmit } = scripted('6c04', 'aabb6102', 'ccdd9000');
    const response = await createExchange(transmit)({ ins: 0xcb, p1: 0, p2: 0, le: 8 });
    expect(sent).toEqual(['00cb000008', '00cb000004', '00c0000002']);
    expect(response).toEqual({ status: 0x9000, data: hex('aabbccdd') });
  });

  it('gives up on a card that does not end its answer, and on one that answers nothing', async () => {
    const endless = createExchange(async () => hex('6100'));
    await expect(endless({ ins: 0xcb, p1: 0, p2: 0 })).rejects.toThrow('card.malformed');
    await expect(createExchange(async () => hex('90'))({ ins: 1, p1: 0, p2: 0 })).rejects.toThrow(
      'card.malformed',
    );
  });

  it('wipes its commands, which may hold a PIN', async () => {
    let kept: Uint8Array = new Uint8Array();
    const exchange = createExchange(async (command) => {
      kept = command;
      return hex('9000');
    });
    await exchange({ ins: 0x20, p1: 0, p2: 0x80, data: Buffer.from('123456') });
    expect(kept.every((one) => one === 0)).toBe(true);
  });
});

describe('BER-TLV (ISO 7816-4 6.3)', () => {
  it('is read as it was written, with tags and lengths of every form', () => {
    const tag = fc.constantFrom(0x5c, 0x7f49, 0x5fc105, 0x30, 0x82);
    const value = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(new Uint8Array(70_000)));
    fc.assert(
      fc.property(fc.array(fc.tuple(tag, value), { maxLength: 5 }), (objects) => {
        const written = Buffer.concat(objects.map(([name, content]) => writeTlv(name, content)));
        const read = readTlvs(written).map((one) => [one.tag, textOf(one.value)]);
        expect(read).toEqual(objects.map(([name, content]) => [name, textOf(content)]));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a cut tag', '7f'],
    ['a tag of four octets', '7f818101 00'],
    ['a cut length', '5c82 01'],
    ['an indefinite length', '3080 0000'],
    ['a length of four octets', '3084 00000001 00'],
    ['a value that ends too early', '5c03 0102'],
    ['too many objects', '0500'.repeat(257)],
  ])('is refused with %s', (_name, bytes) => {
    expect(() => readTlvs(hex(bytes))).toThrow('card.malformed');
  });

  it('is read or refused from any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          for (const { value } of readTlvs(bytes)) expect(value.length).toBeLessThan(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(CardError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the historical bytes of an answer to reset (ISO 7816-4 12.1.1)', () => {
  it.each([
    ['say chaining and extended length', '3b85800180730000c037', { chaining: true, extendedLength: true }],
    ['say extended length alone', '3b858001807300004037', { chaining: false, extendedLength: true }],
    ['say nothing', '3b00', { chaining: false, extendedLength: false }],
    ['are of another category', '3b6500002063cb6800', { chaining: false, extendedLength: false }],
    ['are missing', '', { chaining: false, extendedLength: false }],
  ])('%s', (_name, atr, expected) => {
    expect(capabilitiesOf(hex(atr))).toEqual(expected);
  });

  it('are read from any octets without an error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 33 }), (atr) => void capabilitiesOf(atr)));
  });
});
