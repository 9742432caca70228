import type { Transaction } from '../db/index.ts';

/** What happened, for the interaction record. Later sealed by the log; here durable and in order. */
export interface RecordEvent {
  /** `area.what_happened`, such as `sign_in.succeeded`. */
  readonly type: string;
  readonly accountId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly sessionUid?: string | undefined;
  /** Small, flat facts; no secrets. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** A feature calls `record` inside its own transaction, so that the record exists exactly when the effect does. */
export interface Recorder {
  record(tx: Transaction, event: RecordEvent): Promise<void>;
}
