import { expect, test } from 'vitest';
import {
  type ByteSource,
  digestOf,
  joined,
  readAll,
  sliceOf,
  sourceOf,
} from '../../../../certs/signatures/index.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const text = async (source: ByteSource) => (await readAll(source, 1000))?.toString('latin1');

/** A source that comes in small pieces and cannot be sliced. */
function dripping(content: string, size = content.length): ByteSource {
  return {
    size,
    async *open() {
      for (let at = 0; at < content.length; at += 3) yield bytes(content.slice(at, at + 3));
    },
  };
}

test.each([
  ['in memory', sourceOf(bytes('0123456789'))],
  ['in pieces', dripping('0123456789')],
  [
    'of joined parts',
    joined([sourceOf(bytes('012')), dripping('34567'), sourceOf(bytes('')), sourceOf(bytes('89'))]),
  ],
])('every part of a source %s is what it is of the whole', async (_name, source) => {
  for (let start = 0; start <= 10; start += 1)
    for (let end = start; end <= 10; end += 1) {
      const part = sliceOf(source, start, end);
      expect(part.size).toBe(end - start);
      expect(await text(part)).toBe('0123456789'.slice(start, end));
    }
});

test('a part of a part is counted from the part', async () => {
  expect(await text(sliceOf(sliceOf(dripping('0123456789'), 2, 9), 3, 5))).toBe('56');
});

test('a source that has more bytes than it told, or than are allowed, is not read to its end', async () => {
  expect(await readAll(sourceOf(bytes('0123456789')), 9)).toBeUndefined();
  expect(await readAll(dripping('0123456789', 1), 9)).toBeUndefined();
});

test('the digest of parts is that of the whole', async () => {
  const whole = await digestOf(sourceOf(bytes('0123456789')), 'sha256');
  expect(await digestOf(joined([dripping('01234'), dripping('56789')]), 'sha256')).toEqual(whole);
});
