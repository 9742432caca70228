import type { Hearings } from '../hearings/index.ts';
import { type NoticeKind, noticeTemplates } from '../templates/index.ts';
import type { NoticeErrorCode } from './errors.ts';

/** A notice that is not sent yet, with all that its sending depends on as it is now. */
export interface NoticeStanding {
  readonly state: string;
  readonly kind: NoticeKind;
  readonly judgeId: string;
  readonly isInOffice: boolean;
  readonly caseState: string;
  readonly caseJudgeId: string | null;
  readonly hearingState: string | null;
  readonly hearingAt: Date | null;
  readonly hearingUntil: Date | null;
  /** The hearing that is postponed. */
  readonly formerHearingId: string | null;
  /** It is still to be, or was postponed to this notice's hearing. */
  readonly isFormerOpen: boolean;
  readonly isAboutWithdrawn: boolean;
  /** Another notice about the one that this is about was sent since this one was prepared. */
  readonly isFollowed: boolean;
  readonly isParticipantRemoved: boolean;
}

/** Why the notice cannot be sent at that time; the list of what is to be signed and the sending say the same. */
export function findObstacle(
  { keepsHours }: Pick<Hearings, 'keepsHours'>,
  notice: NoticeStanding,
  at: Date,
): NoticeErrorCode | undefined {
  if (notice.state !== 'prepared') return 'notice.not_prepared';
  if (!notice.isInOffice) return 'notice.office_ended';
  if (notice.caseState === 'closed') return 'notice.case_closed';
  if (notice.caseState !== 'assigned' || notice.caseJudgeId !== notice.judgeId) return 'notice.case_lost';
  if (notice.isParticipantRemoved) return 'notice.participant_removed';
  if (notice.isAboutWithdrawn) return 'notice.withdrawn_already';
  if (notice.isFollowed) return 'notice.followed_meanwhile';
  if (notice.formerHearingId !== null && !notice.isFormerOpen) return 'notice.postponed_already';
  if (!noticeTemplates[notice.kind].hasHearing) return undefined;
  const { hearingState, hearingAt: startsAt, hearingUntil: endsAt } = notice;
  if (hearingState !== 'planned' || !startsAt || !endsAt) return 'notice.slot_lost';
  if (startsAt <= at) return 'notice.hearing_past';
  return keepsHours({ startsAt, endsAt }) ? undefined : 'notice.hearing_hours';
}
