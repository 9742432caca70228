import { languages, type Language } from '../../messages/index.ts';
import type { Court, StaffMember } from '../courts/index.ts';

export const caseKinds = ['civil', 'criminal', 'administrative', 'commercial', 'other'] as const;
export type CaseKind = (typeof caseKinds)[number];

export const participantRoles = [
  'claimant',
  'defendant',
  'third_party',
  'accused',
  'victim',
  'witness',
  'representative',
] as const;
export type ParticipantRole = (typeof participantRoles)[number];

export const participantKinds = ['person', 'organisation'] as const;
export type ParticipantKind = (typeof participantKinds)[number];

export type CaseState = 'draft' | 'registered' | 'assigned' | 'closed';

export const mostParticipants = 20;
export const longestSubject = 500;
export const longestName = 200;
export const longestReason = 500;

/** What a clerk typed about one participant, right or not. */
export interface TypedParticipant {
  readonly role: string;
  readonly kind: string;
  readonly code: string;
  readonly name: string;
  readonly mobile: string;
  readonly email: string;
  readonly language: string;
}

/** What a clerk typed about a case, right or not. */
export interface TypedCase {
  readonly kind: string;
  readonly subject: string;
  readonly participants: readonly TypedParticipant[];
}

/** A participant as it is registered. */
export interface NewParticipant {
  readonly role: ParticipantRole;
  readonly kind: ParticipantKind;
  /** FIN or VÖEN. */
  readonly code: string | undefined;
  readonly name: string;
  readonly mobile: string | undefined;
  readonly email: string | undefined;
  readonly language: Language;
}

/** A case as it is registered. */
export interface NewCase {
  readonly kind: CaseKind;
  readonly subject: string;
  readonly participants: readonly NewParticipant[];
}

export interface Participant extends NewParticipant {
  readonly participantId: string;
}

/** A case of a court, without its participants. */
export interface CourtCase {
  readonly caseId: string;
  /** Its place in lists: the key of the next page. */
  readonly entry: string;
  readonly courtId: string;
  readonly kind: CaseKind;
  readonly state: CaseState;
  /** Undefined while it is a draft. */
  readonly number: string | undefined;
  readonly subject: string;
  readonly version: number;
  readonly enteredAt: Date;
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly registeredAt: Date | undefined;
  readonly judgeId: string | undefined;
  readonly judge: string | undefined;
  readonly closedAt: Date | undefined;
}

/** Who acts, in an office of a court. */
export interface Acting {
  readonly court: Pick<Court, 'courtId' | 'code'>;
  readonly member: Pick<StaffMember, 'staffId'>;
}

/** The first digit of a case's number. */
const kindDigits: Readonly<Record<CaseKind, number>> = {
  criminal: 1,
  civil: 2,
  administrative: 3,
  commercial: 4,
  other: 5,
};

/** `2(001)-15/2026`: kind, court, place in the year, year. */
export function caseNumber(
  courtCode: string,
  { kind, ordinal, year }: { readonly kind: CaseKind; readonly ordinal: number; readonly year: number },
): string {
  return `${kindDigits[kind]}(${courtCode})-${ordinal}/${year}`;
}

const bakuYear = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Baku', year: 'numeric' });

/** A case belongs to the year that it is in Baku when it is registered. */
export function yearInBaku(at: Date): number {
  return Number(bakuYear.format(at));
}

/** Who asks the court for something, and of whom: cases with the same on both sides may be one. */
export const sides: Readonly<Record<'asking' | 'asked', readonly ParticipantRole[]>> = {
  asking: ['claimant', 'victim'],
  asked: ['defendant', 'accused'],
};

export function codesOf(
  { participants }: Pick<NewCase, 'participants'>,
  side: keyof typeof sides,
): readonly string[] {
  return participants
    .filter(({ role }) => sides[side].includes(role))
    .map(({ code }) => code)
    .filter((code) => code !== undefined);
}

export function emptyParticipant(role: ParticipantRole): TypedParticipant {
  return { role, kind: 'person', code: '', name: '', mobile: '', email: '', language: languages[0] };
}

/** A new form: whoever asks, and whoever is asked. */
export const emptyCase: TypedCase = {
  kind: 'civil',
  subject: '',
  participants: [emptyParticipant('claimant'), emptyParticipant('defendant')],
};

/** Nothing was typed into it: a row that was added and left. */
export function isEmptyParticipant({ code, name, mobile, email }: TypedParticipant): boolean {
  return [code, name, mobile, email].every((text) => text.trim() === '');
}
