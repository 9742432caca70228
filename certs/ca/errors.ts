/** Why no certificate is made of what was asked. */
export type CaErrorCode =
  | 'ca.request_malformed'
  | 'ca.request_content'
  | 'ca.proof_of_possession'
  | 'ca.key_not_allowed'
  | 'ca.key_weak'
  | 'ca.subject_kind'
  | 'ca.subject_field'
  | 'ca.host_name'
  | 'ca.serial'
  | 'ca.validity'
  | 'ca.partition'
  | 'ca.signature_wrong';

/** An expected "no", with what is wrong in one sentence; `field` names the input concerned. */
export interface CaRefusal {
  readonly kind: 'refused';
  readonly code: CaErrorCode;
  readonly message: string;
  readonly field?: string;
}

export function refuse(code: CaErrorCode, message: string, field?: string): CaRefusal {
  return field === undefined ? { kind: 'refused', code, message } : { kind: 'refused', code, message, field };
}
