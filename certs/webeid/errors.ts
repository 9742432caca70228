/** Why a Web eID token is not accepted, in the order in which it is judged. */
export type WebEidErrorCode =
  /** Origin or nonce of the question itself cannot be those of a sign-in. */
  | 'webeid.origin'
  | 'webeid.nonce'
  | 'webeid.length'
  | 'webeid.malformed'
  | 'webeid.format'
  | 'webeid.algorithm'
  | 'webeid.certificate'
  | 'webeid.purpose'
  | 'webeid.policy'
  | 'webeid.not_yet_valid'
  | 'webeid.expired'
  | 'webeid.untrusted'
  | 'webeid.key_mismatch'
  | 'webeid.signature'
  | 'webeid.revoked'
  | 'webeid.suspended'
  | 'webeid.status_unknown';

export interface WebEidRefusal {
  readonly kind: 'refused';
  readonly code: WebEidErrorCode;
  /** For the log and for other programs; never what the token holds. */
  readonly message: string;
}

export function refuse(code: WebEidErrorCode, message: string): WebEidRefusal {
  return { kind: 'refused', code, message };
}
