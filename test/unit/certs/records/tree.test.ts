import { describe, expect, it } from 'vitest';
import {
  createTileTree,
  emptyEdge,
  emptyRoot,
  grow,
  leafHash,
  nodeHash,
  type ReadTiles,
  readTilePath,
  rootOf,
  type TileAddress,
  tilePath,
  type TreeEdge,
  verifyConsistency,
  verifyInclusion,
  widthIn,
} from '../../../../certs/index.ts';

/** RFC 6962 2.1, word for word. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return emptyRoot;
  const [only] = leaves;
  if (leaves.length === 1 && only) return leafHash(only);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, at) => Buffer.from(`leaf ${at}`));

/** A tree that grew by steps, with its tiles and how often they were asked for. */
function grownBy(steps: readonly number[]) {
  const tiles = new Map<string, Uint8Array>();
  const leaves = leavesOf(steps.reduce((sum, step) => sum + step, 0));
  let edge: TreeEdge = emptyEdge;
  for (const step of steps) {
    const grown = grow(edge, leaves.slice(edge.size, edge.size + step).map(leafHash));
    for (const { level, index, hashes } of grown.tiles) tiles.set(`${level}/${index}`, hashes);
    edge = grown.edge;
  }
  const asked: (readonly TileAddress[])[] = [];
  const readTiles: ReadTiles = async (addresses) => {
    asked.push(addresses);
    return addresses.map(({ level, index, width }) =>
      tiles.get(`${level}/${index}`)?.subarray(0, width * 32),
    );
  };
  return { leaves, edge, tiles, readTiles, asked };
}

describe('a tree that grows (RFC 6962 2.1)', () => {
  it.each([0, 1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 700])('has the root of its %i leaves', (size) => {
    expect(rootOf(grownBy([size]).edge)).toEqual(treeHash(leavesOf(size)));
  });

  it('has the same tiles and root, whatever the steps', () => {
    const atOnce = grownBy([1000]);
    const inSteps = grownBy([1, 0, 254, 1, 1, 400, 343]);
    expect(rootOf(inSteps.edge)).toEqual(rootOf(atOnce.edge));
    expect(inSteps.tiles).toEqual(atOnce.tiles);
  });

  it('has the tiles of c2sp.org/tlog-tiles: 70,000 leaves', () => {
    const widths = (level: number) => [272, 273, 274].map((index) => widthIn(70_000, level, index));
    expect(widths(0)).toEqual([256, 112, 0]);
    expect([widthIn(70_000, 1, 0), widthIn(70_000, 1, 1), widthIn(70_000, 2, 0)]).toEqual([256, 17, 1]);
    const { tiles } = grownBy([70_000]);
    expect(tiles.size).toBe(274 + 2 + 1);
    expect(tiles.get('1/1')).toHaveLength(17 * 32);
  });
});

describe('proofs from tiles', () => {
  const size = 517;
  const { leaves, edge, readTiles, asked } = grownBy([size]);
  const tree = createTileTree(size, readTiles);
  const root = rootOf(edge);

  it('show each leaf at its place (RFC 6962 2.1.1), and at no other', async () => {
    for (const [leafIndex, leaf] of leaves.entries()) {
      const proof = await tree.inclusionProof(leafIndex);
      const question = { leafIndex, treeSize: size, leafHash: leafHash(leaf), proof, root };
      expect(verifyInclusion(question)).toBe(true);
      expect(verifyInclusion({ ...question, leafIndex: leafIndex ^ 1 })).toBe(false);
    }
  });

  it('show that the tree began with each smaller one (RFC 6962 2.1.2)', async () => {
    for (let size1 = 1; size1 <= size; size1 += 1) {
      const root1 = await tree.rootAt(size1);
      const proof = await tree.consistencyProof(size1);
      const question = { size1, size2: size, root1, root2: root, proof };
      expect(verifyConsistency(question)).toBe(true);
      expect(verifyConsistency({ ...question, root1: leafHash(root1) })).toBe(false);
    }
    expect(await tree.rootAt(300)).toEqual(treeHash(leaves.slice(0, 300)));
  });

  it('read once, and few tiles', async () => {
    asked.length = 0;
    await tree.inclusionProof(300);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.length).toBeLessThanOrEqual(4);
  });

  it('are not made of tiles that are absent or cut', async () => {
    const absent = createTileTree(size, async (addresses) => addresses.map(() => undefined));
    await expect(absent.inclusionProof(3)).rejects.toMatchObject({ code: 'log.tile_missing' });
    const cut = createTileTree(size, async (addresses) => addresses.map(() => Buffer.alloc(31)));
    await expect(cut.consistencyProof(3)).rejects.toMatchObject({ code: 'log.tile_missing' });
  });

  it('are not made of leaves that are not there', async () => {
    await expect(tree.inclusionProof(size)).rejects.toThrow(RangeError);
    await expect(tree.inclusionProof(-1)).rejects.toThrow(RangeError);
    await expect(tree.consistencyProof(size + 1)).rejects.toThrow(RangeError);
  });
});

describe('addresses of tiles (c2sp.org/tlog-tiles)', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 1, index: 1_234_067, width: 256 }, 'tile/1/x001/x234/067'],
    [{ level: 63, index: 5, width: 17 }, 'tile/63/005.p/17'],
    [{ level: 'entries' as const, index: 1000, width: 1 }, 'tile/entries/x001/000.p/1'],
  ])('%j is %s', (address, path) => {
    expect(tilePath(address)).toBe(path);
    expect(readTilePath(path)).toEqual(address);
  });

  it.each([
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/001',
    'tile/0/000/001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/-1/000',
    'tile/0/000/',
    'tile/0/x999/x999/x999/x999/x999/999',
  ])('%s is none', (path) => expect(readTilePath(path)).toBeUndefined());
});
