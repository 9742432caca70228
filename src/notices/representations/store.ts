import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Representation } from './model.ts';

const columns = `h.representation_id as "representationId", h.tax_number as "taxNumber", h.organisation, h.position,
     h.personal_code as "personalCode", h.confirmed_at as "confirmedAt", h.believed_until as "believedUntil",
     h.believed_until > $2 as "isBelieved"`;
/* Of the person $1: as the head, or by a mandate of the head that is in force. */
const ofPerson = `(
     select ${columns}, 'head' as side from organisation_representation h
      where h.personal_code = $1 and h.ended_at is null
     union all
     select ${columns}, 'representative' from organisation_representation h
      where h.ended_at is null and h.personal_code <> $1 and exists (
        select from notice_mandate m
         where m.representation_id = h.representation_id and m.representative_code = $1
           and m.accepted_at is not null and m.ended_at is null)) r`;

/** With the code of who represents it, whom the register is asked about. */
export interface FoundRepresentation extends Representation {
  readonly personalCode: string;
}

const list = statement(
  'representation.list',
  `select * from ${ofPerson} order by organisation, side, "representationId" limit 100`,
);

export function listRepresentations(
  db: Queryable,
  personalCode: string,
  now: Date,
): Promise<readonly FoundRepresentation[]> {
  return db.query<FoundRepresentation & Row>(list, [personalCode, now]);
}

const find = statement('representation.find', `select * from ${ofPerson} where "representationId" = $3`);

/** Undefined when the person has nothing to do with it, or it has ended. */
export async function findRepresentation(
  db: Queryable,
  of: { readonly personalCode: string; readonly representationId: string; readonly now: Date },
): Promise<FoundRepresentation | undefined> {
  const [row] = await db.query<FoundRepresentation & Row>(find, [
    of.personalCode,
    of.now,
    of.representationId,
  ]);
  return row;
}

const ofOrganisation = statement(
  'representation.of_organisation',
  `select * from ${ofPerson} where side = 'head' and "taxNumber" = $3`,
);

/** What is known of a person as the head of an organisation. */
export async function findHead(
  db: Queryable,
  of: { readonly personalCode: string; readonly taxNumber: string; readonly now: Date },
): Promise<FoundRepresentation | undefined> {
  const [row] = await db.query<FoundRepresentation & Row>(ofOrganisation, [
    of.personalCode,
    of.now,
    of.taxNumber,
  ]);
  return row;
}

const count = statement(
  'representation.count_question',
  `insert into representation_limit as l (personal_code, window_began_at, questions) values ($1, $2, 1)
   on conflict (personal_code) do update
     set window_began_at = case when l.window_began_at <= $3 then $2 else l.window_began_at end,
         questions = case when l.window_began_at <= $3 then 1 else l.questions + 1 end
   where l.window_began_at <= $3 or l.questions < $4
   returning questions`,
);

/** Counts a question, in one statement; false when the person has asked `most` since the window `began`. */
export async function countQuestion(
  db: Queryable,
  personalCode: string,
  { now, began, most }: { readonly now: Date; readonly began: Date; readonly most: number },
): Promise<boolean> {
  return (await db.query(count, [personalCode, now, began, most])).length === 1;
}

/* An answer to a later question has been written already: then that one holds. */
const confirm = statement(
  'representation.confirm',
  `insert into organisation_representation as h (representation_id, tax_number, personal_code, organisation, position,
     began_at, confirmed_at, believed_until)
   values ($1, $2, $3, $4, $5, $6, $6, $7)
   on conflict (tax_number, personal_code) where ended_at is null do update
     set organisation = excluded.organisation, position = excluded.position, confirmed_at = excluded.confirmed_at,
         believed_until = excluded.believed_until
   where h.confirmed_at <= excluded.confirmed_at
   returning representation_id as "representationId"`,
);

export interface Confirmation {
  /** Of a new row. */
  readonly newId: string;
  readonly taxNumber: string;
  readonly personalCode: string;
  readonly organisation: string;
  readonly position: string;
  /** When the question was asked. */
  readonly askedAt: Date;
  readonly believedUntil: Date;
}

/** The representation; undefined when a later question was answered before. */
export async function writeConfirmed(tx: Transaction, one: Confirmation): Promise<string | undefined> {
  const { newId, taxNumber, personalCode, organisation, position, askedAt, believedUntil } = one;
  const values = [newId, taxNumber, personalCode, organisation, position, askedAt, believedUntil];
  const [row] = await tx.query<Row & { readonly representationId: string }>(confirm, values);
  return row?.representationId;
}

const end = statement(
  'representation.end',
  `update organisation_representation set ended_at = greatest($3, confirmed_at)
    where tax_number = $1 and personal_code = $2 and ended_at is null and confirmed_at <= $3
    returning representation_id as "representationId"`,
);

/** The representation that is over; undefined when there was none, or a later question was answered before. */
export async function writeEnded(
  tx: Transaction,
  of: { readonly taxNumber: string; readonly personalCode: string; readonly askedAt: Date },
): Promise<string | undefined> {
  const values = [of.taxNumber, of.personalCode, of.askedAt];
  const [row] = await tx.query<Row & { readonly representationId: string }>(end, values);
  return row?.representationId;
}

const forNotice = statement(
  'representation.for_notice',
  `select * from ${ofPerson} where "taxNumber" = (
     select p.code from notice n join case_participant p on p.participant_id = n.participant_id
      where n.notice_id = $3 and n.state = 'sent' and p.kind = 'organisation')
     and (side = 'head' or exists (
       select from notice_mandate m join notice n on n.notice_id = $3
        where m.representation_id = r."representationId" and m.representative_code = $1
          and m.accepted_at is not null and m.ended_at is null and (m.case_id is null or m.case_id = n.case_id)))
    order by side limit 1`,
);

/** By which the person would read a notice, also one of which the register has to be asked again. */
export async function findForNotice(
  db: Queryable,
  of: { readonly personalCode: string; readonly noticeId: string; readonly now: Date },
): Promise<FoundRepresentation | undefined> {
  const [row] = await db.query<FoundRepresentation & Row>(forNotice, [of.personalCode, of.now, of.noticeId]);
  return row;
}
