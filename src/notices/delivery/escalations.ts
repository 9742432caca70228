import type { Clock } from '../../../oidc/ports.ts';
import { readEmailAddress, readMobileNumber } from '../../accounts/index.ts';
import type { Database, Transaction } from '../../db/index.ts';
import type { BulkNotifier } from '../../notify/index.ts';
import type { BulkRecorder } from '../../records/index.ts';
import type { ParticipantContacts } from '../cases/index.ts';
import type { OfficeFrame } from '../workplace/index.ts';
import type { DeliveryErrorCode } from './errors.ts';
import {
  type Closing,
  closeEscalation,
  closeOverEscalations,
  type DeliveryTry,
  type Escalation,
  findEscalation,
  holdCaseOf,
  listEscalations,
  listTries,
  takeUntoldCourts,
} from './escalation-store.ts';
import type { NoticeLinks, ReachTimes, SendingChannel } from './model.ts';
import { courtMail } from './court-mail.ts';
import { queueAgain } from './service.ts';
import { watchNotices } from './store.ts';

/** Who acts, and where. */
export type ActingClerk = Pick<OfficeFrame, 'court' | 'member'>;

export interface EscalationPage {
  readonly escalations: readonly Escalation[];
  /** Where the next page begins. */
  readonly next: string | undefined;
}

export interface EscalationView {
  readonly escalation: Escalation;
  readonly tries: readonly DeliveryTry[];
}

/** `closed` = somebody, or a late delivery, was faster. */
export type ClerkOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'wrong';
      readonly problems: Readonly<Partial<Record<'mobile' | 'email' | 'note', DeliveryErrorCode>>>;
    };

