import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database, Transaction } from '../../db/index.ts';
import type { BulkRecorder } from '../../records/index.ts';
import { type AssignedCase, assign, holdCase, takeCaseAway } from './assignment-store.ts';
import { isAbsent } from './absent-store.ts';
import type { Hearings } from '../hearings/index.ts';
import type { PreparedNotices } from '../issuing/index.ts';
import { type CaseDraws, dayInBaku, longestLeaveDays, mostAtOnce } from './model.ts';
import {
  decideRecusal,
  findOpenRecusal,
  insertLeave,
  insertRecusal,
  isFreedOf,
  settleRecusals,
  withdrawLeave,
} from './office-store.ts';
import { cancelRequestOf, insertRequest, listActiveJudges, lockDraws, moveLotOf } from './store.ts';

export interface RotationDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: BulkRecorder;
  readonly hearings: Pick<Hearings, 'releaseUntold'>;
  readonly prepared: PreparedNotices;
}

/** Who acts, at which court. */
export interface Acting {
  readonly courtId: string;
  readonly staffId: string;
}

export type RotationOutcome = 'done' | RotationRefusal;
export type RotationRefusal =
  /** Another has the case, nobody has it, or it is closed. */
  | 'case_changed'
  | 'asked_before'
  /** Somebody else has decided. */
  | 'decided'
  /** No judge of this court who is at work today, or the one who has the case. */
  | 'judge_unfit'
  | 'days_wrong'
  /** The judge has leave on one of these days. */
  | 'days_taken'
  | 'leave_over'
  | 'case_closed'
  /** No case was chosen, or too many. */
  | 'none_chosen';

/** What judges and the chair do about who has a case. */
export interface Rotation {
  /** A judge asks to be freed of a case. */
  askRecusal(acting: Acting, caseId: string, reason: string): Promise<RotationOutcome>;
  /** Accepted, the case goes to another by lot. */
  acceptRecusal(acting: Acting, recusalId: string): Promise<RotationOutcome>;
  refuseRecusal(acting: Acting, recusalId: string, answer: string): Promise<RotationOutcome>;
  /** Takes the case from its judge; another is drawn. */
  drawAgain(acting: Acting, caseId: string, reason: string): Promise<RotationOutcome>;
  /**
   * The same for cases whose judge has left or is on long leave; those that another has meanwhile are passed over. At
   * most {@link mostAtOnce}.
   */
  drawForAbsent(acting: Acting, caseIds: readonly string[], reason: string): Promise<RotationOutcome>;
  /** By name and without a draw: the exception, which everybody sees. */
  give(
    acting: Acting,
    given: { readonly caseId: string; readonly judgeId: string; readonly reason: string },
  ): Promise<RotationOutcome>;
  /** Days from today on. */
  enterLeave(
    acting: Acting,
    leave: { readonly staffId: string; readonly from: string; readonly until: string },
  ): Promise<RotationOutcome>;
  /** Of what is past nothing changes: the judge is at work again from now on. */
  withdrawLeave(acting: Acting, leaveId: string): Promise<RotationOutcome>;
}

type AskingDeps = Pick<RotationDeps, 'clock' | 'recorder'>;

export function createCaseDraws({ clock, recorder }: AskingDeps): CaseDraws {
  return {
    async request(tx, { caseId, courtId, kind }) {
      await ask({ clock, recorder }, tx, { caseId, courtId, kind }, { cause: 'registered' });
    },
  };
}

interface Asking {
  readonly cause: 'registered' | 'recused' | 'reassigned';
  readonly fromJudge?: string;
  readonly reason?: string;
  readonly askedBy?: string;
}

/** The request and its record: the draw takes the first checkpoint that covers it. */
async function ask(
  { clock, recorder }: AskingDeps,
  tx: Transaction,
  of: Pick<AssignedCase, 'caseId' | 'courtId' | 'kind'>,
  { cause, fromJudge, reason, askedBy }: Asking,
): Promise<void> {
  const drawId = randomUUID();
  const { caseId, courtId, kind } = of;
  const facts = { court: courtId, kind, draw: drawId, case: caseId, cause, from: fromJudge, by: askedBy };
  const [recordId = ''] = await recorder.recordAll(tx, [{ type: 'draw.requested', facts }]);
  const request = { drawId, courtId, kind, caseId, cause, fromJudge, reason, askedBy, recordId };
  await insertRequest(tx, request, new Date(clock.now()));
}

