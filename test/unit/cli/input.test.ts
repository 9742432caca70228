import { describe, expect, it } from 'vitest';
import { boundedLines } from '../../../src/cli/input.ts';

async function linesOf(...chunks: readonly string[]): Promise<readonly (string | undefined)[]> {
  const input = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  const lines: (string | undefined)[] = [];
  for await (const line of boundedLines(input, 4)) lines.push(line);
  return lines;
}

describe('reading lines of bounded size', () => {
  it.each([
    [['a\nbc\n'], ['a', 'bc']],
    [
      ['a', 'b\n', 'c'],
      ['ab', 'c'],
    ],
    [['ab\r\n\n'], ['ab', '']],
    [['abcd\nabcde\nx'], ['abcd', undefined, 'x']],
    [
      ['abc', 'de', 'f\ny\n'],
      [undefined, 'y'],
    ],
    [['abcdef'], [undefined]],
    [[], []],
  ])('%j gives %j', async (chunks, lines) => expect(await linesOf(...chunks)).toEqual(lines));
});
