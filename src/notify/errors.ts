/** A message that could never be sent; the caller's defect, found before anything is stored. */
export class NotifyError extends Error {
  readonly code = 'notify.malformed_message';
  /** For the log: which field, never its value. */
  readonly detail: string;

  constructor(detail: string) {
    super('notify.malformed_message');
    this.name = 'NotifyError';
    this.detail = detail;
  }
}
