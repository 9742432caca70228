import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutSms } from '../../../src/notify/sms-text.ts';

const headerLength = 6;
const lengths = (text: string) => cutSms(text, 7).map(({ octets }) => octets.length);

describe('cutting an SMS (3GPP TS 23.038, TS 23.040 9.2.3.24.1)', () => {
  it('fills one part with 160 septets and goes on with 153', () => {
    expect(lengths('a'.repeat(160))).toEqual([160]);
    expect(lengths('a'.repeat(161))).toEqual([headerLength + 153, headerLength + 8]);
    expect(lengths('a'.repeat(306))).toEqual([headerLength + 153, headerLength + 153]);
    expect(lengths('a'.repeat(307))).toEqual([headerLength + 153, headerLength + 153, headerLength + 1]);
  });

  it('fills one part with 70 UCS-2 characters and goes on with 67', () => {
    expect(lengths('ə'.repeat(70))).toEqual([140]);
    expect(lengths('ə'.repeat(71))).toEqual([headerLength + 134, headerLength + 8]);
  });

  it('writes the header with length, element, reference, total and number', () => {
    const parts = cutSms('a'.repeat(400), 0x1ff);
    expect(parts.map(({ octets }) => [...octets.subarray(0, headerLength)])).toEqual([
      [5, 0, 3, 0xff, 3, 1],
      [5, 0, 3, 0xff, 3, 2],
      [5, 0, 3, 0xff, 3, 3],
    ]);
  });

  it('knows the codes of the alphabet, and two septets for what stands behind the escape', () => {
    const [part] = cutSms('@£Ç\n0Aaà€[', 0);
    expect([...(part?.octets ?? [])]).toEqual([0, 1, 9, 10, 0x30, 0x41, 0x61, 0x7f, 0x1b, 0x65, 0x1b, 0x3c]);
  });

  it.each(Array.from('əğışİƏĞŞç'))('takes UCS-2 for %s', (letter) => {
    expect(cutSms(`Kod ${letter}`, 0)).toMatchObject([{ dataCoding: 8 }]);
  });

  it('tears no character apart: neither a surrogate pair nor an escape sequence', () => {
    const pairs = cutSms(`ə${'😀'.repeat(60)}`, 0).map(({ octets }) =>
      Buffer.from(octets.subarray(headerLength)).swap16().toString('utf16le'),
    );
    expect(pairs.every((text) => text.isWellFormed())).toBe(true);
    const escapes = cutSms('€'.repeat(100), 0).map(({ octets }) => octets.at(-1));
    expect(escapes).toEqual([0x65, 0x65]);
  });

  it('loses nothing of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
        const parts = cutSms(`ə${text}`, 0);
        const joined = parts
          .map(({ octets, hasHeader }) => octets.subarray(hasHeader ? headerLength : 0))
          .map((octets) => Buffer.from(octets).swap16().toString('utf16le'))
          .join('');
        return joined === `ə${text.replaceAll('\r\n', '\n')}`;
      }),
    );
  });
});
