import type { Checkpoint } from './checkpoint.ts';
import { readEntryBundle } from './entry-bundle.ts';
import { hashOctets, isSame, leafHash } from './hashing.ts';
import { type TileAddress, tilePath, tileWidth, widthIn } from './tile-address.ts';
import type { ReadTiles } from './tile-tree.ts';
import { emptyEdge, grow, rootOf, type Tile, type TreeEdge } from './tree-edge.ts';

/** What the checker found to be other than it was signed. */
export interface LogFinding {
  readonly kind: /** A tile or bundle is absent, cut or not what its leaves hash to. */
    | 'tile'
    /** An entry is not the one that its leaf was made of. */
    | 'entry'
    /** The leaves do not hash to a root that was signed. */
    | 'root'
    | FoundRow;
  /** Place in the log. */
  readonly index?: number;
  /** Id of the record. */
  readonly record?: number;
  readonly message: string;
}

/** What can be wrong with the rows that the log was made of. */
export type FoundRow = 'altered' | 'deleted' | 'reordered' | 'duplicated' | 'unlogged' | 'redacted';

export interface CheckProgress {
  readonly done: number;
  readonly of: number;
}

export interface TreeQuestion {
  /** Whose signature was verified. */
  readonly checkpoint: Pick<Checkpoint, 'size' | 'root'>;
  readonly readTiles: ReadTiles;
  /** Other trees that were signed, by size; those that are larger than the checkpoint are not looked at. */
  readonly signed?: AsyncIterable<{ readonly size: number; readonly root: Uint8Array }>;
  readonly onFinding: (finding: LogFinding) => void;
  readonly onProgress?: (progress: CheckProgress) => void;
}

const bundlesAtOnce = 16;

/** Computes every leaf, tile and root anew from the entries. Keeps no more than a few tiles, however large the log is. */
export async function checkTree(question: TreeQuestion): Promise<void> {
  const { checkpoint, readTiles, onFinding, onProgress } = question;
  const signed = question.signed?.[Symbol.asyncIterator]();
  let next = await signed?.next();
  let edge: TreeEdge = emptyEdge;
  for (let from = 0; from < checkpoint.size; from += bundlesAtOnce * tileWidth) {
    const to = Math.min(checkpoint.size, from + bundlesAtOnce * tileWidth);
    const hashes = await checkLeaves(question, from, to);
    if (!hashes) return;
    // Every size that was signed is a stop on the way.
    while (next && !next.done && next.value.size <= to) {
      edge = await advance(question, edge, hashes.slice(edge.size - from, next.value.size - from));
      compareRoots(edge, next.value, onFinding);
      next = await signed?.next();
    }
    edge = await advance(question, edge, hashes.slice(edge.size - from));
    onProgress?.({ done: to, of: checkpoint.size });
  }
  await compareTiles(partialTiles(edge), readTiles, onFinding);
  compareRoots(edge, checkpoint, onFinding);
}

function compareRoots(
  edge: TreeEdge,
  { size, root }: { readonly size: number; readonly root: Uint8Array },
  onFinding: TreeQuestion['onFinding'],
): void {
  if (size !== edge.size || isSame(rootOf(edge), root)) return;
  onFinding({ kind: 'root', message: `the checkpoint of size ${size} was signed over other leaves` });
}

/** The hashes of leaves `from` to `to`, each compared with its tile; undefined when entries are not to be had. */
async function checkLeaves(
  { checkpoint: { size }, readTiles, onFinding }: TreeQuestion,
  from: number,
  to: number,
): Promise<readonly Uint8Array[] | undefined> {
  const indexes = Array.from(
    { length: Math.ceil((to - from) / tileWidth) },
    (_, at) => from / tileWidth + at,
  );
  const at = (level: TileAddress['level']) =>
    indexes.map((index) => ({ level, index, width: widthIn(size, level, index) }));
  const [bundles, tiles] = await Promise.all([readTiles(at('entries')), readTiles(at(0))]);
  const hashes: Uint8Array[] = [];
  for (const [place, address] of at('entries').entries()) {
    const bytes = bundles[place];
    const entries = (bytes && readEntryBundle(bytes))?.slice(0, address.width);
    if (entries?.length !== address.width) {
      onFinding({
        kind: 'tile',
        message: `${tilePath(address)} is absent or cut: nothing behind it was checked`,
      });
      return undefined;
    }
    const ownHashes = entries.map(leafHash);
    compareLeaves(ownHashes, tiles[place], address.index, onFinding);
    hashes.push(...ownHashes);
  }
  return hashes;
}

function compareLeaves(
  hashes: readonly Uint8Array[],
  tile: Uint8Array | undefined,
  bundle: number,
  onFinding: TreeQuestion['onFinding'],
): void {
  if (!tile || tile.length < hashes.length * hashOctets) {
    const path = tilePath({ level: 0, index: bundle, width: hashes.length });
    onFinding({ kind: 'tile', message: `${path} is absent or cut` });
    return;
  }
  for (const [at, hash] of hashes.entries()) {
    if (isSame(hash, tile.subarray(at * hashOctets, (at + 1) * hashOctets))) continue;
    const index = bundle * tileWidth + at;
    onFinding({ kind: 'entry', index, message: `entry ${index} is not the one that was logged` });
  }
}

async function advance(
  { readTiles, onFinding }: TreeQuestion,
  edge: TreeEdge,
  hashes: readonly Uint8Array[],
): Promise<TreeEdge> {
  const grown = grow(edge, hashes);
  await compareTiles(
    grown.tiles.filter((tile) => tile.level > 0 && isFull(tile)),
    readTiles,
    onFinding,
  );
  return grown.edge;
}

const isFull = ({ hashes }: Tile) => hashes.length === tileWidth * hashOctets;

function partialTiles({ size, partialTiles: tiles }: TreeEdge): Tile[] {
  return tiles.flatMap((hashes, level) => {
    const index = Math.floor(size / tileWidth ** (level + 1));
    return level > 0 && hashes.length > 0 ? [{ level, index, hashes }] : [];
  });
}

async function compareTiles(
  computed: readonly Tile[],
  readTiles: ReadTiles,
  onFinding: TreeQuestion['onFinding'],
): Promise<void> {
  if (computed.length === 0) return;
  const addresses = computed.map(({ level, index, hashes }) => ({
    level,
    index,
    width: hashes.length / hashOctets,
  }));
  const stored = await readTiles(addresses);
  for (const [at, { hashes }] of computed.entries()) {
    const address = addresses[at];
    if (!address || (stored[at] && isSame(stored[at].subarray(0, hashes.length), hashes))) continue;
    onFinding({ kind: 'tile', message: `${tilePath(address)} is not what the leaves below it hash to` });
  }
}
