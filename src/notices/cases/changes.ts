import { type CaseField, type CaseProblem, readCode, readContacts } from './check.ts';
import { isOther, writeContacts } from './contacts.ts';
import type { CasesDeps } from './deps.ts';
import { type ChangeOutcome, type Edition, holdRegistered, readReason } from './edition.ts';
import { insertEvent } from './history-store.ts';
import { type Acting, longestReason, type Participant, type TypedParticipant } from './model.ts';
import { touchCase, updateState } from './store.ts';

export interface ContactsOrder extends Edition {
  /** By participant, in the order of their places. */
  readonly typed: readonly Pick<TypedParticipant, 'code' | 'mobile' | 'email' | 'language'>[];
}

export async function changeContacts(
  deps: CasesDeps,
  acting: Acting,
  order: ContactsOrder,
): Promise<ChangeOutcome> {
  return deps.db.transaction(async (tx): Promise<ChangeOutcome> => {
    const held = await holdRegistered(tx, acting, order);
    if (held.kind === 'stale') return held;
    const { detail } = held;
    const problems: CaseProblem[] = [];
    const changed: Participant[] = [];
    const wrong = (field: CaseField, code: CaseProblem['code']) => void problems.push({ field, code });
    detail.participants.forEach((one, index) => {
      const typed = order.typed[index];
      if (!typed) return;
      const contacts = readContacts(typed, index + 1, wrong);
      // A code that is known stays: another code is another person.
      const code = one.code ?? readCode({ code: typed.code, kind: one.kind }, index + 1, wrong);
      if (contacts && code !== 'malformed' && isOther(one, { ...contacts, code }))
        changed.push({ ...one, ...contacts, code });
    });
    if (problems.length > 0) return { kind: 'wrong', problems };
    if (changed.length > 0) await writeContacts(deps, tx, acting, { detail, changed });
    return { kind: 'changed' };
  });
}

/** Closes a case, whose hearings ahead end with it (decision 0009), or opens it again, with a reason. */
export async function changeState(
  { db, clock, recorder, hearings }: CasesDeps,
  acting: Acting,
  order: Edition & { readonly reason: string },
  what: 'closed' | 'reopened',
): Promise<ChangeOutcome> {
  const reason = readReason(order.reason, longestReason);
  if (reason === '') return { kind: 'wrong', problems: [{ field: 'reason', code: 'case.reason_missing' }] };
  const { courtId } = acting.court;
  const { staffId } = acting.member;
  return db.transaction(async (tx): Promise<ChangeOutcome> => {
    const held = await holdRegistered(tx, acting, order);
    if (held.kind === 'stale') return held;
    const { detail } = held;
    const { caseId, state, judgeId } = detail.case;
    if ((state === 'closed') === (what === 'closed')) return { kind: 'stale', now: detail };
    // Its draw is asked for: closing would take it out of the urn, and opened again it would be in none.
    if (judgeId === undefined)
      return { kind: 'wrong', problems: [{ field: 'reason', code: 'case.judge_awaited' }] };
    const ended = what === 'closed' ? await hearings.end(tx, { courtId, caseId, staffId }) : undefined;
    if (ended?.kind === 'refused')
      return { kind: 'wrong', problems: [{ field: 'reason', code: `case.${ended.code}` }] };
    const at = new Date(clock.now());
    await updateState(
      tx,
      caseId,
      what === 'closed' ? 'closed' : 'assigned',
      what === 'closed' ? at : undefined,
    );
    await touchCase(tx, caseId, { staffId, at });
    await insertEvent(tx, { caseId, what, staffId, at, reason });
    for (const hearingId of ended?.freed ?? [])
      await insertEvent(tx, { caseId, what: 'hearing_freed', staffId, at, hearingId });
    await recorder.record(tx, {
      type: `case.${what}`,
      facts: { court: courtId, case: caseId, staff: staffId },
    });
    return { kind: 'changed' };
  });
}
