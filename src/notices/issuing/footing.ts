import type { Transaction } from '../../db/index.ts';
import { type FitTime, minutesOf } from '../hearings/index.ts';
import type { NoticeErrorCode } from './errors.ts';
import { type CaseDetail, type MovedHearing, preparedTogether } from './model.ts';
import type { JudgedOrder } from './prepare.ts';
import { findBefore, findMoved } from './store.ts';

/** What was prepared or sent about the same allows this notice, as one of its own, or for further participants. */
export type Footing =
  | { readonly kind: 'own' | 'further' }
  | { readonly kind: 'hindered'; readonly code: NoticeErrorCode };
const hindered = (code: NoticeErrorCode): Footing => ({ kind: 'hindered', code });

/**
 * Of two postponements of a hearing, and of two notices about another, that did not know of each other, one follows. A
 * postponement to the very time of the one that was prepared or sent tells further participants of it.
 */
export async function findFooting(
  tx: Transaction,
  judgeId: string,
  { caseId, notices }: CaseDetail,
  { order, former, about, time }: JudgedOrder,
): Promise<Footing> {
  if (!former && about.size === 0) return { kind: 'own' };
  const together = preparedTogether(notices, order.aboutNoticeId);
  const found = await findBefore(tx, {
    caseId,
    judgeId,
    formerHearingId: former?.hearingId,
    aboutIds: together.map(({ noticeId }) => noticeId),
  });
  if (former && (!found.isFormerOpen || found.isPostponementWaiting)) {
    const moved = await findMoved(tx, { caseId, judgeId, formerHearingId: former.hearingId });
    if (moved && time && isAt(moved, time)) return { kind: 'further' };
    return hindered(found.isFormerOpen ? 'notice.postponement_waits' : 'notice.postponed_already');
  }
  if (found.isFollowUpWaiting) return hindered('notice.follow_up_waits');
  const isOverlooked = about.size > 0 && found.followUps !== order.followUps;
  return isOverlooked ? hindered('notice.followed_meanwhile') : { kind: 'own' };
}

function isAt({ roomId, startsAt, endsAt }: MovedHearing, time: FitTime): boolean {
  const isThen = startsAt.getTime() === time.startsAt.getTime();
  return roomId === time.room.roomId && isThen && minutesOf(startsAt, endsAt) === time.minutes;
}
