import type { SignatureFollowing } from '../../../documents/index.ts';
import type { BulkRecorder, RecordEvent } from '../../../records/index.ts';
import type { Transaction } from '../../../db/index.ts';
import type { Hearings } from '../../hearings/index.ts';
import { noticeTemplates } from '../../templates/index.ts';
import type { NoticeErrorCode } from '../errors.ts';
import type { NoticeDeliveries } from '../../delivery/index.ts';
import { findObstacle } from '../standing.ts';
import { holdCasesOf, listIdleHearings, listRivalHearings } from '../store.ts';
import { lockToSend, type NoticeToSend, writeSent } from './store.ts';

export interface SendingDeps {
  readonly recorder: BulkRecorder;
  readonly hearings: Pick<Hearings, 'free' | 'keepsHours' | 'releaseFormer'>;
  readonly deliveries: NoticeDeliveries;
  /** A person's digest in records, by the personal code. */
  readonly subjectOf: (personalCode: string) => string;
}

type Signed = Parameters<SignatureFollowing>[1];

/**
 * What follows from a judge's signatures, in the transaction that keeps them: every notice is sent, recorded and queued,
 * or none is, with the reason.
 */
export function sendSigned(deps: SendingDeps): SignatureFollowing {
  return async (tx, signed) => {
    const ids = signed.documents.map(({ documentId }) => documentId);
    await holdCasesOf(tx, ids);
    const notices = await lockToSend(tx, ids);
    if (notices.length !== ids.length) return refusal('notice.not_prepared');
    for (const notice of notices) {
      if (notice.judgeCode !== signed.person.personalCode) return refusal('notice.office_ended');
      const code = findObstacle(deps.hearings, notice, signed.at) ?? findContradiction(notice, notices);
      if (code) return refusal(code);
    }
    const noticeIds = notices.map(({ noticeId }) => noticeId);
    await writeSent(tx, noticeIds, signed.at);
    await changeCalendar(deps, tx, notices);
    await deps.recorder.recordAll(
      tx,
      notices.map((notice) => sentEvent(deps, notice, signed)),
    );
    await deps.deliveries.queue(tx, noticeIds);
    return undefined;
  };
}

function refusal(code: NoticeErrorCode) {
  return { kind: 'refused', code } as const;
}

/** What one of several notices that are sent together takes from another. */
function findContradiction(
  one: NoticeToSend,
  together: readonly NoticeToSend[],
): NoticeErrorCode | undefined {
  const others = together.filter((other) => other !== one);
  const isWithdrawnToo = others.some(
    ({ kind, replaces }) => kind === 'withdrawal' && replaces !== null && replaces === one.replaces,
  );
  if (isWithdrawnToo) return 'notice.withdrawn_already';
  if (one.replaces !== null && others.some(({ replaces }) => replaces === one.replaces))
    return 'notice.followed_meanwhile';
  const isPostponedElsewhere = others.some(
    ({ formerHearingId, hearingId }) =>
      formerHearingId !== null && formerHearingId === one.formerHearingId && hearingId !== one.hearingId,
  );
  if (isPostponedElsewhere) return 'notice.postponed_already';
  const isPostponedToo = others.some(
    ({ formerHearingId }) => formerHearingId !== null && formerHearingId === one.hearingId,
  );
  return isPostponedToo ? 'notice.slot_lost' : undefined;
}

/**
 * A postponed hearing gives its time free, one of which every notice was withdrawn, and what a former judge of the case
 * holds; so do times that were booked to postpone it to, and are not told of any more.
 */
async function changeCalendar(
  { hearings }: SendingDeps,
  tx: Transaction,
  notices: readonly NoticeToSend[],
): Promise<void> {
  const former = notices.flatMap(({ formerHearingId }) => formerHearingId ?? []);
  if (former.length > 0) await hearings.free(tx, [...new Set(former)], 'postponed');
  const anew = notices.filter(
    ({ kind, hasFormerHearing }) => hasFormerHearing && noticeTemplates[kind].hasHearing,
  );
  if (anew.length > 0) await hearings.releaseFormer(tx, [...new Set(anew.map(({ caseId }) => caseId))]);
  const withdrawn = notices.flatMap(({ kind, aboutHearingId }) =>
    kind === 'withdrawal' && aboutHearingId !== null ? [aboutHearingId] : [],
  );
  const idle = withdrawn.length === 0 ? [] : await listIdleHearings(tx, withdrawn);
  if (idle.length > 0) await hearings.free(tx, idle, 'cancelled');
  const ended = [...former, ...idle];
  if (ended.length === 0) return;
  const caseIds = notices.map(({ caseId }) => caseId);
  const kept = notices.flatMap(({ hearingId }) => hearingId ?? []);
  const rivals = await listRivalHearings(tx, caseIds, ended, kept);
  if (rivals.length > 0) await hearings.free(tx, rivals, 'cancelled');
}

function sentEvent(
  { subjectOf }: SendingDeps,
  notice: NoticeToSend,
  { person, documents, certificate }: Signed,
): RecordEvent {
  const { noticeId, caseId, courtId, participantCode } = notice;
  const digest = documents.find(({ documentId }) => documentId === notice.documentId)?.digest ?? '';
  const facts = {
    notice: noticeId,
    case: caseId,
    court: courtId,
    digest,
    certificate,
    ...(participantCode !== null && { subject: subjectOf(participantCode) }),
  };
  return { type: 'notice.sent', accountId: person.accountId, facts };
}
