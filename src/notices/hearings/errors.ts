/** Why a time is not booked, as stable codes; values, never thrown. */
export type HearingErrorCode =
  | 'hearing.past'
  | 'hearing.too_far'
  | 'hearing.hours'
  | 'hearing.room_unknown'
  | 'hearing.room_taken'
  | 'hearing.judge_taken'
  /** A notice of the hearing that others are told of too was prepared for one of them, or sent. */
  | 'hearing.told_already';

export type GivingUpErrorCode =
  /** It was given up before, or its judge has the case; or who acts is neither the case's judge nor the chair. */
  'hearing.not_to_give_up';
