export type SignatureErrorCode =
  | 'signature.unsupported'
  | 'signature.malformed'
  | 'signature.too_large'
  | 'signature.value_mismatch'
  | 'signature.files_changed'
  | 'signature.state_invalid'
  | 'signature.time_stamp_unavailable'
  | 'signature.evidence_unavailable';

/** Why a document cannot be signed or its signature not be raised; nothing half-signed is left. */
export class SignatureError extends Error {
  readonly code: SignatureErrorCode;

  constructor(code: SignatureErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SignatureError';
    this.code = code;
  }
}
