/** Why a notice is not prepared or not sent, as stable codes; values, never thrown. */
export type NoticeErrorCode =
  /** What the judge filled in. */
  | 'notice.participants'
  | 'notice.text_missing'
  | 'notice.text_too_long'
  | 'notice.text_unprintable'
  | 'notice.name_unprintable'
  | 'notice.court_unprintable'
  | 'notice.date'
  | 'notice.due'
  | 'notice.no_hearing'
  /** Another one waits for its signature, or was sent since the judge looked. */
  | 'notice.postponement_waits'
  | 'notice.follow_up_waits'
  | 'notice.about_unknown'
  | 'notice.none_chosen'
  | 'notice.too_many'
  /** What happened before it was signed. */
  | 'notice.not_prepared'
  | 'notice.case_closed'
  | 'notice.case_lost'
  | 'notice.office_ended'
  | 'notice.slot_lost'
  | 'notice.hearing_past'
  | 'notice.participant_removed'
  | 'notice.withdrawn_already'
  | 'notice.postponed_already'
  | 'notice.followed_meanwhile'
  | 'notice.hearing_hours';
