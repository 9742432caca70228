import type { Database } from '../db/index.ts';
import { checkDrawLines, checkStoredDraws, longestDrawLine, ownLogKey } from '../notices/index.ts';
import { fileSource } from './file-source.ts';
import { boundedLines } from './input.ts';
import type { DrawsDesk } from './model.ts';

/** The lots of courts in the hand of whoever checks them; a file is checked without a database. */
export function drawsDesk(db: () => Database): DrawsDesk {
  return {
    checkStored: (court, key) => checkStoredDraws(db(), court, key),
    checkFiles: (paths, question) => checkDrawLines(linesOf(paths), question),
    logKey: () => ownLogKey(db()),
  };
}

async function* linesOf(paths: readonly string[]): AsyncGenerator<string | undefined> {
  for (const path of paths) yield* boundedLines(buffers(fileSource(path).content.open()), longestDrawLine);
}

async function* buffers(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}
