import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Mandate, MandateCase, MandateSide } from './model.ts';

/* A representative's name is shown to the principal once the mandate was accepted: before, it would tell of an account. */
const list = statement(
  'mandate.list',
  `select * from (
   select m.mandate_id as "mandateId", 'principal' as side, m.representative_code as "representativeCode",
     case when m.accepted_at is not null then a.given_name || ' ' || a.family_name end as "otherName",
     c.number as "caseNumber", t.names as court, m.given_at as "givenAt", m.accepted_at as "acceptedAt",
     m.ended_at as "endedAt", m.ended_by as "endedBy", h.organisation, m.representation_id as "representationId"
     from ((select * from notice_mandate where principal_code = $1
             order by ended_at is not null, given_at desc limit 100)
           union all
           (select o.* from notice_mandate o
              join organisation_representation r on r.representation_id = o.representation_id
             where r.personal_code = $1 order by o.ended_at is not null, o.given_at desc limit 100)) m
     left join organisation_representation h on h.representation_id = m.representation_id
     left join account a on a.personal_code = m.representative_code
     left join court_case c on c.case_id = m.case_id left join court t on t.court_id = c.court_id
   union all
   select m.mandate_id, 'representative', null, a.given_name || ' ' || a.family_name,
     c.number, t.names, m.given_at, m.accepted_at, m.ended_at, m.ended_by, h.organisation, m.representation_id
     from (select * from notice_mandate where representative_code = $1
            order by ended_at is not null, accepted_at is null, given_at desc limit 300) m
     left join organisation_representation h on h.representation_id = m.representation_id
     left join account a on a.personal_code = coalesce(h.personal_code, m.principal_code)
     left join court_case c on c.case_id = m.case_id left join court t on t.court_id = c.court_id) u
   order by "endedAt" is not null, "givenAt" desc, "mandateId"`,
);

interface MandateRow extends Row {
  readonly mandateId: string;
  readonly side: MandateSide;
  readonly representativeCode: string | null;
  readonly otherName: string | null;
  readonly caseNumber: string | null;
  readonly court: MandateCase['court'] | null;
  readonly givenAt: Date;
  readonly acceptedAt: Date | null;
  readonly endedAt: Date | null;
  readonly endedBy: MandateSide | 'register' | null;
  readonly organisation: string | null;
  readonly representationId: string | null;
}

/** Of both sides: what is in force or waits before what has ended, the newest first. */
export async function listMandates(db: Queryable, personalCode: string): Promise<readonly Mandate[]> {
  return (await db.query<MandateRow>(list, [personalCode])).map((row) => ({
    mandateId: row.mandateId,
    side: row.side,
    otherName: row.otherName ?? undefined,
    organisation:
      row.organisation === null || row.representationId === null
        ? undefined
        : { representationId: row.representationId, name: row.organisation },
    representativeCode: row.representativeCode ?? undefined,
    case:
      row.caseNumber === null || row.court === null
        ? undefined
        : { number: row.caseNumber, court: row.court },
    givenAt: row.givenAt,
    acceptedAt: row.acceptedAt ?? undefined,
    ended: row.endedAt && row.endedBy ? { at: row.endedAt, by: row.endedBy } : undefined,
  }));
}

const offers = statement(
  'mandate.offers',
  `select count(*)::int as count from (
     select 1 from notice_mandate
      where representative_code = $1 and accepted_at is null and ended_at is null limit 100) m`,
);

/** Those that wait for the person's answer, counted up to 100. */
export async function countOffers(db: Queryable, personalCode: string): Promise<number> {
  const [row] = await db.query<Row & { readonly count: number }>(offers, [personalCode]);
  return row?.count ?? 0;
}

/* Before its first notice a case is told nobody at the portal (decision 0007). */
const isTold = `exists (
     select from notice n where n.participant_id = p.participant_id and n.state = 'sent')`;
const cases = statement(
  'mandate.cases',
  `select c.case_id as "caseId", c.number, t.names as court
     from court_case c join court t on t.court_id = c.court_id
    where c.case_id in (
      select p.case_id from case_participant p where p.code = $1 and p.removed_at is null and ${isTold})
    order by c.entry desc limit 200`,
);

/** The cases of a person, or of an organisation, of which a notice was sent to them; the newest first. */
export function listOwnCases(db: Queryable, principalCode: string): Promise<readonly MandateCase[]> {
  return db.query<MandateCase & Row>(cases, [principalCode]);
}

const headOf = statement(
  'mandate.head_of',
  `select tax_number as "taxNumber" from organisation_representation
    where representation_id = $1 and personal_code = $2 and ended_at is null and believed_until > $3`,
);

export interface GivingHead {
  readonly representationId: string;
  readonly personalCode: string;
  readonly now: Date;
}

/** The organisation that the person represents; undefined when the register has to say so anew. */
export async function findOrganisationOf(db: Queryable, head: GivingHead): Promise<string | undefined> {
  const values = [head.representationId, head.personalCode, head.now];
  const [row] = await db.query<Row & { readonly taxNumber: string }>(headOf, values);
  return row?.taxNumber;
}

