import type { Transaction } from '../../db/index.ts';
import type { CaseProblem } from './check.ts';
import { type CaseDetail, detailOf } from './detail.ts';
import type { Acting } from './model.ts';
import { holdCase } from './store.ts';

/** What a clerk has before them: the case, and the version that they began from; 0 = it is not stored yet. */
export interface Edition {
  readonly caseId: string;
  readonly version: number;
}

/** Somebody else has changed, registered or thrown away the case since; undefined = it is gone. */
export interface Stale {
  readonly kind: 'stale';
  readonly now: CaseDetail | undefined;
}

/** What came of a change of a registered case. */
export type ChangeOutcome =
  | { readonly kind: 'changed' }
  | { readonly kind: 'wrong'; readonly problems: readonly CaseProblem[] }
  | Stale;

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** The draft that the clerk began from, held; `entry` is undefined where nothing is stored yet. */
export async function holdDraft(
  tx: Transaction,
  { court }: Acting,
  { caseId, version }: Edition,
): Promise<{ readonly kind: 'held'; readonly entry: string | undefined } | Stale> {
  if (!isUuid(caseId)) return { kind: 'stale', now: undefined };
  const there = await holdCase(tx, court.courtId, caseId);
  if (!there) return version === 0 ? { kind: 'held', entry: undefined } : { kind: 'stale', now: undefined };
  if (there.version === version && there.state === 'draft') return { kind: 'held', entry: there.entry };
  return { kind: 'stale', now: await detailOf(tx, there) };
}

/** A registered case in the version that the person began from, held. */
export async function holdRegistered(
  tx: Transaction,
  { court }: Acting,
  { caseId, version }: Edition,
): Promise<{ readonly kind: 'held'; readonly detail: CaseDetail } | Stale> {
  const there = isUuid(caseId) ? await holdCase(tx, court.courtId, caseId) : undefined;
  if (!there) return { kind: 'stale', now: undefined };
  const detail = await detailOf(tx, there);
  if (there.state === 'draft' || there.version !== version) return { kind: 'stale', now: detail };
  return { kind: 'held', detail };
}

/** A reason as it is kept: one line, '' = none was given. */
export function readReason(text: string, longest: number): string {
  return text.trim().replace(/\s+/g, ' ').slice(0, longest);
}
