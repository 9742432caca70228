import { hashOctets, isSame, nodeHash } from './hashing.ts';

export interface InclusionQuestion {
  readonly leafIndex: number;
  readonly treeSize: number;
  readonly leafHash: Uint8Array;
  /** From the leaf's sibling to the child of the root. */
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Whether the leaf stands at its place in the tree (RFC 9162 2.1.3.2, the proofs of RFC 6962 2.1.1). */
export function verifyInclusion(question: InclusionQuestion): boolean {
  const { leafIndex, treeSize, leafHash, proof, root } = question;
  if (!isPlace(leafIndex) || !isPlace(treeSize) || leafIndex >= treeSize) return false;
  if (![leafHash, root, ...proof].every(isHash)) return false;
  let node = leafIndex;
  let last = treeSize - 1;
  let computed = leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      computed = nodeHash(sibling, computed);
      // At the right edge, levels without a sibling are skipped.
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else computed = nodeHash(computed, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isSame(computed, root);
}

export interface ConsistencyQuestion {
  readonly size1: number;
  readonly size2: number;
  readonly root1: Uint8Array;
  readonly root2: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Whether the second tree begins with the first one (RFC 9162 2.1.4.2, the proofs of RFC 6962 2.1.2). Nothing can be
 * proved of the empty tree. Trees of one size are the same when their roots are, and need no proof.
 */
export function verifyConsistency({ size1, size2, root1, root2, proof }: ConsistencyQuestion): boolean {
  if (!isPlace(size1) || !isPlace(size2) || size1 === 0 || size1 > size2) return false;
  if (size1 === size2) return proof.length === 0 && isSame(root1, root2);
  if (![root1, root2, ...proof].every(isHash)) return false;
  let node = size1 - 1;
  let last = size2 - 1;
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // A first tree that is complete is a node of the second one, and not repeated in the proof.
  const [start, ...rest] = node === 0 ? [root1, ...proof] : proof;
  if (start === undefined) return false;
  let [computed1, computed2] = [start, start];
  for (const hash of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      computed1 = nodeHash(hash, computed1);
      computed2 = nodeHash(hash, computed2);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else computed2 = nodeHash(computed2, hash);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isSame(computed1, root1) && isSame(computed2, root2);
}

// Places are exact up to 2^53; the operators of bits are not beyond 2^32.
const isPlace = (value: number) => Number.isSafeInteger(value) && value >= 0;
const isOdd = (value: number) => value % 2 === 1;
const half = (value: number) => Math.floor(value / 2);
const isHash = (value: Uint8Array) => value.length === hashOctets;
