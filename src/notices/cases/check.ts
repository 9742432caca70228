import { readEmailAddress, readMobileNumber, readPersonalCode } from '../../accounts/index.ts';
import { isLanguage } from '../../messages/index.ts';
import { readTaxNumber } from '../../registry/index.ts';
import { findSignProblem } from '../templates/index.ts';
import type { CaseProblemErrorCode } from './errors.ts';
import {
  caseKinds,
  isEmptyParticipant,
  longestName,
  longestSubject,
  mostParticipants,
  type NewCase,
  type NewParticipant,
  type Participant,
  participantKinds,
  participantRoles,
  type ParticipantRole,
  type TypedCase,
  type TypedParticipant,
} from './model.ts';

export type ParticipantField = keyof TypedParticipant;
/** `kind`, `subject`, `participants`, `reason`, or a field of a participant by their place from 1: `code-2`. */
export type CaseField = 'kind' | 'subject' | 'participants' | 'reason' | `${ParticipantField}-${number}`;

/** What is wrong with what was typed, and where. */
export interface CaseProblem {
  readonly field: CaseField;
  readonly code: CaseProblemErrorCode;
}

export type CheckedCase =
  | { readonly kind: 'right'; readonly entry: NewCase }
  | { readonly kind: 'wrong'; readonly problems: readonly CaseProblem[] };

type Problem = (field: CaseField, code: CaseProblemErrorCode) => void;

/** Reads what was typed, and tells everything that is wrong at once. Participants who were left empty count for nothing. */
export function checkCase(typed: TypedCase): CheckedCase {
  const problems: CaseProblem[] = [];
  const wrong: Problem = (field, code) => void problems.push({ field, code });
  const kind = caseKinds.find((one) => one === typed.kind);
  if (!kind) wrong('kind', 'case.kind_unknown');
  const subject = readLine(typed.subject);
  if (subject === '') wrong('subject', 'case.subject_missing');
  if (subject.length > longestSubject) wrong('subject', 'case.subject_malformed');
  checkSigns(subject, 'subject', wrong);
  const given = typed.participants
    .map((participant, index) => ({ participant, place: index + 1 }))
    .filter(({ participant }) => !isEmptyParticipant(participant));
  const read = given.map(({ participant, place }) => readParticipant(participant, place, wrong));
  if (given.length > mostParticipants) wrong('participants', 'case.participants_too_many');
  refuseRepeats(given, wrong);
  for (const code of missingRoles(
    typed.kind,
    given.map(({ participant }) => participant.role),
  ))
    wrong('participants', code);
  const participants = read.filter((participant) => participant !== undefined);
  if (problems.length > 0 || !kind) return { kind: 'wrong', problems };
  return { kind: 'right', entry: { kind, subject, participants } };
}

/** Who takes part besides somebody who is about to join a case. */
type Others = readonly Pick<Participant, 'role' | 'code'>[];

export type CheckedParticipant =
  | { readonly kind: 'right'; readonly participant: NewParticipant }
  | { readonly kind: 'wrong'; readonly problems: readonly CaseProblem[] };

/** One more participant, by the rules of a registration; the fields are those of place 1. */
export function checkParticipant(typed: TypedParticipant, others: Others): CheckedParticipant {
  const problems: CaseProblem[] = [];
  const wrong: Problem = (field, code) => void problems.push({ field, code });
  const participant = readParticipant(typed, 1, wrong);
  if (others.length >= mostParticipants) wrong('participants', 'case.participants_too_many');
  const isThere = ({ role, code }: Others[number]) =>
    code !== undefined && role === participant?.role && code === participant.code;
  if (others.some(isThere)) wrong('code-1', 'case.code_twice');
  return problems.length > 0 || !participant ? { kind: 'wrong', problems } : { kind: 'right', participant };
}

/** Parties that the kind of case needs, and that it would not have any more. */
export function partiesLost(
  kind: string,
  change: { readonly before: Others; readonly after: Others },
): readonly CaseProblem[] {
  const missing = (others: Others) =>
    missingRoles(
      kind,
      others.map(({ role }) => role),
    );
  const before = missing(change.before);
  return missing(change.after)
    .filter((code) => !before.includes(code))
    .map((code) => ({ field: 'participants', code }));
}

