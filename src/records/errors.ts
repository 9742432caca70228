/** An event that the record does not take: a defect of the feature that sent it. */
export class RecordError extends Error {
  readonly code = 'record.malformed_event';
  /** For the log: type and fields, never their values. */
  readonly detail: string;

  constructor(detail: string) {
    super('record.malformed_event');
    this.name = 'RecordError';
    this.detail = detail;
  }
}
