import { type Queryable, type Row, statement, textArray, type Transaction } from '../../db/index.ts';
import type { NewParticipant, Participant, TypedParticipant } from './model.ts';

const participantColumns = `p.participant_id as "participantId", p.case_id as "caseId", p.role, p.kind, p.code, p.name,
  p.mobile, p.email, p.language`;
const insertParticipantRows = statement(
  'case_participant.insert_all',
  `insert into case_participant (participant_id, case_id, place, role, kind, code, name, mobile, email, language)
   select gen_random_uuid(), $1, place, role, kind, code, name, mobile, email, language
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       with ordinality as p (role, kind, code, name, mobile, email, language, place)`,
);

export async function insertParticipants(
  tx: Transaction,
  caseId: string,
  participants: readonly NewParticipant[],
): Promise<void> {
  const column = (read: (one: NewParticipant) => string | undefined) =>
    textArray(participants.map((one) => read(one) ?? null));
  await tx.query(insertParticipantRows, [
    caseId,
    column(({ role }) => role),
    column(({ kind }) => kind),
    column(({ code }) => code),
    column(({ name }) => name),
    column(({ mobile }) => mobile),
    column(({ email }) => email),
    column(({ language }) => language),
  ]);
}

const insertOne = statement(
  'case_participant.insert',
  `insert into case_participant (participant_id, case_id, place, role, kind, code, name, mobile, email, language)
   select $1, $2, coalesce((select place from case_participant where participant_id = $3),
          (select max(place) + 1 from case_participant where case_id = $2), 1), $4, $5, $6, $7, $8, $9, $10`,
);

/** Behind the others, or in the place of `insteadOf`. */
export async function insertParticipant(
  tx: Transaction,
  caseId: string,
  { participantId, role, kind, code, name, mobile, email, language }: Participant,
  insteadOf: string | undefined,
): Promise<void> {
  const values = [role, kind, code ?? null, name, mobile ?? null, email ?? null, language];
  await tx.query(insertOne, [participantId, caseId, insteadOf ?? null, ...values]);
}

const removeOne = statement(
  'case_participant.remove',
  'update case_participant set removed_at = $3 where participant_id = $1 and case_id = $2 and removed_at is null',
);

/** The row stays: notices and the history name it. */
export async function removeParticipantRow(
  tx: Transaction,
  caseId: string,
  participantId: string,
  at: Date,
): Promise<void> {
  await tx.query(removeOne, [participantId, caseId, at]);
}

interface ParticipantRow extends Row {
  readonly participantId: string;
  readonly caseId: string;
  readonly role: Participant['role'];
  readonly kind: Participant['kind'];
  readonly code: string | null;
  readonly name: string;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly language: Participant['language'];
}

const participantsOf = statement(
  'case_participant.of_case',
  `select ${participantColumns} from case_participant p where p.case_id = $1 and p.removed_at is null
    order by p.place limit 100`,
);

export async function findParticipants(on: Queryable, caseId: string): Promise<readonly Participant[]> {
  return (await on.query<ParticipantRow>(participantsOf, [caseId])).map(
    ({ participantId, role, kind, code, name, mobile, email, language }) => ({
      participantId,
      role,
      kind,
      name,
      language,
      code: code ?? undefined,
      mobile: mobile ?? undefined,
      email: email ?? undefined,
    }),
  );
}

const namesIn = statement(
  'case_participant.names_in',
  `select p.case_id as "caseId", p.role, p.name from case_participant p
    where p.case_id = any($1::text[]::uuid[]) and p.removed_at is null
   union all
   select d.case_id, t.value ->> 'role', t.value ->> 'name'
     from case_draft d, jsonb_array_elements(d.typed -> 'participants') t where d.case_id = any($1::text[]::uuid[])
   limit 1000`,
);

/** Who takes part in some cases, drafts too. */
export async function findNames(
  on: Queryable,
  caseIds: readonly string[],
): Promise<readonly (Pick<TypedParticipant, 'role' | 'name'> & { readonly caseId: string })[]> {
  return on.query<Row & { caseId: string; role: string; name: string }>(namesIn, [textArray(caseIds)]);
}

const changeContactsOf = statement(
  'case_participant.change_contacts',
  `update case_participant set code = $3, mobile = $4, email = $5, language = $6
    where participant_id = $1 and case_id = $2`,
);

export async function updateContacts(
  tx: Transaction,
  caseId: string,
  { participantId, code, mobile, email, language }: Participant,
): Promise<void> {
  const values = [participantId, caseId, code ?? null, mobile ?? null, email ?? null, language];
  await tx.query(changeContactsOf, values);
}