/** What clerks do about notices that reached nobody. */
export interface Escalations {
  page(
    courtId: string,
    question: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<EscalationPage>;
  find(courtId: string, escalationId: string): Promise<EscalationView | undefined>;
  /** Corrects the contacts, and sends the notice by each of them; from now on it is watched like a new one. */
  sendAgain(
    clerk: ActingClerk,
    escalationId: string,
    typed: { readonly mobile: string; readonly email: string },
  ): Promise<ClerkOutcome>;
  /** The notice was delivered on paper; how and when, the note says. */
  onPaper(clerk: ActingClerk, escalationId: string, note: string): Promise<ClerkOutcome>;
}

export interface EscalationsDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly outbox: BulkNotifier;
  readonly recorder: BulkRecorder;
  readonly links: NoticeLinks;
  readonly times: ReachTimes;
  readonly contacts: ParticipantContacts;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const longestNote = 500;

export function createEscalations(deps: EscalationsDeps): Escalations {
  const { db } = deps;
  const find = async (courtId: string, escalationId: string) =>
    uuid.test(escalationId) ? findEscalation(db, courtId, escalationId) : undefined;
  return {
    async page(courtId, { after, limit }) {
      const found = await listEscalations(db, courtId, { after: after ?? '0', limit: limit + 1 });
      const escalations = found.slice(0, limit);
      return { escalations, next: found.length > limit ? escalations.at(-1)?.entry : undefined };
    },
    async find(courtId, escalationId) {
      const escalation = await find(courtId, escalationId);
      return escalation && { escalation, tries: await listTries(db, escalation.noticeId) };
    },
    async sendAgain(clerk, escalationId, typed) {
      const contacts = readContacts(typed);
      if (contacts.kind === 'wrong') return contacts;
      const escalation = await find(clerk.court.courtId, escalationId);
      return escalation ? sendAgain(deps, clerk, { escalation, contacts }) : { kind: 'closed' };
    },
    async onPaper(clerk, escalationId, note) {
      const words = note
        .replace(/\r\n?/g, '\n')
        .replace(/[^\P{Cc}\n]/gu, ' ')
        .trim();
      if (words === '') return { kind: 'wrong', problems: { note: 'delivery.note_missing' } };
      if (words.length > longestNote) return { kind: 'wrong', problems: { note: 'delivery.note_long' } };
      const escalation = await find(clerk.court.courtId, escalationId);
      return escalation ? onPaper(deps, clerk, { escalation, note: words }) : { kind: 'closed' };
    },
  };
}

interface Contacts {
  readonly kind: 'contacts';
  readonly mobile: string | undefined;
  readonly email: string | undefined;
}

function readContacts(typed: {
  readonly mobile: string;
  readonly email: string;
}): Contacts | Extract<ClerkOutcome, { kind: 'wrong' }> {
  const mobile = readMobileNumber(typed.mobile);
  const email = readEmailAddress(typed.email);
  const problems = {
    ...(typed.mobile.trim() !== '' && !mobile ? { mobile: 'delivery.mobile' as const } : {}),
    ...(typed.email.trim() !== '' && !email ? { email: 'delivery.email' as const } : {}),
  };
  if (Object.keys(problems).length > 0) return { kind: 'wrong', problems };
  if (!mobile && !email) return { kind: 'wrong', problems: { mobile: 'delivery.contact_missing' } };
  return { kind: 'contacts', mobile, email };
}

async function sendAgain(
  deps: EscalationsDeps,
  clerk: ActingClerk,
  { escalation, contacts }: { readonly escalation: Escalation; readonly contacts: Contacts },
): Promise<ClerkOutcome> {
  const { noticeId, caseId, participantId } = escalation;
  const { mobile, email } = contacts;
  const now = new Date(deps.clock.now());
  return deps.db.transaction(async (tx): Promise<ClerkOutcome> => {
    await holdCaseOf(tx, caseId);
    if (!(await close(deps, tx, clerk, { escalation, now, outcome: 'sent_again' })))
      return { kind: 'closed' };
    if (mobile !== escalation.mobile || email !== escalation.email)
      await deps.contacts.correct(tx, clerk, { caseId, participantId, contacts: { mobile, email } });
    const channels: readonly SendingChannel[] = [
      ...(mobile ? ['sms' as const] : []),
      ...(email ? ['email' as const] : []),
    ];
    await queueAgain(
      deps,
      tx,
      channels.map((channel) => ({ noticeId, channel })),
    );
    await watchNotices(tx, [noticeId], { now, times: deps.times });
    return { kind: 'done' };
  });
}

async function onPaper(
  deps: EscalationsDeps,
  clerk: ActingClerk,
  { escalation, note }: { readonly escalation: Escalation; readonly note: string },
): Promise<ClerkOutcome> {
  const now = new Date(deps.clock.now());
  return deps.db.transaction(async (tx): Promise<ClerkOutcome> => {
    const isMine = await close(deps, tx, clerk, { escalation, now, outcome: 'on_paper', note });
    return { kind: isMine ? 'done' : 'closed' };
  });
}

/** Closes it for this clerk, with the record; false when it was closed before. */
async function close(
  { recorder }: EscalationsDeps,
  tx: Transaction,
  { court, member }: ActingClerk,
  what: {
    readonly escalation: Escalation;
    readonly now: Date;
    readonly outcome: Closing['outcome'];
    readonly note?: string;
  },
): Promise<boolean> {
  const { courtId } = court;
  const { staffId } = member;
  const { escalationId } = what.escalation;
  const closing = { courtId, escalationId, at: what.now, outcome: what.outcome, staffId, note: what.note };
  const noticeId = await closeEscalation(tx, closing);
  if (noticeId === undefined) return false;
  const type = what.outcome === 'sent_again' ? 'notice.sent_again' : 'notice.delivered_on_paper';
  await recorder.record(tx, { type, facts: { notice: noticeId, court: courtId, staff: staffId } });
  return true;
}

const hourMs = 3_600_000;
const bakuOffsetMs = 4 * hourMs;
const dayMs = 24 * hourMs;
/** When the working day begins, in Baku. */
const toldFromHour = 8;

/**
 * Tells every court with something new to act on, by one e-mail a day, from eight in the morning. Any number of processes
 * may run it. How many were told.
 */
export async function tellCourts(
  deps: { readonly db: Database; readonly clock: Clock; readonly outbox: BulkNotifier },
  pageOf: (courtId: string) => string,
): Promise<number> {
  const now = deps.clock.now();
  await closeOverEscalations(deps.db, new Date(now));
  const sinceMidnight = (now + bakuOffsetMs) % dayMs;
  if (sinceMidnight < toldFromHour * hourMs) return 0;
  const dayBegan = new Date(now - sinceMidnight);
  return deps.db.transaction(async (tx) => {
    const courts = await takeUntoldCourts(tx, { now: new Date(now), dayBegan });
    await deps.outbox.enqueueAll(
      tx,
      courts.map(({ courtId, email, names, fresh, open }) => ({
        channel: 'email',
        to: email,
        subject: courtMail.subject(fresh),
        body: courtMail.body({ court: names.az, fresh, open, page: pageOf(courtId) }),
        topic: 'notice.escalated',
      })),
    );
    return courts.length;
  });
}
