import type { JudgeLots } from './model.ts';

/** Who takes part in a draw. */
export interface Draw {
  /** Judges at work on that day, by their ids. */
  readonly active: readonly string[];
  /** Of them, those who cannot have this case: they are freed of it, or it was taken from them. */
  readonly barred: ReadonlySet<string>;
}

/** How many lots are a judge's; nobody who is not here has any. */
export type Lots = ReadonlyMap<string, number>;

/**
 * The lots with which a draw is made. Where those who can be drawn hold fewer lots than they are, each judge at work gets
 * one more, so nobody falls far behind, and the last of a round is not known. Nothing changes where nobody can be drawn.
 */
export function refill(lots: Lots, { active, barred }: Draw): Lots {
  const able = active.filter((staffId) => !barred.has(staffId));
  const filled = new Map(lots);
  if (able.length === 0) return filled;
  while (able.reduce((sum, staffId) => sum + heldBy(filled, staffId), 0) < able.length)
    for (const staffId of active) add(filled, staffId, 1);
  return filled;
}

/** Who can be drawn, with their lots, in the order of their ids: the order in which lots are counted. */
export function judgesIn(lots: Lots, { active, barred }: Draw): readonly JudgeLots[] {
  return active
    .filter((staffId) => !barred.has(staffId))
    .toSorted()
    .map((staffId) => ({ staffId, lots: lots.get(staffId) ?? 0 }));
}

/** A lot that was drawn leaves the urn; one of a case that was taken away comes back. */
export function add(lots: Map<string, number>, staffId: string, count: 1 | -1): void {
  lots.set(staffId, (lots.get(staffId) ?? 0) + count);
}

/** A judge who owes lots, for cases that came by name, has none to be drawn by. */
function heldBy(lots: Lots, staffId: string): number {
  return Math.max(0, lots.get(staffId) ?? 0);
}
