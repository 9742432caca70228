/** What is wrong with a request, with a stable code; the text for the reader comes from the message catalogues. */
export class RequestError extends Error {
  readonly status: number;
  readonly code: string;
  /** Private: for the log, never for the reader. */
  readonly detail: string | undefined;

  constructor(status: number, code: HttpErrorCode, detail?: string) {
    super(code);
    this.name = 'RequestError';
    this.status = status;
    this.code = code;
    this.detail = detail;
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
