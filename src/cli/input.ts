import { once } from 'node:events';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Writable } from 'node:stream';

const longestLine = 4 * 1024 * 1024;

/** Writes one line for each line of the input, in order. Keeps no more of the input than one line may be long. */
export async function answerLines(
  answer: (line: string | undefined) => string | Promise<string>,
  input: AsyncIterable<Buffer>,
  output: Writable,
): Promise<void> {
  for await (const line of boundedLines(input, longestLine))
    if (!output.write(`${await answer(line)}\n`)) await once(output, 'drain');
}

/** The lines of a stream; undefined stands for one of more than `maxBytes`, of which nothing is kept. */
export async function* boundedLines(
  input: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<string | undefined> {
  let parts: Buffer[] = [];
  let size = 0;
  const take = () => {
    const line = size > maxBytes ? undefined : Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  if (size > 0) yield take();

  function keep(part: Buffer): void {
    size += part.length;
    if (size > maxBytes) parts = [];
    else if (part.length > 0) parts.push(part);
  }
}

const newline = 0x0a;
const largestFile = 128 * 1024 * 1024;
const chunkBytes = 64 * 1024;

/**
 * The content of a file, a pipe or a device, read in pieces so that an endless one ends.
 * @throws Error when it cannot be read or is larger than anything that is verified
 */
export function readBoundedFile(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const parts: Buffer[] = [];
    for (let size = 0; size <= largestFile; ) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const count = readSync(file, chunk);
      if (count === 0) return Buffer.concat(parts);
      parts.push(chunk.subarray(0, count));
      size += count;
    }
    throw new Error(`${path} is larger than ${largestFile} bytes`);
  } finally {
    closeSync(file);
  }
}
