import type { Clock } from '../../../oidc/ports.ts';
import type { Transaction } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import { insertEvent } from './history-store.ts';
import {
  type Acting,
  caseKinds,
  caseNumber,
  longestSubject,
  type NewCase,
  type TypedCase,
  yearInBaku,
} from './model.ts';
import { insertParticipants } from './participant-store.ts';
import { searchWords } from './search.ts';
import { insertDraft, insertTyped, registerDraft, updateDraft, updateTyped } from './draft-store.ts';
import { holdCounters, takeOrdinal } from './number-store.ts';
import { resemblingTo } from './resemblance.ts';
import { type FoundCase, writeWords } from './search-store.ts';
import type { CaseDraws } from '../rotation/index.ts';

export interface RegistrationDeps {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly draws: CaseDraws;
}

export interface DraftOrder {
  readonly caseId: string;
  /** Undefined = there is no such case yet. */
  readonly entry: string | undefined;
  readonly typed: TypedCase;
}

/** Writes a draft; undefined when somebody else made a case of that id in the meantime. */
export async function writeDraft(
  { clock }: Pick<RegistrationDeps, 'clock'>,
  tx: Transaction,
  { court, member }: Acting,
  { caseId, entry, typed }: DraftOrder,
): Promise<string | undefined> {
  const writing = {
    caseId,
    courtId: court.courtId,
    kind: caseKinds.find((kind) => kind === typed.kind) ?? 'other',
    subject: typed.subject.trim().slice(0, longestSubject),
    staffId: member.staffId,
    at: new Date(clock.now()),
  } as const;
  let written = entry;
  if (entry === undefined) {
    written = await insertDraft(tx, writing);
    if (written === undefined) return undefined;
    await insertTyped(tx, caseId, typed);
  } else {
    await updateDraft(tx, writing);
    await updateTyped(tx, caseId, typed);
  }
  if (written !== undefined)
    await writeWords(tx, { courtId: court.courtId, entry: written }, searchWords(typed));
  return written;
}

export interface RegistrationOrder {
  readonly caseId: string;
  /** Of the draft, written in this transaction. */
  readonly entry: string;
  readonly entered: NewCase;
  readonly typed: TypedCase;
  /** Why it is registered although another case resembles it. */
  readonly reason?: string | undefined;
  readonly importId?: string | undefined;
}

export type Registration =
  | { readonly kind: 'registered'; readonly number: string }
  /** Nothing was written. */
  | { readonly kind: 'resembling'; readonly found: readonly FoundCase[] };

/**
 * Registers a draft: number, participants, record and the request for a draw in the caller's transaction. Whoever
 * registers a case of the same court, kind and year waits for its end, so that numbers have no gaps and two clerks who
 * register the same case see one another.
 */
export async function registerCase(
  deps: RegistrationDeps,
  tx: Transaction,
  { court, member }: Acting,
  order: RegistrationOrder,
): Promise<Registration> {
  const { caseId, entered } = order;
  const { courtId } = court;
  const at = new Date(deps.clock.now());
  const series = { courtId, series: entered.kind, year: yearInBaku(at) };
  await holdCounters(tx, series, [series.series]);
  const found = await resemblingTo(tx, { caseId, courtId }, entered, at);
  const [other] = found;
  if (other && order.reason === undefined) return { kind: 'resembling', found };
  const ordinal = await takeOrdinal(tx, series);
  const number = caseNumber(court.code, { kind: entered.kind, ordinal, year: series.year });
  await registerDraft(tx, caseId, { number, year: series.year, ordinal, at });
  await insertParticipants(tx, caseId, entered.participants);
  await writeWords(tx, { courtId, entry: order.entry }, searchWords(order.typed, number));
  await insertEvent(tx, {
    caseId,
    what: other ? 'registered_anyway' : 'registered',
    staffId: member.staffId,
    at,
    otherCaseId: other?.caseId,
    reason: other && order.reason,
  });
  await deps.recorder.record(tx, {
    type: 'case.registered',
    facts: {
      court: courtId,
      case: caseId,
      number,
      kind: entered.kind,
      staff: member.staffId,
      resembles: other?.caseId,
      import: order.importId,
    },
  });
  await deps.draws.request(tx, { caseId, courtId, kind: entered.kind });
  return { kind: 'registered', number };
}
