export type SealErrorCode =
  | 'seal.certificate'
  | 'seal.key_malformed'
  | 'seal.key_mismatch'
  /** Nothing signs by such a key here. */
  | 'seal.key_unsupported';

/** Why a seal cannot be opened; holds no secret. */
export class SealError extends Error {
  readonly code: SealErrorCode;
  /** For the operator. */
  readonly detail: string;

  constructor(code: SealErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'SealError';
    this.code = code;
    this.detail = detail;
  }
}
