import type { Queryable } from '../../db/index.ts';
import type { CourtCase, Participant, TypedCase } from './model.ts';
import { findParticipants } from './participant-store.ts';
import { findTyped } from './draft-store.ts';

/** A case with its participants: as typed while it is a draft. */
export interface CaseDetail {
  readonly case: CourtCase;
  readonly typed: TypedCase;
  /** None while it is a draft. */
  readonly participants: readonly Participant[];
}

export async function detailOf(on: Queryable, found: CourtCase): Promise<CaseDetail> {
  if (found.state === 'draft') {
    const { kind, subject } = found;
    const typed = (await findTyped(on, found.caseId)) ?? { kind, subject, participants: [] };
    return { case: found, typed, participants: [] };
  }
  const participants = await findParticipants(on, found.caseId);
  return { case: found, typed: typedOf(found, participants), participants };
}

/** A registered case, as a clerk would have typed it. */
export function typedOf({ kind, subject }: CourtCase, participants: readonly Participant[]): TypedCase {
  return {
    kind,
    subject,
    participants: participants.map(
      ({ role, kind: is, name, code = '', mobile = '', email = '', language }) => ({
        role,
        kind: is,
        name,
        code,
        mobile,
        email,
        language,
      }),
    ),
  };
}
