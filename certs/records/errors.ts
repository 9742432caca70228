/** Why the log stops or cannot answer. */
export type LogErrorCode =
  /** A tile that the tree consists of is absent or has another length. */
  | 'log.tile_missing'
  /** The head is older than one that was signed before: a restored backup, or a head that was put back. */
  | 'log.rolled_back'
  /** The head differs from the one that was signed for that size. */
  | 'log.forked'
  /** Nobody can tell whether the head is the latest that was signed. */
  | 'log.unconfirmed_head'
  /** The clock shows less than it did when the head was signed. */
  | 'log.clock_backwards'
  /** What is stored is not what the head was signed over. */
  | 'log.damaged'
  /** A key that the formats do not know. */
  | 'log.unusable_key';

/** Ends what the log was doing; the log stands still until somebody has looked. */
export class LogError extends Error {
  readonly code: LogErrorCode;
  /** For the operator; holds no personal data. */
  readonly detail: string;

  constructor(code: LogErrorCode, detail: string) {
    super(`${code}: ${detail}`);
    this.name = 'LogError';
    this.code = code;
    this.detail = detail;
  }
}
