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
  /** E-mail only; at most four, of 20,000 characters in all. */
  readonly attachments?: readonly Attachment[];
  /** A UUID by which the caller hears what became of it ({@link MessageOutcome}). Also in the Message-ID. */
  readonly reference?: string;
  /** One of many that nobody waits for: messages that are not so go before. */
  readonly isBulk?: boolean;
}

/** A file that goes with an e-mail. */
export interface Attachment {
  /** ASCII, such as `hearing.ics`. */
  readonly name: string;
  /** Its media type with parameters, as it stands in the header; a text's `charset` is utf-8. */
  readonly type: string;
  /** Sent as UTF-8. */
  readonly content: string;
}

/** The seam to the outbox. The message leaves only if the transaction commits, and then for certain. */
export interface Notifier {
  enqueue(tx: Transaction, notification: Notification): Promise<void>;
}

/** For features that tell many at once. */
export interface BulkNotifier extends Notifier {
  /** As `enqueue` for each, in one round trip. */
  enqueueAll(tx: Transaction, notifications: readonly Notification[]): Promise<void>;
}

/** What became of a message. Told once when it ends, and again with every receipt that changes the sum of receipts. */
export interface MessageOutcome {
  readonly reference: string;
  readonly channel: Channel;
  readonly topic: string;
  readonly state: 'sent' | 'failed' | 'expired';
  readonly receipt: ReceiptSummary;
}

/**
 * Hears outcomes in the transaction that writes them, so that both are there or neither; several at a time. What it
 * throws undoes the mark of the messages, which are then sent again.
 */
export type OnOutcomes = (tx: Transaction, outcomes: readonly MessageOutcome[]) => Promise<void>;

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

export const finalRefusals = new Set(['EXPIRED', 'DELETED', 'UNDELIV', 'REJECTD', 'UNKNOWN']);

const rankOf = (status: string) => (status === 'DELIVRD' ? 2 : finalRefusals.has(status) ? 1 : 0);

/** The strongest word about each part; `store.ts` ranks them alike. */
export function strongestReceipts(receipts: readonly DeliveryReceipt[]): readonly DeliveryReceipt[] {
  const strongest = new Map<string, DeliveryReceipt>();
  for (const receipt of receipts) {
    const known = strongest.get(receipt.providerId);
    if (!known || rankOf(receipt.status) > rankOf(known.status)) strongest.set(receipt.providerId, receipt);
  }
  return [...strongest.values()];
}

/** One word for the receipts of all parts. */
export function summariseReceipts(
  providerIds: readonly string[],
  receipts: Readonly<Record<string, string>>,
): ReceiptSummary {
  // An operator may take a part without giving it a name; of such a part nothing is ever heard.
  const heard = providerIds.filter((id) => id !== '').map((id) => receipts[id]);
  if (heard.some((status) => status !== undefined && finalRefusals.has(status))) return 'not_delivered';
  const delivered = heard.filter((status) => status === 'DELIVRD').length;
  if (delivered === 0) return 'none';
  return delivered === heard.length ? 'delivered' : 'partly';
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
  readonly attachments?: readonly Attachment[] | null;
  /** Names of the parts of an SMS that the operator took at an earlier try: they are not sent again. */
  readonly providerIds?: readonly string[] | null;
}

/** What a server said to a message. */
export type SendResult =
  /** It answers for the message from now on. */
  | { readonly kind: 'accepted'; readonly providerIds: readonly string[] }
  /** It will never take this message: no such mailbox or number. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not now: server away, busy, or it did not let us in. */
  | {
      readonly kind: 'later';
      readonly reason: string;
      /** Nor any other message. */
      readonly isServerAway?: boolean;
      /** Names of the parts that it took. */
      readonly providerIds?: readonly string[];
    };

/** One way out. Implementations: SMTP and SMPP. `send` does not throw for anything that a server does. */
export interface Transport {
  readonly channel: Channel;
  /** How many messages at a time. */
  readonly concurrency: number;
  send(message: OutgoingMessage): Promise<SendResult>;
  /** Where receipts go; the promise settles when they are durable, and only then the operator hears so. */
  onReceipt?(keep: (receipt: DeliveryReceipt) => Promise<void>): void;
  close(): Promise<void>;
}
