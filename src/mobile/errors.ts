/** What the wallet's interface refuses. The sentences are in scripts/error-sentences.ts. */
export type MobileErrorCode =
  | 'mobile.unknown_phone'
  | 'mobile.clock'
  | 'mobile.replayed'
  | 'mobile.phone_state'
  | 'mobile.enrolment_code'
  | 'mobile.request_refused'
  | 'mobile.pin_wrong'
  | 'mobile.pin_blocked'
  | 'mobile.copied'
  | 'mobile.request_unknown'
  | 'mobile.request_taken'
  | 'mobile.request_over'
  | 'mobile.code_forged'
  | 'mobile.code_stale'
  | 'mobile.wrong_number'
  | 'mobile.answer_malformed'
  | 'mobile.answer_signature'
  | 'mobile.certificate'
  | 'mobile.too_many';

/** The status that each answers. */
export const mobileStatuses: Readonly<Record<MobileErrorCode, number>> = {
  /** No phone of ours signed the call. */
  'mobile.unknown_phone': 401,
  /** The phone's clock is too far from ours; the answer has our time. */
  'mobile.clock': 401,
  'mobile.replayed': 401,
  /** Suspended, blocked, lost, copied. */
  'mobile.phone_state': 403,
  'mobile.enrolment_code': 403,
  'mobile.request_refused': 422,
  'mobile.pin_wrong': 403,
  'mobile.pin_blocked': 403,
  'mobile.copied': 403,
  'mobile.request_unknown': 404,
  'mobile.request_taken': 409,
  'mobile.request_over': 410,
  'mobile.code_forged': 403,
  'mobile.code_stale': 410,
  'mobile.wrong_number': 403,
  'mobile.answer_malformed': 422,
  'mobile.answer_signature': 422,
  'mobile.certificate': 403,
  'mobile.too_many': 429,
};

/** What a registration office is refused. */
export type PhoneErrorCode =
  | 'phone.unknown_person'
  | 'phone.no_number'
  | 'phone.invalid_personal_code'
  | 'phone.invalid_number';

export interface MobileRefusal {
  readonly kind: 'refused';
  readonly code: MobileErrorCode;
  /** With `mobile.pin_wrong`. */
  readonly triesLeft?: number | undefined;
}

export function refuse(code: MobileErrorCode, triesLeft?: number): MobileRefusal {
  return { kind: 'refused', code, ...(triesLeft === undefined ? {} : { triesLeft }) };
}
