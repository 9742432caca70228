import type { Language } from '../../messages/index.ts';
import type { Court, StaffMember } from '../courts/index.ts';
import type { Hearing, HearingErrorCode, UntoldHearing } from '../hearings/index.ts';
import type { NoticeKind, ParticipantRole } from '../templates/index.ts';
import type { NoticeErrorCode } from './errors.ts';

/** A judge at a court, acting. */
export interface ActingJudge {
  readonly court: Court;
  readonly member: StaffMember;
}

/** A case in a judge's list. */
export interface JudgeCase {
  readonly caseId: string;
  /** The key for the next page. */
  readonly entry: string;
  readonly number: string;
  readonly kind: string;
  readonly isClosed: boolean;
  readonly subject: string;
  readonly assignedAt: Date;
  /** Names of the first participants. */
  readonly parties: string;
  readonly sent: number;
  readonly prepared: number;
  /** Notices that reached nobody, with which the clerks are busy. */
  readonly undelivered: number;
  readonly nextHearing: Date | undefined;
}

export interface CaseParticipant {
  readonly participantId: string;
  readonly role: ParticipantRole;
  readonly name: string;
  readonly language: Language;
  readonly hasMobile: boolean;
  readonly hasEmail: boolean;
  /** Known by a code: the notice lies at the portal. */
  readonly hasPortal: boolean;
}

export interface CaseNotice {
  readonly noticeId: string;
  readonly number: string;
  readonly kind: NoticeKind;
  readonly state: 'prepared' | 'sent';
  readonly participantId: string;
  readonly participant: string;
  readonly hearingAt: Date | undefined;
  readonly preparedAt: Date;
  readonly signedAt: Date | undefined;
  /** It was withdrawn by a further notice. */
  readonly isWithdrawn: boolean;
  /** The notice that this one corrects or withdraws. */
  readonly replaces: string | undefined;
  /** The first reading of each reader, the earliest first, at most ten. */
  readonly readings: readonly NoticeReading[];
  /** The oldest first. */
  readonly deliveries: readonly { readonly channel: string; readonly state: string }[];
  /** It reached nobody: what the clerks make of it; undefined while it is on its way, or has arrived. */
  readonly undelivered: 'open' | 'on_paper' | undefined;
}

export interface NoticeReading {
  readonly at: Date;
  /** By a mandate of the participant; otherwise by the participant. */
  readonly isByRepresentative: boolean;
  /** The name of who read for an organisation; undefined where the participant is a person. */
  readonly forOrganisation: string | undefined;
}

export interface CaseDetail
  extends Omit<JudgeCase, 'entry' | 'parties' | 'sent' | 'prepared' | 'undelivered' | 'nextHearing'> {
  readonly participants: readonly CaseParticipant[];
  /** The newest first. */
  readonly notices: readonly CaseNotice[];
  /** Planned, or given up and not told of yet; the earliest first. */
  readonly hearings: readonly Hearing[];
  /** That do not take place, and not everybody was told; the earliest first. */
  readonly untold: readonly UntoldOfCase[];
  /** What other judges prepared and did not sign, the newest first; none once the judge has begun a notice. */
  readonly begun: readonly BegunNotices[];
}

export interface BegunNotices {
  readonly judge: string;
  /** How many. */
  readonly notices: number;
  /** When they were prepared, or ended. */
  readonly at: Date;
}

export interface UntoldOfCase extends UntoldHearing {
  /** To what it was postponed for the others, where that is planned. */
  readonly movedTo: MovedHearing | undefined;
}

/** The time to which a hearing was, or is going to be, postponed. */
export interface MovedHearing {
  readonly hearingId: string;
  readonly roomId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** A notice that waits for its signature. */
export interface UnsignedNotice {
  readonly noticeId: string;
  readonly documentId: string;
  readonly number: string;
  readonly kind: NoticeKind;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly participant: string;
  readonly hearingAt: Date | undefined;
  readonly preparedAt: Date;
  /** Why it cannot be sent any more; undefined = it can. */
  readonly obstacle: NoticeErrorCode | undefined;
  /** The case is still the judge's and open: another notice can be prepared. */
  readonly isCaseOwn: boolean;
}

/** What a judge filled in, as the form has it. */
export interface NoticeOrder {
  readonly kind: NoticeKind;
  readonly participantIds: readonly string[];
  readonly text: string;
  readonly roomId: string;
  /** `2026-12-07` */
  readonly date: string;
  /** `09:30` */
  readonly time: string;
  readonly minutes: number;
  /** The hearing that is postponed. */
  readonly formerHearingId: string;
  /** The last day of a request, as a date. */
  readonly due: string;
  /** One of the notices that are corrected or withdrawn together. */
  readonly aboutNoticeId: string;
  /** How many notices about those had been sent when the judge looked: see {@link followUpsOf}. */
  readonly followUps: number;
}

export interface NoticeRefusal {
  readonly kind: 'refused';
  readonly code: NoticeErrorCode | HearingErrorCode;
}

export function refuse(code: NoticeRefusal['code']): NoticeRefusal {
  return { kind: 'refused', code };
}

/** `B-001-2026-000123` */
export function noticeNumber(courtCode: string, year: number, ordinal: number): string {
  return `B-${courtCode}-${year}-${String(ordinal).padStart(6, '0')}`;
}

/** Notices of one preparation: what they say differs by participant alone. */
export function preparedTogether(notices: readonly CaseNotice[], noticeId: string): readonly CaseNotice[] {
  const about = notices.find((one) => one.noticeId === noticeId && one.state === 'sent' && !one.isWithdrawn);
  if (!about) return [];
  const at = about.preparedAt.getTime();
  return notices.filter(
    ({ kind, state, preparedAt, isWithdrawn }) =>
      kind === about.kind && state === 'sent' && !isWithdrawn && preparedAt.getTime() === at,
  );
}

/** What was sent about these notices, the newest first: corrections, and withdrawals. */
export function followUpsOf(
  notices: readonly CaseNotice[],
  about: readonly Pick<CaseNotice, 'noticeId'>[],
): readonly CaseNotice[] {
  const ids = new Set<string | undefined>(about.map(({ noticeId }) => noticeId));
  return notices.filter(
    ({ replaces, state }) => replaces !== undefined && state === 'sent' && ids.has(replaces),
  );
}
