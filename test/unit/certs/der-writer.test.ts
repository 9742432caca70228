import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  bitStringOf,
  booleanOf,
  contextConstructed,
  decodeText,
  der,
  fieldsOf,
  integerOf,
  namedBitsOf,
  oidOf,
  readDer,
  tags,
  timeOf,
} from '../../../certs/asn1/index.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const anyBytes = fc.uint8Array({ maxLength: 400 });
const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 70n }), { maxLength: 5 });

/** Every property reads back with the strict reader, so that a form that is not DER fails it. */
function holds<T>(values: fc.Arbitrary<T>, isRight: (value: T) => void): void {
  fc.assert(
    fc.property(values, (value) => {
      isRight(value);
    }),
    { numRuns: 500 },
  );
}

describe('the DER writer', () => {
  it('writes integers that read back, minimal at every border (X.690 8.3)', () => {
    const borders = [7, 8, 15, 16, 63, 64, 159, 160].flatMap((bits) =>
      [-1n, 0n, 1n].map((add) => (1n << BigInt(bits)) + add),
    );
    const values = fc.oneof(fc.bigInt(), fc.constantFrom(0n, ...borders, ...borders.map((one) => -one)));
    holds(values, (value) => expect(integerOf(readDer(der.integer(value)))).toBe(value));
    holds(fc.integer(), (value) => expect(integerOf(readDer(der.enumerated(value)))).toBe(BigInt(value)));
  });

  it('takes the octets of a magnitude as a number that is not negative', () => {
    holds(anyBytes, (bytes) => {
      expect(integerOf(readDer(der.unsignedInteger(bytes)))).toBe(BigInt(`0x0${hex(bytes)}`));
    });
  });

  it('writes object identifiers that read back (X.690 8.19)', () => {
    const roots = fc.oneof(
      fc.tuple(fc.constantFrom(0n, 1n), fc.bigInt({ min: 0n, max: 39n })),
      fc.tuple(fc.constant(2n), fc.bigInt({ min: 0n, max: 2n ** 70n })),
    );
    holds(fc.tuple(roots, arcs), ([root, rest]) => {
      const dotted = [...root, ...rest].join('.');
      expect(oidOf(readDer(der.oid(dotted)))).toBe(dotted);
    });
  });

  it.each(['', '1', '3.1', '1.40', '0.40.1', '1.02', '1..2', '1.2.', 'a.b', '2.-1'])(
    'refuses %j, which is no object identifier',
    (text) => expect(() => der.oid(text)).toThrow(RangeError),
  );

  it('writes octets, whole bits and truth values', () => {
    holds(anyBytes, (bytes) => {
      expect(hex(readDer(der.octetString(bytes)).content)).toBe(hex(bytes));
      expect(hex(bitStringOf(readDer(der.bitString(bytes))).bytes)).toBe(hex(bytes));
    });
    expect([true, false].map((value) => booleanOf(readDer(der.boolean(value))))).toEqual([true, false]);
    expect(hex(readDer(der.nullValue()).bytes)).toBe('0500');
  });

  it('writes named bits without trailing zeros (X.690 11.2.2)', () => {
    holds(fc.uniqueArray(fc.nat(31)), (bits) => {
      expect([...namedBitsOf(readDer(der.namedBits(bits)))].sort()).toEqual([...bits].sort());
    });
    expect(hex(der.namedBits([]))).toBe('030100');
    expect(hex(der.namedBits([5, 6]))).toBe('03020106');
  });

  it('writes lengths in their shortest form, at every border (X.690 10.1)', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 16_777_215, 16_777_216]) {
      const limits = { maxBytes: 2 ** 25, maxDepth: 1, maxValues: 1 };
      expect(readDer(der.encode(tags.octetString, new Uint8Array(length)), limits).content).toHaveLength(
        length,
      );
    }
  });

  it('nests, keeps the order of a sequence and sorts a set (X.690 11.6)', () => {
    holds(fc.array(anyBytes, { maxLength: 8 }), (contents) => {
      const parts = contents.map(der.octetString);
      const sequence = fieldsOf(readDer(der.sequence(...parts))).rest();
      expect(sequence.map(({ bytes }) => hex(bytes))).toEqual(parts.map(hex));
      const set = fieldsOf(readDer(der.setOf(...parts)), tags.set)
        .rest()
        .map(({ bytes }) => hex(bytes));
      expect(set).toEqual(parts.map(hex).sort());
    });
  });

  it('tags explicitly around a value and implicitly in its place (X.690 8.14)', () => {
    const inner = der.sequence(der.integer(1));
    expect(readDer(der.explicit(3, inner)).tag).toBe(contextConstructed(3));
    expect(hex(readDer(der.explicit(3, inner)).content)).toBe(hex(inner));
    expect(hex(der.implicit(3, inner))).toBe('a303020101');
    expect(hex(der.implicit(3, der.octetString(Uint8Array.of(7))))).toBe('830107');
    expect(hex(inner)).toBe('3003020101');
  });

  it('writes texts that read back, and refuses what the type does not have (X.680 41)', () => {
    holds(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeText(0x0c, readDer(der.utf8String(text)).content)).toBe(text);
    });
    holds(fc.string({ unit: 'binary-ascii' }), (text) => {
      expect(decodeText(0x16, readDer(der.ia5String(text)).content)).toBe(text);
    });
    expect(decodeText(0x13, readDer(der.printableString("Az (1)'=?")).content)).toBe("Az (1)'=?");
    for (const text of ['@', 'ə', '_']) expect(() => der.printableString(text)).toThrow(RangeError);
    expect(() => der.ia5String('ə')).toThrow(RangeError);
  });

  it('writes UTCTime through 2049 and GeneralizedTime from 2050 (RFC 5280 4.1.2.5)', () => {
    const moments = fc.integer({ min: Date.UTC(1950, 0, 1) / 1000, max: Date.UTC(9999, 11, 31) / 1000 });
    holds(moments, (seconds) => {
      const written = readDer(der.time(seconds * 1000 + 999));
      expect(timeOf(written)).toBe(seconds * 1000);
      expect(written.tag).toBe(seconds * 1000 < Date.UTC(2050, 0, 1) ? 0x17 : 0x18);
      expect(timeOf(readDer(der.generalizedTime(seconds * 1000)))).toBe(seconds * 1000);
      expect(readDer(der.generalizedTime(seconds * 1000)).tag).toBe(0x18);
    });
  });

  it('is read by openssl', () => {
    const sample = der.sequence(
      der.oid('1.2.840.10045.4.3.2'),
      der.integer(-129),
      der.setOf(der.utf8String('ə'), der.boolean(true)),
      der.explicit(1, der.time(Date.UTC(2050, 0, 1))),
      der.octetString(new Uint8Array(300)),
    );
    const shown = execFileSync('openssl', ['asn1parse', '-inform', 'DER'], { input: sample }).toString();
    const found = shown
      .trim()
      .split('\n')
      .map((line) =>
        line
          .replace(/^.*d=(\d+).*(?:prim|cons): */, '$1 ')
          .replace(/ *:/, ' ')
          .trim(),
      );
    expect(found).toEqual([
      '0 SEQUENCE',
      '1 OBJECT ecdsa-with-SHA256',
      '1 INTEGER -81',
      '1 SET',
      '2 BOOLEAN 255',
      '2 UTF8STRING ə',
      '1 cont [ 1 ]',
      '2 GENERALIZEDTIME 20500101000000Z',
      `1 OCTET STRING      [HEX DUMP] ${'00'.repeat(300)}`,
    ]);
  });
});
