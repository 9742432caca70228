/** Leaves `start` to `end` (not included), whose tree hash stands in a proof. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** A complete subtree: 2^height leaves, the `index`-th of its height. */
export interface TreeNode {
  readonly height: number;
  readonly index: number;
}

/** What proves that a leaf stands in the tree, from the leaf's sibling upwards (RFC 6962 2.1.1: PATH). */
export function inclusionPath(leafIndex: number, treeSize: number): LeafRange[] {
  const path: LeafRange[] = [];
  let [start, end] = [0, treeSize];
  while (end - start > 1) {
    const middle = start + leftSize(end - start);
    if (leafIndex < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.toReversed();
}

/** What proves that the tree of `size2` leaves begins with that of `size1` (RFC 6962 2.1.2: PROOF). */
export function consistencyPath(size1: number, size2: number): LeafRange[] {
  if (size1 === 0 || size1 === size2) return [];
  const path: LeafRange[] = [];
  let [start, end] = [0, size2];
  let isWhole = true;
  while (end !== size1) {
    const middle = start + leftSize(end - start);
    if (size1 <= middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
      isWhole = false;
    }
  }
  // The first tree itself is known to whoever checks.
  if (!isWhole) path.push({ start, end });
  return path.toReversed();
}

/** The complete subtrees that a range consists of, from left to right. The range begins where a subtree of its size does. */
export function nodesOf({ start, end }: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = [];
  let at = start;
  while (at < end) {
    const height = heightBelow(end - at);
    nodes.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return nodes;
}

/** The largest power of two that is smaller than `count`, which is 2 or more. */
const leftSize = (count: number) => 2 ** heightBelow(count - 1);

/** The largest height whose complete subtree has at most `count` leaves. The logarithm is not exact enough. */
function heightBelow(count: number): number {
  let height = 0;
  while (2 ** (height + 1) <= count) height += 1;
  return height;
}
