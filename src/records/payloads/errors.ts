export type PayloadErrorCode =
  /** More octets than its keeper allowed. */
  | 'payload.too_large'
  /** A piece was changed, or key and content do not belong together. */
  | 'payload.damaged'
  /** A piece is missing. */
  | 'payload.incomplete'
  /** A record names a payload that is not kept whole with that digest, or that another record has. */
  | 'payload.not_claimable';

/** Why a payload cannot be kept, read or claimed. */
export class PayloadError extends Error {
  readonly code: PayloadErrorCode;
  /** For the log; nothing of the content. */
  readonly detail: string;

  constructor(code: PayloadErrorCode, detail: string, options: { readonly cause?: unknown } = {}) {
    super(`${code}: ${detail}`, options);
    this.name = 'PayloadError';
    this.code = code;
    this.detail = detail;
  }
}
