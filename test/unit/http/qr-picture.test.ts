import { decodeQR } from 'qr/decode.js';
import { expect, test } from 'vitest';
import { qrPicture } from '../../../src/http/index.ts';

/** Paints the drawing's path, ten pixels a module, as a camera would see it. */
function paint(svg: string): { width: number; height: number; data: Uint8Array } {
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
  const scale = 10;
  const side = size * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [, x, y, width] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = 0; row < scale; row += 1) {
      const start = ((Number(y) * scale + row) * side + Number(x) * scale) * 4;
      for (let at = start; at < start + Number(width) * scale * 4; at += 4) data.fill(0, at, at + 3);
    }
  }
  return { width: side, height: side, data };
}

test('a picture of a code reads as its text, is named in words, and keeps to version 9 for our addresses', () => {
  const token = 'A'.repeat(43);
  const text = `https://wallet.acar.example.az/q?r=${token}&s=59&c=${'b'.repeat(22)}`;
  const svg = qrPicture(text, 'Kod "telefonla" oxunur').toString();
  expect(decodeQR(paint(svg))).toBe(text);
  expect(svg).toContain('role="img" aria-label="Kod &quot;telefonla&quot; oxunur"');
  // 17 + 4 × version, and four modules of white on each side.
  const modules = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]) - 8;
  expect((modules - 17) / 4).toBeLessThanOrEqual(9);
});
