import type { Transaction } from '../../db/index.ts';
import { type CaseProblem, checkCase } from './check.ts';
import type { CasesDeps } from './deps.ts';
import { detailOf } from './detail.ts';
import { deleteDraft } from './draft-store.ts';
import { type Edition, holdDraft, type Stale } from './edition.ts';
import type { Acting, TypedCase } from './model.ts';
import { registerCase, writeDraft } from './registration.ts';
import type { FoundCase } from './search-store.ts';
import { holdCase } from './store.ts';

export type SaveOutcome = { readonly kind: 'saved'; readonly version: number } | Stale;

export type RegisterOutcome =
  | { readonly kind: 'registered'; readonly number: string }
  | { readonly kind: 'wrong'; readonly problems: readonly CaseProblem[] }
  | { readonly kind: 'resembling'; readonly found: readonly FoundCase[] }
  | Stale;

export async function saveDraft(
  deps: CasesDeps,
  tx: Transaction,
  acting: Acting,
  order: Edition & { readonly typed: TypedCase },
): Promise<SaveOutcome> {
  const held = await holdDraft(tx, acting, order);
  if (held.kind === 'stale') return held;
  const { caseId, typed, version } = order;
  const entry = await writeDraft(deps, tx, acting, { caseId, entry: held.entry, typed });
  if (entry !== undefined) return { kind: 'saved', version: version + 1 };
  return staleNow(tx, acting, caseId);
}

/** The same form was sent twice at the same moment; or the id is that of another court's case, which nobody is told. */
async function staleNow(tx: Transaction, { court }: Acting, caseId: string): Promise<Stale> {
  const there = await holdCase(tx, court.courtId, caseId);
  return { kind: 'stale', now: there && (await detailOf(tx, there)) };
}

/** Thrown to undo what a transaction wrote; caught where it began. */
class Undone extends Error {
  readonly found: readonly FoundCase[];
  constructor(found: readonly FoundCase[]) {
    super('another case resembles it');
    this.found = found;
  }
}

/** A draft, or what was typed just now, becomes a case; one that resembles another needs a reason. */
export async function register(
  deps: CasesDeps,
  acting: Acting,
  order: Edition & { readonly typed: TypedCase; readonly reason?: string | undefined },
): Promise<RegisterOutcome> {
  const checked = checkCase(order.typed);
  if (checked.kind === 'wrong') return checked;
  try {
    return await deps.db.transaction(async (tx): Promise<RegisterOutcome> => {
      const held = await holdDraft(tx, acting, order);
      if (held.kind === 'stale') return held;
      const { caseId, typed, reason } = order;
      const entry = await writeDraft(deps, tx, acting, { caseId, entry: held.entry, typed });
      if (entry === undefined) return staleNow(tx, acting, caseId);
      const entered = checked.entry;
      const outcome = await registerCase(deps, tx, acting, { caseId, entry, entered, typed, reason });
      if (outcome.kind === 'resembling') throw new Undone(outcome.found);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Undone) return { kind: 'resembling', found: error.found };
    throw error;
  }
}

/** True when the draft is gone now. */
export async function discard(tx: Transaction, acting: Acting, edition: Edition): Promise<boolean> {
  const held = await holdDraft(tx, acting, edition);
  if (held.kind === 'stale' || held.entry === undefined) return false;
  await deleteDraft(tx, edition.caseId);
  return true;
}
