export type SigningKeyErrorCode = 'signing_keys.unreadable' | 'signing_keys.bad_schedule';

/** Nothing that a repetition mends: an operator must look. `message` is the code and holds no secret. */
export class SigningKeyError extends Error {
  readonly code: SigningKeyErrorCode;
  /** For the log. */
  readonly detail: string;

  constructor(code: SigningKeyErrorCode, detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, { cause });
    this.name = 'SigningKeyError';
    this.code = code;
    this.detail = detail;
  }
}