function readParticipant(typed: TypedParticipant, place: number, wrong: Problem): NewParticipant | undefined {
  const role = participantRoles.find((one) => one === typed.role);
  if (!role) wrong(`role-${place}`, 'case.role_unknown');
  const kind = participantKinds.find((one) => one === typed.kind);
  if (!kind) wrong(`kind-${place}`, 'case.participant_kind_unknown');
  const code = readCode(typed, place, wrong);
  const name = readLine(typed.name);
  if (name === '') wrong(`name-${place}`, 'case.name_missing');
  else if (name.length > longestName || !/\p{L}/u.test(name)) wrong(`name-${place}`, 'case.name_malformed');
  checkSigns(name, `name-${place}`, wrong);
  const contacts = readContacts(typed, place, wrong);
  if (!role || !kind || code === 'malformed' || !contacts) return undefined;
  return { role, kind, code, name, ...contacts };
}

/** FIN of a person, VÖEN of an organisation; undefined where nothing was typed. */
export function readCode(
  { code, kind }: Pick<TypedParticipant, 'code' | 'kind'>,
  place: number,
  wrong: Problem,
): string | undefined {
  const isOrganisation = kind === 'organisation';
  const read = optional<string>(code, isOrganisation ? readTaxNumber : readPersonalCode);
  if (read === 'malformed')
    wrong(`code-${place}`, isOrganisation ? 'case.voen_malformed' : 'case.fin_malformed');
  return read;
}

/** The part of a participant that may be corrected later. */
export function readContacts(
  typed: Pick<TypedParticipant, 'mobile' | 'email' | 'language'>,
  place: number,
  wrong: Problem,
): Pick<NewParticipant, 'mobile' | 'email' | 'language'> | undefined {
  const mobile = optional(typed.mobile, readMobileNumber);
  if (mobile === 'malformed') wrong(`mobile-${place}`, 'case.mobile_malformed');
  const email = optional(typed.email, readEmailAddress);
  if (email === 'malformed') wrong(`email-${place}`, 'case.email_malformed');
  const { language } = typed;
  if (!isLanguage(language)) wrong(`language-${place}`, 'case.language_unknown');
  if (mobile === 'malformed' || email === 'malformed' || !isLanguage(language)) return undefined;
  return { mobile, email, language };
}

function optional<T extends string>(
  text: string,
  read: (text: string) => T | undefined,
): T | undefined | 'malformed' {
  return text.trim() === '' ? undefined : (read(text) ?? 'malformed');
}

/** NFC, blanks collapsed. */
function readLine(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ');
}

/** What stands in notices must be seen by everybody, and be printed. */
function checkSigns(line: string, field: CaseField, wrong: Problem): void {
  const problem = findSignProblem(line);
  if (problem) wrong(field, `case.sign_${problem.kind}`);
}

function refuseRepeats(
  given: readonly { readonly participant: TypedParticipant; readonly place: number }[],
  wrong: Problem,
): void {
  const seen = new Set<string>();
  for (const { participant, place } of given) {
    const code = participant.code.trim().toUpperCase();
    const key = `${participant.role} ${code}`;
    if (code !== '' && seen.has(key)) wrong(`code-${place}`, 'case.code_twice');
    seen.add(key);
  }
}

const needed: Readonly<Record<string, readonly ParticipantRole[]>> = {
  civil: ['claimant', 'defendant'],
  administrative: ['claimant', 'defendant'],
  commercial: ['claimant', 'defendant'],
  criminal: ['accused'],
};

const missingCodes = {
  claimant: 'case.claimant_missing',
  defendant: 'case.defendant_missing',
  accused: 'case.accused_missing',
} as const;

function missingRoles(kind: string, roles: readonly string[]): CaseProblemErrorCode[] {
  const codes = Object.entries(missingCodes)
    .filter(([role]) => needed[kind]?.some((one) => one === role) && !roles.includes(role))
    .map(([, code]) => code);
  return codes.length === 0 && roles.length === 0 ? ['case.participants_missing'] : codes;
}
