/** Why a time stamp, or an answer to a request for one, cannot be believed. */
export type TimeStampErrorCode =
  | 'time_stamp.malformed'
  | 'time_stamp.signers'
  | 'time_stamp.content_type'
  | 'time_stamp.no_certificate'
  | 'time_stamp.certificate_id'
  | 'time_stamp.certificate_purpose'
  | 'time_stamp.certificate_validity'
  | 'time_stamp.algorithm'
  | 'time_stamp.digest'
  | 'time_stamp.signature'
  | 'time_stamp.imprint'
  | 'time_stamp.nonce'
  | 'time_stamp.policy';

export interface TimeStampRefusal {
  readonly kind: 'refused';
  readonly code: TimeStampErrorCode;
  readonly message: string;
}

export function refuse(code: TimeStampErrorCode, message: string): TimeStampRefusal {
  return { kind: 'refused', code, message };
}
