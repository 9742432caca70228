import { LogError } from './errors.ts';
import { hashOctets, nodeHash } from './hashing.ts';
import { type TileAddress, tileWidth, widthIn } from './tile-address.ts';
import { consistencyPath, inclusionPath, type LeafRange, nodesOf, type TreeNode } from './tree-path.ts';

/** Gives the tiles in the order of their addresses; undefined for one that is not there. They may be wider than asked. */
export type ReadTiles = (addresses: readonly TileAddress[]) => Promise<readonly (Uint8Array | undefined)[]>;

/** Proofs from the tiles of a tree: each asks once, for at most two tiles of each level. */
export interface TileTree {
  /** @throws LogError `log.tile_missing`; RangeError for an index outside the tree */
  inclusionProof(leafIndex: number): Promise<readonly Uint8Array[]>;
  /** @throws LogError `log.tile_missing`; RangeError for a size that is larger than the tree's */
  consistencyProof(size1: number): Promise<readonly Uint8Array[]>;
  /** The root of the tree of the first `size` leaves, which are one or more. @throws LogError `log.tile_missing` */
  rootAt(size: number): Promise<Uint8Array>;
}

export function createTileTree(treeSize: number, readTiles: ReadTiles): TileTree {
  const hashesOf = async (ranges: readonly LeafRange[]) => {
    const nodes = ranges.map(nodesOf);
    const tiles = await fetchTiles(treeSize, nodes.flat(), readTiles);
    return nodes.map((some) => joinHashes(some.map((node) => hashInTile(node, tiles))));
  };
  return {
    async inclusionProof(leafIndex) {
      if (!Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= treeSize)
        throw new RangeError(`a tree of ${treeSize} leaves has no leaf ${leafIndex}`);
      return hashesOf(inclusionPath(leafIndex, treeSize));
    },
    async consistencyProof(size1) {
      if (!Number.isSafeInteger(size1) || size1 < 0 || size1 > treeSize)
        throw new RangeError(`a tree of ${treeSize} leaves began with no tree of ${size1}`);
      return hashesOf(consistencyPath(size1, treeSize));
    },
    async rootAt(size) {
      const [root] = await hashesOf([{ start: 0, end: size }]);
      if (root === undefined) throw new RangeError('the empty tree has no node');
      return root;
    },
  };
}

/** The hash of a range from those of its complete subtrees, left to right. There is at least one. */
export function joinHashes(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

const heightOfTile = 8;
const tileOf = ({ height, index }: TreeNode) => {
  const level = Math.floor(height / heightOfTile);
  const heightInTile = height % heightOfTile;
  const first = index * 2 ** heightInTile;
  return { level, index: Math.floor(first / tileWidth), heightInTile, first: first % tileWidth };
};
const keyOf = ({ level, index }: { readonly level: number; readonly index: number }) => `${level}/${index}`;

async function fetchTiles(
  treeSize: number,
  nodes: readonly TreeNode[],
  readTiles: ReadTiles,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = new Map(nodes.map(tileOf).map((tile) => [keyOf(tile), tile] as const));
  const addresses = [...wanted.values()].map(({ level, index }) => ({
    level,
    index,
    width: widthIn(treeSize, level, index),
  }));
  const tiles = await readTiles(addresses);
  return new Map(
    addresses.map((address, at) => {
      const tile = tiles[at];
      if (tile === undefined || tile.length < address.width * hashOctets)
        throw new LogError('log.tile_missing', `tile ${keyOf(address)} of width ${address.width}`);
      return [keyOf(address), tile] as const;
    }),
  );
}

function hashInTile(node: TreeNode, tiles: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const place = tileOf(node);
  const tile = tiles.get(keyOf(place));
  if (!tile) throw new LogError('log.tile_missing', `tile ${keyOf(place)}`);
  return subtreeHash(tile, place.first, place.heightInTile);
}

/** Hashes inside full tiles, for as long as a reader keeps the tile itself. */
const known = new WeakMap<Uint8Array, Map<number, Uint8Array>>();

/** The root over 2^height hashes of a tile, from the hash `first` on. */
export function subtreeHash(tile: Uint8Array, first: number, height: number): Uint8Array {
  if (height === 0) return tile.subarray(first * hashOctets, (first + 1) * hashOctets);
  const key = (first << 4) | height;
  const inTile = known.get(tile) ?? new Map<number, Uint8Array>();
  const found = inTile.get(key);
  if (found) return found;
  const half = 2 ** (height - 1);
  const hash = nodeHash(subtreeHash(tile, first, height - 1), subtreeHash(tile, first + half, height - 1));
  known.set(tile, inTile.set(key, hash));
  return hash;
}
