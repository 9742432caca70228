import type { Transaction } from '../db/index.ts';

/** A message to a person, already in their language. It is stored in the caller's transaction and sent afterwards. */
export interface Notification {
  readonly channel: 'email' | 'sms';
  /** An e-mail address, or a number in E.164 form (`+994501234567`). */
  readonly to: string;
  /** E-mail only. */
  readonly subject?: string;
  readonly body: string;
  /** What it is about, for metrics and the operator: `recovery.code`, `account.password_changed`. */
  readonly topic: string;
  /** After this time it is worthless and is not sent: a one-time code's end. */
  readonly expiresAt?: Date;
}

/** The seam to the outbox. The message leaves only if the transaction commits, and then for certain. */
export interface Notifier {
  enqueue(tx: Transaction, notification: Notification): Promise<void>;
}
