import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { readAll, sliceOf } from '../byte-source.ts';
import type { ByteSource } from '../model.ts';
import { hostile, malformed, ZipError } from './errors.ts';

interface Expected {
  readonly size: number;
  readonly crc32: number;
}

/** The bytes as they come, with an error at the end when they are not those that were expected. */
export async function* verified(
  chunks: AsyncIterable<Uint8Array>,
  expected: Expected,
  mismatch: () => Error,
): AsyncIterable<Uint8Array> {
  let length = 0;
  let sum = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > expected.size) throw mismatch();
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (length !== expected.size || sum !== expected.crc32) throw mismatch();
}

const differs = () => hostile('an entry is not what the directory says of it');

/** Data that is stored as it is. A part of it is not checked; the whole is. */
export function storedContent(data: ByteSource, expected: Expected): ByteSource {
  return {
    size: expected.size,
    open: () => verified(data.open(), expected, differs),
    ...(data.slice && { slice: (start, end) => sliceOf(data, start, end) }),
  };
}

/** Below this, an entry is inflated in one call, which costs a fraction of a stream. */
const smallBytes = 64 * 1024;

export function deflatedContent(data: ByteSource, expected: Expected): ByteSource {
  const isSmall = data.size <= smallBytes && expected.size <= smallBytes;
  const open = isSmall ? () => inflateSmall(data, expected.size) : () => inflateStream(data, expected.size);
  return { size: expected.size, open: () => verified(open(), expected, differs) };
}

async function* inflateSmall(data: ByteSource, size: number): AsyncIterable<Uint8Array> {
  const compressed = await readAll(data, smallBytes);
  if (!compressed) throw differs();
  const { buffer, engine } = inflateAtOnce(compressed, size);
  if (engine.bytesWritten !== compressed.length) throw hostile('something lies hidden behind deflated data');
  if (buffer.length > 0) yield buffer;
}

function inflateAtOnce(compressed: Buffer, size: number): Inflated {
  try {
    const result: unknown = inflateRawSync(compressed, { maxOutputLength: Math.max(size, 1), info: true });
    if (isInflated(result)) return result;
  } catch (error) {
    throw broken(error);
  }
  throw malformed('deflated data was not inflated');
}

/** What node:zlib answers when asked for `info`, which its types do not tell. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function isInflated(result: unknown): result is Inflated {
  return typeof result === 'object' && result !== null && 'buffer' in result && 'engine' in result;
}

async function* inflateStream(data: ByteSource, size: number): AsyncIterable<Uint8Array> {
  const inflater = createInflateRaw();
  let failure: unknown;
  const input = Readable.from(data.open(), { objectMode: false });
  pipeline(input, inflater, (error) => {
    failure = error;
  });
  let length = 0;
  try {
    for await (const chunk of inflater) {
      const bytes: Uint8Array = chunk;
      length += bytes.length;
      if (length > size) throw differs();
      yield bytes;
    }
  } catch (error) {
    throw error instanceof ZipError ? error : broken(failure ?? error);
  } finally {
    input.destroy();
    inflater.destroy();
  }
  if (inflater.bytesWritten !== data.size) throw hostile('something lies hidden behind deflated data');
}

function broken(error: unknown): ZipError {
  const isTooLong = error instanceof RangeError;
  return isTooLong ? differs() : malformed(`deflated data is broken: ${String(error)}`);
}
