export type PersonalisationErrorCode =
  /** The card does not take the management key. */
  | 'personalise.management_key'
  /** A certificate is not for the key that is on the card. */
  | 'personalise.other_key'
  /** A PIN or PUK that the card has now is not the one that was given. */
  | 'personalise.wrong_secret'
  /** The certificate service refused the order, or could not be reached. */
  | 'personalise.order';

/** Ends a personalisation. What the card and the reader raise passes through as it is. */
export class PersonalisationError extends Error {
  readonly code: PersonalisationErrorCode;

  constructor(code: PersonalisationErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'PersonalisationError';
    this.code = code;
  }
}
