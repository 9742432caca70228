/** What is wrong with a field of a case. */
export type CaseProblemErrorCode =
  | 'case.kind_unknown'
  | 'case.subject_missing'
  | 'case.subject_malformed'
  | 'case.participants_missing'
  | 'case.participants_too_many'
  | 'case.claimant_missing'
  | 'case.defendant_missing'
  | 'case.accused_missing'
  | 'case.role_unknown'
  | 'case.participant_kind_unknown'
  | 'case.fin_malformed'
  | 'case.voen_malformed'
  | 'case.code_twice'
  | 'case.name_missing'
  | 'case.name_malformed'
  /** An invisible sign, or one of no meaning. */
  | 'case.sign_hidden'
  /** A sign that no notice can be printed with. */
  | 'case.sign_unprintable'
  | 'case.mobile_malformed'
  | 'case.email_malformed'
  | 'case.language_unknown'
  | 'case.reason_missing'
  | 'case.judge_awaited'
  | 'case.closed'
  /** Participants were told of a hearing that is to come. */
  | 'case.hearing_planned'
  /** A hearing was given up or postponed, and not all participants were told. */
  | 'case.hearing_untold';