const lock = statement('mandate.lock', 'select pg_advisory_xact_lock(6002, hashtext($1))');
const given = statement(
  'mandate.given',
  `select count(*) filter (where ended_at is null)::int as live,
     count(*) filter (where given_at > $2)::int as recent
     from notice_mandate where principal_code = $1 and (ended_at is null or given_at > $2)`,
);
const held = statement(
  'mandate.held',
  `select count(*)::int as held from notice_mandate
    where representative_code = $1 and accepted_at is not null and ended_at is null`,
);

/** How many a person has given; nobody counts for the same person until the transaction ends. */
export async function countGiven(
  tx: Transaction,
  principalCode: string,
  since: Date,
): Promise<{ readonly live: number; readonly recent: number }> {
  await tx.query(lock, [principalCode]);
  const [row] = await tx.query<Row & { readonly live: number; readonly recent: number }>(given, [
    principalCode,
    since,
  ]);
  return { live: row?.live ?? 0, recent: row?.recent ?? 0 };
}

/** As `countGiven`, of those that a representative holds. */
export async function countHeld(tx: Transaction, representativeCode: string): Promise<number> {
  await tx.query(lock, [representativeCode]);
  const [row] = await tx.query<Row & { readonly held: number }>(held, [representativeCode]);
  return row?.held ?? 0;
}

const insert = statement(
  'mandate.insert',
  `with head as materialized (
     select representation_id from organisation_representation
      where representation_id = $6 and ended_at is null for share)
   insert into notice_mandate (mandate_id, principal_code, representative_code, case_id, given_at, representation_id)
   select $1, $2, $3, $4, $5, $6
    where ($6::uuid is null or exists (select from head))
      and ($4::uuid is null or exists (
        select from case_participant p
         where p.code = $2 and p.removed_at is null and p.case_id = $4 and ${isTold}))
   on conflict do nothing returning mandate_id`,
);

export interface NewMandate {
  readonly mandateId: string;
  /** A personal code; of an organisation its tax number. */
  readonly principalCode: string;
  readonly representativeCode: string;
  readonly caseId: string | undefined;
  readonly representationId: string | undefined;
  readonly at: Date;
}

/** False when there is such a mandate, the case is none of the principal's, or the representation has ended. */
export async function insertMandate(tx: Transaction, mandate: NewMandate): Promise<boolean> {
  const { mandateId, principalCode, representativeCode, caseId = null, at } = mandate;
  const values = [mandateId, principalCode, representativeCode, caseId, at, mandate.representationId ?? null];
  const rows = await tx.query(insert, values);
  return rows.length === 1;
}

/** The persons and the case of a mandate that was changed. */
export interface ChangedMandate {
  readonly principalCode: string;
  readonly representativeCode: string;
  readonly caseId: string | undefined;
  /** Of an organisation's mandate. */
  readonly representationId: string | undefined;
}

interface ChangedRow extends Row {
  readonly principalCode: string;
  readonly representativeCode: string;
  readonly caseId: string | null;
  readonly representationId: string | null;
}

const changed = `returning principal_code as "principalCode", representative_code as "representativeCode",
     case_id as "caseId", representation_id as "representationId"`;
const accept = statement(
  'mandate.accept',
  `update notice_mandate set accepted_at = $3
    where mandate_id = $1 and representative_code = $2 and accepted_at is null and ended_at is null ${changed}`,
);
const end = statement(
  'mandate.end',
  `update notice_mandate m set ended_at = $3,
     ended_by = case when m.representative_code = $2 then 'representative' else 'principal' end
    where m.mandate_id = $1 and m.ended_at is null and ($2 in (m.principal_code, m.representative_code) or exists (
      select from organisation_representation h
       where h.representation_id = m.representation_id and h.personal_code = $2)) ${changed}`,
);
const endAll = statement(
  'mandate.end_all',
  `update notice_mandate set ended_at = $2, ended_by = 'register'
    where representation_id = $1 and ended_at is null
   returning mandate_id as "mandateId", principal_code as "principalCode", representative_code as "representativeCode",
     case_id as "caseId", representation_id as "representationId"`,
);

interface Change {
  readonly mandateId: string;
  readonly personalCode: string;
  readonly at: Date;
}

/** Undefined when it is not this person's to accept, or not any more. */
export function writeAccepted(tx: Transaction, change: Change): Promise<ChangedMandate | undefined> {
  return write(tx, accept, change);
}

/** Undefined when the person is on neither side of it, or it has ended. */
export function writeEnded(tx: Transaction, change: Change): Promise<ChangedMandate | undefined> {
  return write(tx, end, change);
}

async function write(
  tx: Transaction,
  sql: typeof accept,
  { mandateId, personalCode, at }: Change,
): Promise<ChangedMandate | undefined> {
  const [row] = await tx.query<ChangedRow>(sql, [mandateId, personalCode, at]);
  return row && toChanged(row);
}

function toChanged<Changed extends ChangedRow>(row: Changed) {
  return {
    ...row,
    caseId: row.caseId ?? undefined,
    representationId: row.representationId ?? undefined,
  };
}

/** Those that were given by a representation, which is held by now. */
export async function writeAllEnded(
  tx: Transaction,
  representationId: string,
  at: Date,
): Promise<readonly (ChangedMandate & { readonly mandateId: string })[]> {
  const rows = await tx.query<ChangedRow & { readonly mandateId: string }>(endAll, [representationId, at]);
  return rows.map(toChanged);
}
