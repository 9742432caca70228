import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assetUrl, serveAsset } from '../../../src/http/index.ts';

describe('assets', () => {
  const server = createServer((req, res) => {
    if (!serveAsset(req, res)) res.writeHead(404).end();
  });
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  it('serves one style sheet with the design system first and our fonts from our own origin', async () => {
    const headers = { 'accept-encoding': 'gzip, br' };
    const answer = await fetch(origin + assetUrl('acar.css'), { headers });
    const css = await answer.text();
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(css.startsWith('@layer')).toBe(true);
    const fonts = Array.from(css.matchAll(/url\((\/assets\/[^)]+\.woff2)\)/g), (match) => match[1] ?? '');
    expect(fonts).toHaveLength(3);
    for (const font of fonts) expect((await fetch(origin + font)).status).toBe(200);
    expect(css).not.toMatch(/url\(["']?(https?:)?\/\/(?!www\.w3\.org)/);
  });

  it('covers the letters of the three languages with the subsets that it serves', async () => {
    const css = await (await fetch(origin + assetUrl('acar.css'))).text();
    const ranges = Array.from(css.matchAll(/unicode-range:\s*([^;]+);/g), (match) => match[1] ?? '')
      .flatMap((list) => list.split(','))
      .map((range) => range.trim().slice(2).split('-'))
      .map(([from = '', to = from]) => [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const);
    const letters = Array.from('əğıİöüşçƏĞIÖÜŞÇабвёщЯЁ№–„“«»…×');
    const missing = letters.filter((letter) => {
      const point = letter.codePointAt(0) ?? 0;
      return !ranges.some(([from, to]) => point >= from && point <= to);
    });
    expect(missing).toEqual([]);
  });

  it('answers uncompressed to those who do not ask, and 404 to a changed digest', async () => {
    const plain = await fetch(origin + assetUrl('key.svg'), { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toContain('<svg');
    expect((await fetch(`${origin}/assets/000000000000/key.svg`)).status).toBe(404);
  });
});
