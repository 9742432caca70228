import type { ReadTimeStamp } from '../model.ts';
import type { Context } from './context.ts';
import type { JudgedTimeStamp } from './model.ts';
import { digestOf } from './proofs.ts';
import { judgeTimeStamp } from './time-stamp.ts';

export interface JudgedTimeStamps {
  /** In the order in which they were given. */
  readonly judged: readonly JudgedTimeStamp[];
  /** The earliest time at which a believed one proves that what they are of existed. */
  readonly earliest: { readonly time: number; readonly id: string } | undefined;
}

/** How far out a stamp lies: an archive stamp proves the existence of the others. */
const layers = { archive: 3, document: 3, references: 2, signature: 1, content: 0 } as const;

function timeOf({ token }: ReadTimeStamp): number {
  return token?.tstInfo.genTime ?? Infinity;
}

/**
 * Judges time stamps from the last that was made to the first, each with the proofs of existence that the believed
 * ones before it gave (EN 319 102-1 5.6.3); the proofs of the context grow.
 */
export function judgeTimeStamps(stamps: readonly ReadTimeStamp[], context: Context): JudgedTimeStamps {
  const outermostFirst = stamps
    .map((stamp, index) => ({ stamp, index }))
    .toSorted(
      (one, other) =>
        layers[other.stamp.kind] - layers[one.stamp.kind] ||
        timeOf(other.stamp) - timeOf(one.stamp) ||
        other.index - one.index,
    );
  const verdicts = new Map<number, JudgedTimeStamp>();
  let earliest: JudgedTimeStamps['earliest'];
  for (const { stamp, index } of outermostFirst) {
    const ofToken = stamp.token ? context.proofs.of(digestOf(stamp.token.raw)) : context.now;
    // A content time stamp is under the signature, and existed before it.
    const existence = stamp.kind === 'content' ? Math.min(ofToken, earliest?.time ?? context.now) : ofToken;
    const verdict = judgeOnce(stamp, existence, context);
    verdicts.set(index, verdict);
    if (verdict.indication !== 'TOTAL-PASSED' || verdict.time === undefined) continue;
    context.proofs.add(stamp.proves, verdict.time);
    if (stamp.kind !== 'content' && (!earliest || verdict.time <= earliest.time))
      earliest = { time: verdict.time, id: stamp.id };
  }
  const judged = stamps.flatMap((_stamp, index) => verdicts.get(index) ?? []);
  return { judged, earliest };
}

/** A document's later time stamps are those of all its signatures: each is judged once. */
function judgeOnce(stamp: ReadTimeStamp, existence: number, context: Context): JudgedTimeStamp {
  const known = context.timeStamps.get(stamp)?.get(existence);
  if (known) return known;
  const verdict = judgeTimeStamp(stamp, existence, context);
  const ofStamp = context.timeStamps.get(stamp) ?? new Map<number, JudgedTimeStamp>();
  context.timeStamps.set(stamp, ofStamp.set(existence, verdict));
  return verdict;
}

/**
 * Whether the times agree with the order in which stamps of these kinds are made (EN 319 102-1 5.5.4 (4)): those that
 * hold, within what their units say of their accuracy.
 */
export function isInOrder(stamps: readonly ReadTimeStamp[], judged: readonly JudgedTimeStamp[]): boolean {
  const holding = stamps.filter(({ id }) => judged.some((one) => one.id === id && one.intact));
  return holding.every((inner) =>
    holding.every((outer) => {
      if (layers[inner.kind] >= layers[outer.kind]) return true;
      const slack = (inner.token?.tstInfo.accuracyMs ?? 0) + (outer.token?.tstInfo.accuracyMs ?? 0);
      return timeOf(inner) <= timeOf(outer) + slack;
    }),
  );
}
