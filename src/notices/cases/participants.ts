import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../db/index.ts';
import { type CaseProblem, checkParticipant, partiesLost } from './check.ts';
import type { CasesDeps } from './deps.ts';
import { type CaseDetail, typedOf } from './detail.ts';
import { type ChangeOutcome, type Edition, holdRegistered, readReason } from './edition.ts';
import { insertEvent, type NewCaseEvent } from './history-store.ts';
import { type Acting, longestReason, type Participant, type TypedParticipant, yearInBaku } from './model.ts';
import { holdCounters } from './number-store.ts';
import { insertParticipant, removeParticipantRow } from './participant-store.ts';
import { resemblingBy } from './resemblance.ts';
import { searchWords } from './search.ts';
import { type FoundCase, writeWords } from './search-store.ts';
import { touchCase } from './store.ts';

export interface NewParticipantOrder extends Edition {
  readonly typed: TypedParticipant;
  /** The clerk has seen the cases that this one then resembles; why it is done although they are there. */
  readonly anyway?: { readonly reason: string } | undefined;
}

export interface RemovalOrder extends Edition {
  readonly participantId: string;
  readonly reason: string;
  /** Who comes in their place. */
  readonly replacement?:
    | {
        readonly typed: TypedParticipant;
        /** The clerk has seen the cases that this one then resembles. */
        readonly isAnyway: boolean;
      }
    | undefined;
}

export type ParticipantOutcome =
  | ChangeOutcome
  /** Nothing was written; the problem is a reason that is missing. */
  | {
      readonly kind: 'resembling';
      readonly found: readonly FoundCase[];
      readonly problems: readonly CaseProblem[];
    };

const reasonMissing: CaseProblem = { field: 'reason', code: 'case.reason_missing' };

type Refusal = Exclude<ParticipantOutcome, { readonly kind: 'changed' }>;

/** Somebody joins a registered case, by the rules of a registration; the next notice may go to them too. */
export function addParticipant(
  deps: CasesDeps,
  acting: Acting,
  order: NewParticipantOrder,
): Promise<ParticipantOutcome> {
  return deps.db.transaction(async (tx): Promise<ParticipantOutcome> => {
    const held = await holdOpen(tx, acting, order);
    if (held.kind !== 'held') return held;
    const { detail } = held;
    const reason = order.anyway && readReason(order.anyway.reason, longestReason);
    const joining = { typed: order.typed, others: detail.participants, isAnyway: Boolean(reason) };
    const joined = await join(deps, tx, acting, { detail, ...joining });
    if (joined.kind === 'resembling' && reason === '') return { ...joined, problems: [reasonMissing] };
    if (joined.kind !== 'joined') return joined;
    const { participant, found } = joined;
    await insertParticipant(tx, detail.case.caseId, participant, undefined);
    const [other] = found;
    await write(deps, tx, acting, {
      detail,
      now: [...detail.participants, participant],
      event: {
        what: 'participant_added',
        participantId: participant.participantId,
        otherCaseId: other?.caseId,
        reason: other && reason,
      },
    });
    await recordAdded(deps, tx, acting, { detail, participant, resembles: other?.caseId });
    return { kind: 'changed' };
  });
}

/**
 * Takes somebody off a case who left it or was entered by mistake. A party whom the kind of case needs can be replaced,
 * not left out. What was sent to them stays theirs to read; nothing further goes to them.
 */
