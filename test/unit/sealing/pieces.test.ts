import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutPieces,
  newContentKey,
  openPiece,
  openSecret,
  pieceOctets,
  sealPiece,
  sealSecret,
} from '../../../src/sealing/index.ts';

async function cut(chunks: readonly Uint8Array[]) {
  const pieces = [];
  for await (const { octets, ...place } of cutPieces(chunks))
    pieces.push({ ...place, octets: Buffer.from(octets) });
  return pieces;
}

describe('cutting octets into pieces', () => {
  it('keeps every octet, in whole pieces but for the last, however they come', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: pieceOctets + 3 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const chunks = lengths.map((length, at) => Buffer.alloc(length, at + 1));
        const pieces = await cut(chunks);
        expect(Buffer.concat(pieces.map(({ octets }) => octets)).equals(Buffer.concat(chunks))).toBe(true);
        expect(pieces.map(({ place }) => place)).toEqual(pieces.map((_, at) => at));
        expect(pieces.map(({ isLast }) => isLast)).toEqual(pieces.map((_, at) => at === pieces.length - 1));
        expect(pieces.slice(0, -1).every(({ octets }) => octets.length === pieceOctets)).toBe(true);
        expect(pieces.length).toBe(Math.max(Math.ceil(Buffer.concat(chunks).length / pieceOctets), 1));
      }),
      { numRuns: 40 },
    );
  });
});

describe('a sealed piece', () => {
  const key = newContentKey();
  const octets = Buffer.from('what was asked');

  it('opens at its own place, as the last only where it was the last, and under its own key only', () => {
    const sealed = sealPiece(key, { place: 3, isLast: false }, octets);
    expect(openPiece(key, { place: 3, isLast: false }, sealed)).toEqual(octets);
    expect(() => openPiece(key, { place: 4, isLast: false }, sealed)).toThrow();
    expect(() => openPiece(key, { place: 3, isLast: true }, sealed)).toThrow();
    expect(() => openPiece(newContentKey(), { place: 3, isLast: false }, sealed)).toThrow();
  });

  it('opens with none of its bits changed and none of its octets gone', () => {
    const at = { place: 0, isLast: true };
    const sealed = sealPiece(key, at, octets);
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => openPiece(key, at, changed)).toThrow();
        expect(() => openPiece(key, at, sealed.subarray(0, bit >> 3))).toThrow();
      }),
    );
  });
});

describe('a sealed secret', () => {
  it('opens for what it was sealed for and under its master key only', () => {
    const [master, secret] = [newContentKey(), newContentKey()];
    const sealed = sealSecret(master, 'one', secret);
    expect(openSecret(master, 'one', sealed)).toEqual(secret);
    expect(() => openSecret(master, 'other', sealed)).toThrow();
    expect(() => openSecret(newContentKey(), 'one', sealed)).toThrow();
    expect(() => openSecret(master, 'one', sealed.subarray(1))).toThrow();
    expect(() => openSecret(master, 'one', Buffer.alloc(0))).toThrow();
  });
});
