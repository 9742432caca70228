import type { Transaction } from '../db/index.ts';

/** How a message reaches a person. */
export type Channel = 'email' | 'sms';

/** A message to a person, already in their language. It is stored in the caller's transaction and sent afterwards. */
export interface Notification {
  readonly channel: Channel;
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

/** `sending` = a sender holds it; after `sent` only the server's word for it remains, the text is gone. */
export type MessageState = 'waiting' | 'sending' | 'sent' | 'failed' | 'expired';

/** A message as an operator sees it: never its text. */
export interface MessageStatus {
  readonly id: string;
  readonly channel: Channel;
  readonly recipient: string;
  readonly topic: string;
  readonly state: MessageState;
  readonly tries: number;
  readonly createdAt: Date;
  /** When a waiting message is tried next. */
  readonly dueAt: Date;
  readonly giveUpAt: Date;
  readonly finishedAt: Date | undefined;
  readonly lastError: string | undefined;
  /** What the mobile operator said of an SMS after it took it. */
  readonly receipt: ReceiptSummary;
}

/** `none` = nothing heard, or not an SMS. */
export type ReceiptSummary = 'none' | 'partly' | 'delivered' | 'not_delivered';

/** A mobile operator's later word about one part of an SMS (SMPP v3.4 appendix B, such as `DELIVRD`). */
export interface DeliveryReceipt {
  readonly providerId: string;
  readonly status: string;
}

const finalRefusals = new Set(['EXPIRED', 'DELETED', 'UNDELIV', 'REJECTD', 'UNKNOWN']);

/** One word for the receipts of all parts. */
export function summariseReceipts(
  providerIds: readonly string[],
  receipts: Readonly<Record<string, string>>,
): ReceiptSummary {
  const heard = providerIds.map((id) => receipts[id]);
  if (heard.some((status) => status !== undefined && finalRefusals.has(status))) return 'not_delivered';
  const delivered = heard.filter((status) => status === 'DELIVRD').length;
  if (delivered === 0) return 'none';
  return delivered === providerIds.length ? 'delivered' : 'partly';
}

/** A message on its way out. */
export interface OutgoingMessage {
  readonly id: string;
  /** The same at every try. */
  readonly reference: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What a server said to a message. */
export type SendResult =
  /** It answers for the message from now on. */
  | { readonly kind: 'accepted'; readonly providerIds: readonly string[] }
  /** It will never take this message: no such mailbox or number. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not now: server away, busy, or it did not let us in. */
  | { readonly kind: 'later'; readonly reason: string };

/** One way out. Implementations: SMTP and SMPP. `send` does not throw for anything that a server does. */
export interface Transport {
  readonly channel: Channel;
  /** How many messages at a time. */
  readonly concurrency: number;
  send(message: OutgoingMessage): Promise<SendResult>;
  /** Where receipts go; the promise settles when they are kept. */
  onReceipt?(keep: (receipt: DeliveryReceipt) => Promise<void>): void;
  close(): Promise<void>;
}
