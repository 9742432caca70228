import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteSource, NamedFile } from '../../certs/signatures/index.ts';

/**
 * A file of this computer, read in pieces each time it is opened.
 * @throws Error when it is none that can be read twice
 */
export function fileSource(path: string): NamedFile {
  const status = statSync(path);
  if (!status.isFile()) throw new Error(`${path} is not a file`);
  return {
    name: basename(path),
    mediaType: '',
    content: { size: status.size, open: () => createReadStream(path, { highWaterMark: chunkBytes }) },
  };
}

const chunkBytes = 256 * 1024;

/** Writes a file that must not be there yet. @throws Error, and then nothing is left of it */
export async function writeNewFile(
  path: string,
  content: Pick<ByteSource, 'open'>,
  mode = 0o666,
): Promise<void> {
  const target = createWriteStream(path, { flags: 'wx', mode });
  let isOurs = false;
  target.once('open', () => {
    isOurs = true;
  });
  try {
    await pipeline(Readable.from(content.open()), target);
  } catch (error) {
    if (isOurs) rmSync(path, { force: true });
    throw error;
  }
}
