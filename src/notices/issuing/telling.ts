import { dateText, type Hearing, minutesOf, timeText } from '../hearings/index.ts';
import type { ActingJudge, CaseDetail, NoticeOrder, UntoldOfCase } from './model.ts';

/**
 * The notice that tells whoever was not told yet that a hearing does not take place, filled in as far as it can be: of
 * the time that the others were told of, where there is one; times that are missing are still to be found.
 */
export function orderToTell(
  { member }: Pick<ActingJudge, 'member'>,
  { hearings }: Pick<CaseDetail, 'hearings'>,
  { hearingId, participantIds, noticeId, movedTo, isGivenUp }: UntoldOfCase,
): Partial<NoticeOrder> & Pick<NoticeOrder, 'kind' | 'participantIds'> {
  if (movedTo)
    return { kind: 'postponement', participantIds, formerHearingId: hearingId, ...timeIn(movedTo) };
  if (isGivenUp) return { kind: 'postponement', participantIds, formerHearingId: hearingId };
  const own = hearings.find((one) => one.judgeId === member.staffId && !one.isLeft && !one.isGivenUp);
  if (own) return { kind: 'summons', participantIds, ...timeIn(own) };
  return { kind: 'withdrawal', participantIds, aboutNoticeId: noticeId };
}

export function timeIn({
  roomId,
  startsAt,
  endsAt,
}: Pick<Hearing, 'roomId' | 'startsAt' | 'endsAt'>): Pick<
  NoticeOrder,
  'roomId' | 'date' | 'time' | 'minutes'
> {
  const at = startsAt.getTime();
  return { roomId, date: dateText(at), time: timeText(at), minutes: minutesOf(startsAt, endsAt) };
}
