import { z } from 'zod';
import {
  emptyParticipant,
  mostParticipants,
  participantRoles,
  type TypedCase,
  type TypedParticipant,
} from './model.ts';

/** The fields of a participant, each with its place from 1 behind it: `code-2`. */
export const participantFields = ['role', 'kind', 'code', 'name', 'mobile', 'email', 'language'] as const;

const fieldName =
  /^(case|version|kind|subject|count|reason|who|do|(role|kind|code|name|mobile|email|language)-[1-9]\d?)$/;

/** Twenty participants, each sign three octets in two signs for each. */
export const formOctets = 256 * 1024;

/** A form with any number of participants, as it is sent. */
export const caseFormBody = z
  .record(z.string().regex(fieldName), z.string().max(2_000))
  .refine((fields) => Object.keys(fields).length <= 8 + participantFields.length * mostParticipants);

export type CaseAction =
  | { readonly kind: 'save' | 'register' | 'add' | 'edit' | 'discard' }
  | { readonly kind: 'remove' | 'look'; readonly place: number };

export interface CaseForm {
  readonly caseId: string;
  readonly version: number;
  readonly typed: TypedCase;
  /** Undefined = the form did not ask for one. */
  readonly reason: string | undefined;
  /** Ids of the participants whose fields these are, by their places; none = the form names nobody. */
  readonly who: readonly string[];
  readonly action: CaseAction;
}

/** Reads a form; what is not there is empty. The button pressed is in `do`; a form sent otherwise is kept as a draft. */
export function readCaseForm(fields: Readonly<Record<string, string>>): CaseForm {
  const {
    case: caseId = '',
    version = '',
    kind = '',
    subject = '',
    reason,
    count = '',
    who = '',
    do: pressed = '',
  } = fields;
  const places = Math.min(readNumber(count), mostParticipants);
  const participants = Array.from({ length: places }, (_, index) => readParticipant(fields, index + 1));
  return {
    caseId,
    version: readNumber(version),
    typed: { kind, subject, participants },
    reason,
    who: who.split(' '),
    action: readAction(pressed),
  };
}

/** The fields of a place; what is not there is empty. */
export function readParticipant(fields: Readonly<Record<string, string>>, place: number): TypedParticipant {
  const of = (name: (typeof participantFields)[number]) => fields[`${name}-${place}`] ?? '';
  return {
    role: of('role'),
    kind: of('kind'),
    code: of('code'),
    name: of('name'),
    mobile: of('mobile'),
    email: of('email'),
    language: of('language'),
  };
}

export function readNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

function readAction(pressed: string): CaseAction {
  const [, name, place] = /^(remove|look)-([1-9]\d?)$/.exec(pressed) ?? [];
  if (name === 'remove' || name === 'look') return { kind: name, place: Number(place) };
  const kind = (['register', 'add', 'edit', 'discard'] as const).find((one) => one === pressed);
  return { kind: kind ?? 'save' };
}

/** The fields that carry what was typed to another page, and back. */
export function fieldsOf({ caseId, version, typed }: Pick<CaseForm, 'caseId' | 'version' | 'typed'>) {
  const { kind, subject, participants } = typed;
  const fields: [string, string][] = [
    ['case', caseId],
    ['version', String(version)],
    ['count', String(participants.length)],
    ['kind', kind],
    ['subject', subject],
  ];
  for (const [index, participant] of participants.entries())
    for (const name of participantFields) fields.push([`${name}-${index + 1}`, participant[name]]);
  return fields;
}

/** With one more participant: of the first role that nobody has yet. */
export function withOneMore(typed: TypedCase): TypedCase {
  const { participants } = typed;
  if (participants.length >= mostParticipants) return typed;
  const role = participantRoles.find((one) => !participants.some((other) => other.role === one)) ?? 'witness';
  return { ...typed, participants: [...participants, emptyParticipant(role)] };
}

export function without(typed: TypedCase, place: number): TypedCase {
  return { ...typed, participants: typed.participants.filter((_, index) => index + 1 !== place) };
}

export function withName(typed: TypedCase, place: number, name: string): TypedCase {
  const participants = typed.participants.map((one, index) => (index + 1 === place ? { ...one, name } : one));
  return { ...typed, participants };
}
