import type { Transaction } from '../../db/index.ts';
import type { Language } from '../../messages/index.ts';
import type { MessageOutcome } from '../../notify/index.ts';

export type DeliveryChannel = 'sms' | 'email' | 'portal';
/** A way by which a message goes out. */
export type SendingChannel = Exclude<DeliveryChannel, 'portal'>;

/**
 * `sent` = the mail server or the mobile operator took it; `delivered` = the phone confirmed it; `expired` = it could not
 * be sent before its end; `available` = it lies at the portal; `withdrawn` = it was not sent any more, for its participant
 * had left the case.
 */
export type DeliveryState =
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'failed'
  | 'expired'
  | 'available'
  | 'withdrawn';
/** `not_accepted` = no such number or mailbox, or nobody took it for days; `not_delivered` = the phone did not get it. */
export type DeliveryTrouble = 'not_accepted' | 'not_delivered';

/** What the signing of a notice asks for. */
export interface NoticeDeliveries {
  /**
   * In the transaction that makes the notices `sent`: their deliveries, and messages in the participants' languages. In
   * two statements, however many they are; a notice that has deliveries gets no further ones.
   */
  queue(tx: Transaction, noticeIds: readonly string[]): Promise<void>;
}

/** Pages that messages lead to. */
export interface NoticeLinks {
  /** Of a notice, at the portal. */
  notice(noticeId: string): string;
  /** Where anybody verifies a document. */
  readonly verification: string;
}

/** A hearing as messages tell it. */
export interface HearingWords {
  readonly hearingId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly room: string;
}

export type NoticeKind =
  | 'summons'
  | 'postponement'
  | 'decision'
  | 'document_request'
  | 'correction'
  | 'withdrawal';

/** What messages tell of a notice: neither names of persons nor what the case is about. */
export interface NoticeWords {
  readonly noticeId: string;
  readonly number: string;
  readonly kind: NoticeKind;
  readonly language: Language;
  readonly court: { readonly names: Readonly<Record<Language, string>>; readonly address: string };
  readonly caseNumber: string;
  readonly signedAt: Date;
  readonly hearing: HearingWords | undefined;
  /** The hearing that was postponed, or of which the last notice was withdrawn. */
  readonly cancelled: HearingWords | undefined;
}

/** A delivery whose message is to be written. */
export interface DueDelivery {
  readonly deliveryId: string;
  readonly noticeId: string;
  readonly channel: SendingChannel;
  readonly recipient: string;
}

/** What became of a message, as its delivery tells it. */
export function outcomeState({ state, receipt }: Pick<MessageOutcome, 'state' | 'receipt'>): {
  readonly state: DeliveryState;
  readonly trouble: DeliveryTrouble | undefined;
} {
  if (state === 'expired') return { state, trouble: undefined };
  if (state === 'failed') return { state, trouble: 'not_accepted' };
  if (receipt === 'delivered') return { state: 'delivered', trouble: undefined };
  if (receipt === 'not_delivered') return { state: 'failed', trouble: 'not_delivered' };
  return { state: 'sent', trouble: undefined };
}

/** What is known of a notice when it is looked at. */
export interface Watched {
  readonly noticeId: string;
  readonly courtId: string;
  /** Whoever may read it has opened it. */
  readonly isRead: boolean;
  /** A later notice corrects or withdraws it, or its hearing does not take place then. */
  readonly isReplaced: boolean;
  readonly sentAgain: number;
  readonly limitAt: Date;
  readonly hearingAt: Date | undefined;
  /** What a message can be sent to now. */
  readonly contacts: Readonly<Partial<Record<SendingChannel, string>>>;
  /** By SMS and e-mail, the oldest first. */
  readonly tries: readonly {
    readonly channel: SendingChannel;
    readonly recipient: string;
    readonly state: DeliveryState;
    readonly trouble?: DeliveryTrouble | null;
  }[];
}

export type Verdict =
  /** It reached its participant, or need not any more. */
  | { readonly kind: 'over' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'again'; readonly channels: readonly SendingChannel[] }
  | { readonly kind: 'escalate'; readonly reason: 'no_contact' | 'not_reached' };

/** So often a notice is sent again by itself. */
const mostSentAgain = 1;

/**
 * A notice reached its participant when the phone confirmed the SMS, when the mail server of ours took the e-mail, or
 * when it was read. Until the limit it is waited for while anything can still come; then it is sent again by every way
 * that may help, once; then a clerk is told.
 */
export function verdictOn(notice: Watched, now: Date): Verdict {
  const { tries, contacts, limitAt, sentAgain } = notice;
  if (notice.isRead || notice.isReplaced || tries.some(hasReached)) return { kind: 'over' };
  const channels = (['sms', 'email'] as const).filter((channel) => contacts[channel] !== undefined);
  if (channels.length === 0) return { kind: 'escalate', reason: 'no_contact' };
  const useful = sentAgain < mostSentAgain ? channels.filter((channel) => isWorthAgain(notice, channel)) : [];
  if (now < limitAt) {
    const isUnderWay = tries.some(({ state }) => state === 'queued' || state === 'sent');
    if (isUnderWay || useful.length > 0) return { kind: 'wait' };
  } else if (useful.length > 0) return { kind: 'again', channels: useful };
  return { kind: 'escalate', reason: 'not_reached' };
}

function hasReached({ channel, state }: Watched['tries'][number]): boolean {
  return state === 'delivered' || (channel === 'email' && state === 'sent');
}

/** Not to a number or mailbox that does not exist, nor beside a message that still waits. */
function isWorthAgain({ tries, contacts }: Watched, channel: SendingChannel): boolean {
  const last = tries.findLast((one) => one.channel === channel && one.recipient === contacts[channel]);
  if (!last) return true;
  if (last.state === 'failed') return last.trouble === 'not_delivered';
  return last.state === 'sent' || last.state === 'expired';
}

export interface ReachTimes {
  /** How long a notice may take to reach its participant. */
  readonly reachMs: number;
  /** At least so long, however near the hearing is. */
  readonly leastMs: number;
}

/** A quarter of the time to the hearing at most: two tries and a clerk's work must fit before it. */
export function limitOf(now: Date, hearingAt: Date | undefined, { reachMs, leastMs }: ReachTimes): Date {
  const quarter = hearingAt ? (hearingAt.getTime() - now.getTime()) / 4 : Infinity;
  return new Date(now.getTime() + Math.min(reachMs, Math.max(leastMs, quarter)));
}
