/** Why a time is not booked, as stable codes; values, never thrown. */
export type HearingErrorCode =
  | 'hearing.past'
  | 'hearing.hours'
  | 'hearing.room_unknown'
  | 'hearing.room_taken'
  | 'hearing.judge_taken';
