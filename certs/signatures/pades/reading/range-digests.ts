import { createHash, type Hash } from 'node:crypto';
import type { HashName } from '../../../keys/index.ts';
import { type Digests } from '../../byte-source.ts';
import { tooComplex } from '../pdf/errors.ts';
import type { SignedRange } from './signature-dictionary.ts';

/** A range with the hashes by which it is needed. */
export interface WantedDigests {
  readonly range: SignedRange;
  readonly hashes: ReadonlySet<HashName>;
}

/** How many times over the file may be hashed behind gaps, before somebody means to waste our time. */
const mostTails = 16;

/**
 * The digests of ranges that all begin at the first octet: what stands before the gaps is hashed once for all of them,
 * however many signatures there are. In the order given. @throws PdfError where the ranges overlap too often
 */
export function digestRanges(bytes: Uint8Array, wanted: readonly WantedDigests[]): readonly Digests[] {
  const tails = wanted.reduce((sum, { range: { gapEnd, end } }) => sum + end - gapEnd, 0);
  if (tails > mostTails * bytes.length + mostTails * 1024 * 1024)
    throw tooComplex('signatures that each are of most of the file');
  const digests = wanted.map(() => new Map<HashName, Uint8Array>());
  for (const name of new Set(wanted.flatMap(({ hashes }) => [...hashes]))) {
    const running = createHash(name);
    let at = 0;
    const inOrder = wanted
      .map((one, index) => ({ ...one, index }))
      .filter(({ hashes }) => hashes.has(name))
      .sort((left, right) => left.range.gapStart - right.range.gapStart);
    for (const { range, index } of inOrder) {
      running.update(bytes.subarray(at, range.gapStart));
      at = range.gapStart;
      digests[index]?.set(name, finish(running.copy(), bytes.subarray(range.gapEnd, range.end)));
    }
  }
  return digests;
}

function finish(hash: Hash, tail: Uint8Array): Uint8Array {
  return hash.update(tail).digest();
}
