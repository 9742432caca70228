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

/** How many bytes may lie somewhere at a time. */
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

/** Of all files of a request together, so many stay in memory. */
export const memoryBytes = 4 * 1024 * 1024;
/** What a part costs beside its bytes: who sends one byte at a time must not fill the memory with their frames. */
const partBytes = 256;
const chunkBytes = 256 * 1024;

/** Where bytes may lie. */
interface SpoolRooms {
  /** Of one request; it goes with it. */
  readonly memory: SpoolRoom;
  /** Of the process. */
  readonly files: SpoolRoom;
}

/**
 * Keeps a stream of bytes until it is closed. What does not fit into memory lies in a temporary file whose name is taken
 * away before anything is written, so that nothing stays when the process ends, however it ends.
 * @throws NoRoomError
 */
export async function spool(
  stream: AsyncIterable<Uint8Array>,
  { memory, files }: SpoolRooms,
): Promise<Spooled> {
  const digest = createHash('sha256');
  const parts: Uint8Array[] = [];
  let size = 0;
  let file: FileHandle | undefined;
  let held = 0;
  let remembered = 0;
  const take = (bytes: number) => {
    if (!files.take(bytes)) throw new NoRoomError();
    held += bytes;
  };
  const free = () => {
    files.give(held);
    held = 0;
  };
  try {
    for await (const part of stream) {
      digest.update(part);
      const cost = part.length + partBytes;
      if (!file && !memory.take(cost)) {
        take(size);
        file = await openNameless();
        await writeAll(file, Buffer.concat(parts), 0);
        parts.length = 0;
        memory.give(remembered);
      }
      if (file) {
        take(part.length);
        await writeAll(file, part, size);
      } else {
        parts.push(part);
        remembered += cost;
      }
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