export function createRotation(deps: RotationDeps): Rotation {
  return {
    askRecusal: (acting, caseId, reason) => askRecusal(deps, acting, caseId, reason),
    acceptRecusal: (acting, recusalId) => acceptRecusal(deps, acting, recusalId),
    refuseRecusal: (acting, recusalId, answer) => refuseRecusal(deps, acting, recusalId, answer),
    drawAgain: (acting, caseId, reason) =>
      atOffice(deps, acting, async (tx, at) => {
        await deps.prepared.hold(tx, [caseId]);
        const held = await holdCase(tx, acting.courtId, caseId);
        if (held?.state !== 'assigned') return 'case_changed';
        return reassign(deps, tx, held, { acting, reason, at });
      }),
    drawForAbsent: (acting, caseIds, reason) => drawForAbsent(deps, acting, caseIds, reason),
    give: (acting, given) => give(deps, acting, given),
    enterLeave: (acting, leave) => enterLeave(deps, acting, leave),
    withdrawLeave: (acting, leaveId) =>
      atOffice(deps, acting, async (tx, at) => {
        const { courtId } = acting;
        const today = dayInBaku(at.getTime());
        const judge = await withdrawLeave(tx, { courtId, leaveId, today }, at);
        if (judge === undefined) return 'leave_over';
        const facts = { court: courtId, leave: leaveId, judge, by: acting.staffId };
        await deps.recorder.record(tx, { type: 'judge.leave_withdrawn', facts });
        return 'done';
      }),
  };
}

async function reassign(
  deps: RotationDeps,
  tx: Transaction,
  held: AssignedCase,
  { acting, reason, at }: { readonly acting: Acting; readonly reason: string; readonly at: Date },
): Promise<RotationOutcome> {
  await settleRecusals(tx, held.caseId, acting.staffId, at);
  return takeAndAsk(deps, tx, held, { cause: 'reassigned', reason, askedBy: acting.staffId });
}

function drawForAbsent(
  deps: RotationDeps,
  acting: Acting,
  caseIds: readonly string[],
  reason: string,
): Promise<RotationOutcome> {
  const chosen = [...new Set(caseIds)].toSorted();
  if (chosen.length === 0 || chosen.length > mostAtOnce) return Promise.resolve('none_chosen');
  const { courtId } = acting;
  return atOffice(deps, acting, async (tx, at) => {
    const today = dayInBaku(at.getTime());
    await deps.prepared.hold(tx, chosen);
    let asked = 0;
    for (const caseId of chosen) {
      const held = await holdCase(tx, courtId, caseId);
      if (held?.state !== 'assigned' || held.judgeId === undefined) continue;
      // Another chair may have asked before, and somebody who is at work has the case by now.
      if (!(await isAbsent(tx, { courtId, today }, held.judgeId))) continue;
      await reassign(deps, tx, held, { acting, reason, at });
      asked += 1;
    }
    return asked === 0 ? 'case_changed' : 'done';
  });
}

/** Between two draws of the court. */
function atOffice(
  { db, clock }: RotationDeps,
  { courtId }: Acting,
  work: (tx: Transaction, at: Date) => Promise<RotationOutcome>,
): Promise<RotationOutcome> {
  return db.transaction(async (tx) => {
    await lockDraws(tx, courtId);
    return work(tx, new Date(clock.now()));
  });
}

function askRecusal(
  deps: RotationDeps,
  acting: Acting,
  caseId: string,
  reason: string,
): Promise<RotationOutcome> {
  const { courtId, staffId } = acting;
  return atOffice(deps, acting, async (tx, at) => {
    const held = await holdCase(tx, courtId, caseId);
    if (held?.state !== 'assigned' || held.judgeId !== staffId) return 'case_changed';
    const recusalId = randomUUID();
    if (!(await insertRecusal(tx, { recusalId, caseId, courtId, staffId, reason }, at)))
      return 'asked_before';
    const facts = { court: courtId, case: caseId, recusal: recusalId, judge: staffId };
    await deps.recorder.record(tx, { type: 'case.recusal_asked', facts });
    return 'done';
  });
}

