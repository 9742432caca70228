import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteSource, sourceOf } from '../../certs/signatures/index.ts';

/** What arrived, to be read as often as is needed, and its SHA-256 in hex. */
export interface Spooled {
  readonly content: ByteSource;
  readonly sha256: string;
  /** Lets go of the bytes. */
  close(): Promise<void>;
}

/** How many bytes may lie in temporary files at a time. */
export interface SpoolRoom {
  /** False where there is no room for so many more; then none is taken. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createSpoolRoom(maxBytes: number): SpoolRoom {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > maxBytes) return false;
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}

/** There is no room for what arrives; when others have gone there is. */
export class NoRoomError extends Error {
  constructor() {
    super('no room for a document');
    this.name = 'NoRoomError';
  }
}

/** Up to here it stays in memory. */
const memoryBytes = 4 * 1024 * 1024;
const chunkBytes = 256 * 1024;

/**
 * Keeps a stream of bytes until it is closed. A long one lies in a temporary file whose name is taken away before
 * anything is written, so that nothing stays when the process ends, however it ends.
 * @throws NoRoomError
 */
export async function spool(stream: AsyncIterable<Uint8Array>, room: SpoolRoom): Promise<Spooled> {
  const digest = createHash('sha256');
  const parts: Uint8Array[] = [];
  let size = 0;
  let file: FileHandle | undefined;
  let held = 0;
  const take = (bytes: number) => {
    if (!room.take(bytes)) throw new NoRoomError();
    held += bytes;
  };
  const free = () => {
    room.give(held);
    held = 0;
  };
  try {
    for await (const part of stream) {
      digest.update(part);
      if (!file && size + part.length > memoryBytes) {
        take(size);
        file = await openNameless();
        await writeAll(file, Buffer.concat(parts), 0);
        parts.length = 0;
      }
      if (file) {
        take(part.length);
        await writeAll(file, part, size);
      } else parts.push(part);
      size += part.length;
    }
  } catch (error) {
    await file?.close();
    free();
    throw error;
  }
  const sha256 = digest.digest('hex');
  if (!file) return { content: sourceOf(Buffer.concat(parts, size)), sha256, close: async () => {} };
  const kept = file;
  const close = async () => {
    await kept.close();
    free();
  };
  return { content: { size, open: () => read(kept, size) }, sha256, close };
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `acar-verification-${randomBytes(12).toString('hex')}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function* read(file: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < size; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
