import { createHash, randomUUID } from 'node:crypto';
import type { ByteSource } from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database, Queryable, Transaction } from '../../db/index.ts';
import {
  cutPieces,
  newContentKey,
  openPiece,
  openSecret,
  pieceOctets,
  resealSecrets,
  sealPiece,
  sealSecret,
} from '../../sealing/index.ts';
import {
  deleteAbandonedContents,
  deleteContents,
  findContent,
  findPiece,
  finishContent,
  insertContent,
  insertPiece,
  listSealedKeys,
  replaceSealedKey,
} from './store.ts';

export interface ContentsDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  /** Seals the keys of contents. */
  readonly key: Uint8Array;
}

/** Bytes as they were stored. */
export interface StoredContent {
  readonly contentId: string;
  readonly size: number;
  /** SHA-256. */
  readonly digest: Buffer;
  /** The first octets, for who tells kinds of files apart. */
  readonly head: Buffer;
}

/** A content that can be read as often as asked. */
export interface OpenedContent extends ByteSource {
  /** SHA-256. */
  readonly digest: Buffer;
}

/** Bytes of documents, sealed, in pieces. No more than a few pieces are ever in memory. */
export interface Contents {
  /** Undefined when there are more than `maxBytes`; then nothing is kept. Belongs to nobody until a document names it. */
  put(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StoredContent | undefined>;
  /** Undefined when there is none. Reading throws when a piece is missing or was changed. */
  open(contentId: string): Promise<OpenedContent | undefined>;
  remove(on: Queryable, contentIds: readonly string[]): Promise<void>;
}

const headOctets = 1024;

export function createContents(deps: ContentsDeps): Contents {
  const { db, key: master } = deps;
  return {
    put: (bytes, maxBytes) => put(deps, bytes, maxBytes),
    async open(contentId) {
      const row = await findContent(db, contentId);
      if (!row) return undefined;
      const key = openSecret(master, contentId, row.sealedKey);
      const size = Number(row.size);
      return { ...sliceOf(db, { contentId, key, size }, { start: 0, end: size }), digest: row.digest };
    },
    remove: (on, contentIds) => deleteContents(on, contentIds),
  };
}

async function put(
  { db, clock, key: master }: ContentsDeps,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<StoredContent | undefined> {
  const contentId = randomUUID();
  const key = newContentKey();
  const sealedKey = sealSecret(master, contentId, key);
  await insertContent(db, { contentId, sealedKey, at: new Date(clock.now()) });
  const hash = createHash('sha256');
  let [size, head] = [0, Buffer.alloc(0)];
  for await (const { place, isLast, octets } of cutPieces(bytes)) {
    size += octets.length;
    if (size > maxBytes) {
      await deleteContents(db, [contentId]);
      return undefined;
    }
    hash.update(octets);
    if (place === 0) head = Buffer.from(octets.subarray(0, headOctets));
    await insertPiece(db, contentId, place, sealPiece(key, { place, isLast }, octets));
  }
  const digest = hash.digest();
  await finishContent(db, contentId, { size, digest });
  return { contentId, size, digest, head };
}

interface Sealed {
  readonly contentId: string;
  readonly key: Buffer;
  readonly size: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A part of a content; of the others no piece is read. */
function sliceOf(db: Queryable, content: Sealed, { start, end }: Range): ByteSource {
  return {
    size: end - start,
    open: () => readPieces(db, content, { start, end }),
    slice: (from, to) => sliceOf(db, content, { start: start + from, end: start + to }),
  };
}

async function* readPieces(
  db: Queryable,
  { contentId, key, size }: Sealed,
  { start, end }: Range,
): AsyncGenerator<Uint8Array, void> {
  const count = Math.max(Math.ceil(size / pieceOctets), 1);
  for (let place = Math.floor(start / pieceOctets); place * pieceOctets < end; place += 1) {
    const sealed = await findPiece(db, contentId, place);
    if (!sealed) throw new Error(`piece ${place} of content ${contentId} is missing`);
    const piece = openPiece(key, { place, isLast: place === count - 1 }, sealed);
    const at = place * pieceOctets;
    yield piece.subarray(Math.max(start - at, 0), Math.min(end - at, piece.length));
  }
}

/**
 * Seals the key of every content under another master key's: all or none. How many changed; those that the new one opens
 * already stay. As `acar_operator`, while no process of the service runs. Throws when one opens under neither.
 */
export function resealContents(
  tx: Transaction,
  masters: { readonly from: Uint8Array; readonly to: Uint8Array },
): Promise<number> {
  const table = {
    page: (after: string, limit: number) => listSealedKeys(tx, after, limit),
    replace: (id: string, sealed: Uint8Array) => replaceSealedKey(tx, id, sealed),
  };
  return resealSecrets(table, masters);
}

const keptMs = 24 * 3_600_000;
const sweepBatch = 100;

/** Removes contents of a day ago that no document holds, as `acar_worker`. */
export async function sweepContents(db: Queryable, now: number): Promise<void> {
  for (;;) {
    const removed = await deleteAbandonedContents(db, new Date(now - keptMs), sweepBatch);
    if (removed < sweepBatch) return;
  }
}
