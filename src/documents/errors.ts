/** Everything that may be refused about a document or its signing, as stable codes. They are values, never thrown. */
export type DocumentErrorCode =
  /** There is none, or it is not this person's. */
  | 'document.unknown'
  | 'document.empty'
  | 'document.too_large'
  | 'document.too_many'
  | 'document.no_file'
  | 'document.too_many_files'
  | 'document.not_owner'
  /** Invitations. */
  | 'document.person_code'
  | 'document.person_present'
  | 'document.too_many_persons'
  | 'document.too_many_invitations'
  | 'document.person_signed'
  /** Signing. */
  | 'document.being_signed'
  | 'document.signed_already'
  | 'document.changed'
  | 'document.format'
  | 'document.signing_over'
  | 'document.no_phone'
  | 'document.phone_cooling'
  | 'document.too_many_to_show'
  | 'document.agent_outdated'
  | 'document.certificate_unreadable'
  | 'document.certificate_purpose'
  | 'document.certificate_untrusted'
  | 'document.certificate_expired'
  | 'document.certificate_person'
  | 'document.value_mismatch'
  | 'document.time_stamp_unavailable'
  | 'document.evidence_unavailable';

export interface DocumentRefusal {
  readonly kind: 'refused';
  readonly code: DocumentErrorCode;
  /** Milliseconds since 1970, for `document.phone_cooling`. */
  readonly until?: number;
}

/** Refused by what follows a signature of documents of a kind, with a code of that feature. */
export interface FollowingRefusal {
  readonly kind: 'refused';
  readonly code: string;
}

export type FinishRefusal = DocumentRefusal | FollowingRefusal;

export function refuse(code: DocumentErrorCode, until?: number): DocumentRefusal {
  return { kind: 'refused', code, ...(until === undefined ? {} : { until }) };
}