export function removeParticipant(
  deps: CasesDeps,
  acting: Acting,
  order: RemovalOrder,
): Promise<ParticipantOutcome> {
  const reason = readReason(order.reason, longestReason);
  const { replacement } = order;
  return deps.db.transaction(async (tx): Promise<ParticipantOutcome> => {
    const held = await holdOpen(tx, acting, order);
    if (held.kind !== 'held') return held;
    const { detail } = held;
    const { caseId, kind } = detail.case;
    const leaving = detail.participants.find(({ participantId }) => participantId === order.participantId);
    if (!leaving) return { kind: 'stale', now: detail };
    const others = detail.participants.filter((one) => one !== leaving);
    const noReason = reason === '' ? [reasonMissing] : [];
    const joined = replacement && (await join(deps, tx, acting, { detail, others, ...replacement }));
    if (joined && joined.kind !== 'joined') return { ...joined, problems: [...noReason, ...joined.problems] };
    const coming = joined?.participant;
    const now = detail.participants.flatMap((one) => (one === leaving ? (coming ?? []) : one));
    const lost = partiesLost(kind, { before: detail.participants, after: now });
    if (noReason.length + lost.length > 0) return { kind: 'wrong', problems: [...noReason, ...lost] };
    const { participantId } = leaving;
    await removeParticipantRow(tx, caseId, participantId, new Date(deps.clock.now()));
    if (coming) await insertParticipant(tx, caseId, coming, participantId);
    const what = coming ? 'participant_replaced' : 'participant_removed';
    const event = { what, participantId, replacementId: coming?.participantId, reason } as const;
    await write(deps, tx, acting, { detail, now, event });
    await deps.recorder.record(tx, {
      type: 'case.participant_removed',
      facts: { ...factsOf(detail, acting), participant: participantId, replacement: coming?.participantId },
    });
    const resembles = joined?.found[0]?.caseId;
    if (coming) await recordAdded(deps, tx, acting, { detail, participant: coming, resembles });
    await deps.messages.withdraw(tx, participantId);
    return { kind: 'changed' };
  });
}

type HeldDetail = { readonly kind: 'held'; readonly detail: CaseDetail };

/** A registered case that is not closed, held in the version that the clerk began from. */
async function holdOpen(tx: Transaction, acting: Acting, edition: Edition): Promise<HeldDetail | Refusal> {
  const held = await holdRegistered(tx, acting, edition);
  if (held.kind === 'held' && held.detail.case.state === 'closed')
    return { kind: 'wrong', problems: [{ field: 'participants', code: 'case.closed' }] };
  return held;
}

type Joined = {
  readonly kind: 'joined';
  readonly participant: Participant;
  /** Other cases that this one resembles by the participant, of which the clerk knows. */
  readonly found: readonly FoundCase[];
};

/** Checks who is to come; nothing is written. Whoever registers a case of the kind waits until the transaction ends. */
async function join(
  { clock }: CasesDeps,
  tx: Transaction,
  { court }: Acting,
  {
    detail,
    typed,
    others,
    isAnyway,
  }: {
    readonly detail: CaseDetail;
    readonly typed: TypedParticipant;
    readonly others: readonly Participant[];
    readonly isAnyway: boolean;
  },
): Promise<Joined | Exclude<Refusal, { readonly kind: 'stale' }>> {
  const checked = checkParticipant(typed, others);
  if (checked.kind === 'wrong') return checked;
  const { caseId, kind } = detail.case;
  const { courtId } = court;
  const at = new Date(clock.now());
  await holdCounters(tx, { courtId, year: yearInBaku(at) }, [kind]);
  const entered = { kind, participants: [...others, checked.participant] };
  const found = await resemblingBy(tx, { caseId, courtId }, entered, checked.participant, at);
  if (found.length > 0 && !isAnyway) return { kind: 'resembling', found, problems: [] };
  return { kind: 'joined', participant: { ...checked.participant, participantId: randomUUID() }, found };
}

/** What a change of the participants leaves in the case: its version, the words by which it is found, its history. */
async function write(
  { clock }: CasesDeps,
  tx: Transaction,
  { court, member }: Acting,
  {
    detail,
    now,
    event,
  }: {
    readonly detail: CaseDetail;
    readonly now: readonly Participant[];
    readonly event: Omit<NewCaseEvent, 'caseId' | 'staffId' | 'at'>;
  },
): Promise<void> {
  const { caseId, entry, number } = detail.case;
  const { staffId } = member;
  const at = new Date(clock.now());
  const words = searchWords(typedOf(detail.case, now), number);
  await writeWords(tx, { courtId: court.courtId, entry }, words);
  await touchCase(tx, caseId, { staffId, at });
  await insertEvent(tx, { caseId, staffId, at, ...event });
}

const factsOf = (detail: CaseDetail, { court, member }: Acting) => ({
  court: court.courtId,
  case: detail.case.caseId,
  staff: member.staffId,
});

async function recordAdded(
  { recorder }: CasesDeps,
  tx: Transaction,
  acting: Acting,
  {
    detail,
    participant,
    resembles,
  }: {
    readonly detail: CaseDetail;
    readonly participant: Participant;
    readonly resembles: string | undefined;
  },
): Promise<void> {
  const { participantId, role } = participant;
  const facts = { ...factsOf(detail, acting), participant: participantId, role, resembles };
  await recorder.record(tx, { type: 'case.participant_added', facts });
}
