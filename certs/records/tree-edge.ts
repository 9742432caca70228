import { LogError } from './errors.ts';
import { emptyRoot, hashOctets } from './hashing.ts';
import { type TileAddress, tileWidth, widthIn } from './tile-address.ts';
import { joinHashes, type ReadTiles, subtreeHash } from './tile-tree.ts';
import { nodesOf } from './tree-path.ts';

/** The right edge of a tree: its size and its partial tiles, which are all that growing needs. */
export interface TreeEdge {
  readonly size: number;
  /** By level; an empty one where the tree ends with a full tile. */
  readonly partialTiles: readonly Uint8Array[];
}

/** A tile as it is now. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
}

export const emptyEdge: TreeEdge = { size: 0, partialTiles: [] };

/** Reads the edge of the tree of that size. @throws LogError `log.tile_missing` */
export async function readEdge(size: number, readTiles: ReadTiles): Promise<TreeEdge> {
  const addresses = edgeAddresses(size);
  const wanted = addresses.filter(({ width }) => width > 0);
  const found = wanted.length > 0 ? await readTiles(wanted) : [];
  const byLevel = new Map(wanted.map(({ level }, at) => [level, found[at]] as const));
  const partialTiles = addresses.map(({ level, width }) => {
    const tile = width === 0 ? new Uint8Array() : byLevel.get(level);
    if (tile === undefined || tile.length < width * hashOctets)
      throw new LogError('log.tile_missing', `the last tile of level ${level} in a tree of ${size}`);
    return tile.subarray(0, width * hashOctets);
  });
  return { size, partialTiles };
}

function edgeAddresses(size: number): (TileAddress & { readonly level: number })[] {
  const addresses: (TileAddress & { readonly level: number })[] = [];
  for (let level = 0; size >= tileWidth ** level; level += 1) {
    const index = Math.floor(size / tileWidth ** (level + 1));
    addresses.push({ level, index, width: widthIn(size, level, index) });
  }
  return addresses;
}

/** The edge after more leaves, and every tile that is another now. Changes nothing that it is given. */
export function grow(
  edge: TreeEdge,
  leafHashes: readonly Uint8Array[],
): { readonly edge: TreeEdge; readonly tiles: readonly Tile[] } {
  const tiles: Tile[] = [];
  const partialTiles: Uint8Array[] = [];
  let added: readonly Uint8Array[] = leafHashes;
  for (let level = 0; added.length > 0 || level < edge.partialTiles.length; level += 1) {
    const before = edge.partialTiles[level] ?? new Uint8Array();
    if (added.length === 0) {
      partialTiles.push(before);
      continue;
    }
    const hashes = Buffer.concat([before, ...added]);
    const firstIndex = Math.floor(edge.size / tileWidth ** (level + 1));
    const roots: Uint8Array[] = [];
    for (let at = 0; at < hashes.length; at += tileOctets) {
      const tile = hashes.subarray(at, at + tileOctets);
      tiles.push({ level, index: firstIndex + at / tileOctets, hashes: tile });
      if (tile.length === tileOctets) roots.push(subtreeHash(tile, 0, 8));
    }
    partialTiles.push(hashes.subarray(roots.length * tileOctets));
    added = roots;
  }
  return { edge: { size: edge.size + leafHashes.length, partialTiles }, tiles };
}

const tileOctets = tileWidth * hashOctets;

/** The root of the tree (RFC 6962 2.1). */
export function rootOf({ size, partialTiles }: TreeEdge): Uint8Array {
  if (size === 0) return emptyRoot;
  const hashes = partialTiles.toReversed().flatMap((tile) => {
    const nodes = nodesOf({ start: 0, end: tile.length / hashOctets });
    return nodes.map(({ height, index }) => subtreeHash(tile, index * 2 ** height, height));
  });
  return joinHashes(hashes);
}