function acceptRecusal(deps: RotationDeps, acting: Acting, recusalId: string): Promise<RotationOutcome> {
  const { courtId, staffId } = acting;
  return atOffice(deps, acting, async (tx, at) => {
    const asked = await findOpenRecusal(tx, courtId, recusalId);
    if (!asked) return 'decided';
    const { caseId, staffId: judge } = asked;
    await deps.prepared.hold(tx, [caseId]);
    const held = await holdCase(tx, courtId, caseId);
    // Nobody takes a closed case from its judge; opened again, it can be decided.
    if (held?.state === 'closed') return 'case_closed';
    if (held?.state !== 'assigned' || held.judgeId !== judge) return 'case_changed';
    const decision = { courtId, recusalId, state: 'accepted', by: staffId, answer: undefined } as const;
    await decideRecusal(tx, decision, at);
    const facts = { court: courtId, case: caseId, recusal: recusalId, judge, by: staffId };
    await deps.recorder.record(tx, { type: 'case.recused', facts });
    return takeAndAsk(deps, tx, held, { cause: 'recused', askedBy: staffId });
  });
}

function refuseRecusal(
  deps: RotationDeps,
  acting: Acting,
  recusalId: string,
  answer: string,
): Promise<RotationOutcome> {
  const { courtId, staffId } = acting;
  return atOffice(deps, acting, async (tx, at) => {
    const decision = { courtId, recusalId, state: 'refused', by: staffId, answer } as const;
    if (!(await decideRecusal(tx, decision, at))) return 'decided';
    const facts = { court: courtId, recusal: recusalId, by: staffId };
    await deps.recorder.record(tx, { type: 'case.recusal_refused', facts });
    return 'done';
  });
}

/** The case has no judge, the judge's lot is back in the urn, and a draw is waited for. */
async function takeAndAsk(
  deps: RotationDeps,
  tx: Transaction,
  held: AssignedCase,
  asking: Asking & { readonly askedBy: string },
): Promise<RotationOutcome> {
  const { caseId, courtId, judgeId } = held;
  if (judgeId === undefined) return 'case_changed';
  const at = new Date(deps.clock.now());
  await takeCaseAway(tx, caseId, asking.askedBy, at);
  await deps.prepared.end(tx, { courtId, caseId, by: asking.askedBy }, at);
  await deps.hearings.releaseUntold(tx, caseId);
  await moveLotOf(tx, held, judgeId, 1);
  await ask(deps, tx, held, { ...asking, fromJudge: judgeId });
  return 'done';
}

function give(
  deps: RotationDeps,
  acting: Acting,
  { caseId, judgeId, reason }: Parameters<Rotation['give']>[1],
): Promise<RotationOutcome> {
  const { courtId, staffId } = acting;
  return atOffice(deps, acting, async (tx, at) => {
    await deps.prepared.hold(tx, [caseId]);
    const held = await holdCase(tx, courtId, caseId);
    if (held?.state !== 'assigned' && held?.state !== 'registered') return 'case_changed';
    const active = await listActiveJudges(tx, held, dayInBaku(at.getTime()));
    const isFit = active.some((one) => one.staffId === judgeId) && held.judgeId !== judgeId;
    if (!isFit || (await isFreedOf(tx, caseId, judgeId))) return 'judge_unfit';
    const waited = await cancelRequestOf(tx, caseId, at);
    await settleRecusals(tx, caseId, staffId, at);
    await deps.prepared.end(tx, { courtId, caseId, by: staffId }, at);
    if (held.judgeId !== undefined) {
      await takeCaseAway(tx, caseId, staffId, at);
      await deps.hearings.releaseUntold(tx, caseId);
      await moveLotOf(tx, held, held.judgeId, 1);
    }
    await assign(tx, { caseId, judgeId, byChair: { reason, staffId } }, at);
    await moveLotOf(tx, held, judgeId, -1);
    const { kind, judgeId: from } = held;
    const facts = { court: courtId, kind, case: caseId, judge: judgeId, from, draw: waited, by: staffId };
    await deps.recorder.record(tx, { type: 'case.given', facts });
    return 'done';
  });
}

function enterLeave(
  deps: RotationDeps,
  acting: Acting,
  { staffId, from, until }: Parameters<Rotation['enterLeave']>[1],
): Promise<RotationOutcome> {
  const { courtId } = acting;
  return atOffice(deps, acting, async (tx, at) => {
    const days = (Date.parse(until) - Date.parse(from)) / 86_400_000;
    if (from < dayInBaku(at.getTime()) || !(days >= 0 && days < longestLeaveDays)) return 'days_wrong';
    const leaveId = randomUUID();
    const leave = { leaveId, courtId, staffId, from, until, by: acting.staffId };
    if (!(await insertLeave(tx, leave, at))) return 'days_taken';
    const facts = { court: courtId, leave: leaveId, judge: staffId, from, until, by: acting.staffId };
    await deps.recorder.record(tx, { type: 'judge.leave_entered', facts });
    return 'done';
  });
}
