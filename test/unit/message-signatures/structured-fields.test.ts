import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BareItem,
  item,
  parseItem,
  parseList,
  writeMember,
} from '../../../src/message-signatures/index.ts';
import { parseDictionary } from '../../../src/message-signatures/structured-fields.ts';

describe('structured fields (RFC 9651)', () => {
  const bare: fc.Arbitrary<BareItem> = fc.oneof(
    fc.integer({ min: -999_999_999, max: 999_999_999 }).map((value) => ({ type: 'integer', value }) as const),
    fc.stringMatching(/^[\x20-\x7e]{0,40}$/).map((value) => ({ type: 'string', value }) as const),
    fc.stringMatching(/^[A-Za-z*][\w:/.-]{0,20}$/).map((value) => ({ type: 'token', value }) as const),
    fc.uint8Array({ maxLength: 60 }).map((value) => ({ type: 'bytes', value: Buffer.from(value) }) as const),
    fc.boolean().map((value) => ({ type: 'boolean', value }) as const),
    fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => ({ type: 'display', value }) as const),
  );
  const parameters = fc
    .dictionary(fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}$/), bare, { maxKeys: 4 })
    .map((values) => new Map(Object.entries(values)));

  it('reads every value as it was written', () => {
    fc.assert(
      fc.property(bare, parameters, (value, more) => {
        const written = item(value, more);
        expect(parseItem(writeMember(written))).toEqual(written);
      }),
    );
  });

  it('reads a list with inner lists', () => {
    const [first, second] = parseList('"a";x=1, ("b" tok);y');
    expect(first && writeMember(first)).toBe('"a";x=1');
    expect(second && writeMember(second)).toBe('("b" tok);y');
  });

  const refused: Readonly<Record<string, string>> = {
    'a comma at the end': 'a=1,',
    'a key in capitals': 'A=1',
    'a key that comes twice': 'a=1, a=2',
    'a decimal': 'a=1.5',
    'a number of sixteen digits': 'a=1234567890123456',
    'an open string': 'a="b',
    'a control character in a string': 'a="b\u0007"',
    'an escape that is none': 'a="\\b"',
    'octets with bits left over': 'a=:AB==:',
    'octets without padding': 'a=:AQ:',
    'an open list': 'a=(1 2',
    'items without a blank': 'a=("b""c")',
    'a parameter that comes twice': 'a=1;b=1;b=2',
    'a display string that is not UTF-8': 'a=%"%ff"',
    'too many members': Array.from({ length: 257 }, (_, place) => `a${place}=1`).join(','),
    'too many characters': `a="${'b'.repeat(17_000)}"`,
  };
  for (const [what, text] of Object.entries(refused))
    it(`refuses ${what}`, () => {
      expect(() => parseDictionary(text)).toThrow(
        expect.objectContaining({ code: 'message.malformed_field' }),
      );
    });

  it('never throws anything else, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        try {
          parseDictionary(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'message.malformed_field' });
        }
      }),
    );
  });
});
