/** Why the operator's entry about a court is refused. */
export type CourtDeskErrorCode =
  | 'court.form'
  /** A sign that is hidden, or that no notice can be printed with. */
  | 'court.sign'
  | 'court.unknown'
  | 'court.code_fixed'
  | 'court.staff_there'
  | 'court.staff_unknown'
  | 'court.room_there';
