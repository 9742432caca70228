import { z } from 'zod';
import { participantFields, readNumber, readParticipant } from './form.ts';
import type { TypedParticipant } from './model.ts';

const fieldName = /^(version|reason|do|(role|kind|code|name|mobile|email|language)-1)$/;

/** The form of one participant, in the fields of place 1 as a form of a case has them. */
export const participantBody = z
  .record(z.string().regex(fieldName), z.string().max(2_000))
  .refine((fields) => Object.keys(fields).length <= 3 + participantFields.length);

/** `anyway`: although another case resembles this one by the participant, which the clerk has seen. */
const actions = ['edit', 'look-1', 'add', 'add_anyway', 'remove', 'replace', 'replace_anyway'] as const;
export type ParticipantAction = (typeof actions)[number];

export interface ParticipantForm {
  readonly version: number;
  readonly typed: TypedParticipant;
  readonly reason: string;
  readonly action: ParticipantAction;
}

/** Reads a form; what is not there is empty. A button that nobody knows changes nothing. */
export function readParticipantForm(fields: Readonly<Record<string, string>>): ParticipantForm {
  const { version = '', reason = '', do: pressed = '' } = fields;
  return {
    version: readNumber(version),
    typed: readParticipant(fields, 1),
    reason,
    action: actions.find((one) => one === pressed) ?? 'edit',
  };
}
