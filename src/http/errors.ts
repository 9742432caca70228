/** What is wrong with a request, with a stable code; the text for the reader comes from the message catalogues. */
export class RequestError extends Error {
  readonly status: number;
  readonly code: string;
  /** Private: for the log, never for the reader. */
  readonly detail: string | undefined;
  /** When to come again, where that is known (RFC 9110 10.2.3). */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    code: HttpErrorCode,
    more: string | { readonly detail?: string; readonly retryAfterSeconds: number } = '',
  ) {
    super(code);
    const { detail, retryAfterSeconds } =
      typeof more === 'string' ? { detail: more || undefined, retryAfterSeconds: undefined } : more;
    this.name = 'RequestError';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export type HttpErrorCode =
  | 'http.not_found'
  | 'http.method_not_allowed'
  | 'http.bad_request'
  | 'http.body_too_large'
  | 'http.unsupported_media_type'
  | 'http.headers_too_large'
  | 'http.too_slow'
  | 'http.forged_form'
  | 'http.unknown_host'
  | 'http.too_busy'
  | 'http.unavailable'
  | 'http.internal';
