import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Envelope, Hearing, ListKey, OwnNotice, Reading } from './model.ts';

/* Whose notices the person $1 reads as the statement runs, in the cases of which `inCase` is true. */

/* Their own, and those of persons by mandates in force. */
const ofPersons = (inCase = 'true') => `
     select p.participant_id, null::uuid as mandate_id, null::uuid as representation_id
       from case_participant p where p.code = $1 and ${inCase}
     union all
     (select distinct on (p.participant_id) p.participant_id, m.mandate_id, null::uuid
        from notice_mandate m
        join case_participant p on p.code = m.principal_code and (m.case_id is null or m.case_id = p.case_id)
       where m.representative_code = $1 and m.representation_id is null
         and m.accepted_at is not null and m.ended_at is null and ${inCase}
       order by p.participant_id, m.accepted_at)`;

/* Those of organisations that the person represents by law, or by a mandate of who does: as long as what the register
   said of that one is believed. `now` is a parameter; `only` limits them to one representation. */
const ofOrganisations = (now: string, { only = 'true', inCase = 'true' } = {}) => `
     (select distinct on (p.participant_id) p.participant_id, a.mandate_id, a.representation_id
        from (select h.representation_id, h.tax_number, null::uuid as mandate_id, null::uuid as case_id, h.began_at as at
                from organisation_representation h
               where h.personal_code = $1 and h.ended_at is null and h.believed_until > ${now} and ${only}
              union all
              select h.representation_id, h.tax_number, m.mandate_id, m.case_id, m.accepted_at
                from notice_mandate m join organisation_representation h on h.representation_id = m.representation_id
               where m.representative_code = $1 and m.accepted_at is not null and m.ended_at is null
                 and h.ended_at is null and h.believed_until > ${now} and ${only}) a
        join case_participant p on p.code = a.tax_number and p.kind = 'organisation'
         and (a.case_id is null or a.case_id = p.case_id) and ${inCase}
       order by p.participant_id, a.mandate_id is not null, a.at)`;

/* The notices that the reader may see beside one are of the same case. */
const ofNotice = 'p.case_id = (select x.case_id from notice x where x.notice_id = $2)';

const envelopeColumns = `n.notice_id as "noticeId", n.entry, n.number, n.kind, n.signed_at as "sentAt",
     n.mandate_id as "mandateId", n.representation_id as "representationId", c.number as "caseNumber", t.court_id as "courtId", t.names as "courtNames",
     p.name as party, mine.read_at as "readAt", newer.kind as "newerKind", h.hearing_id as "hearingId",
     h.starts_at as "startsAt", h.ends_at as "endsAt", h.state as "hearingState", o.name as room`;
const envelopeJoins = `join court_case c on c.case_id = n.case_id
     join court t on t.court_id = n.court_id
     join case_participant p on p.participant_id = n.participant_id
     left join notice_reading mine on mine.notice_id = n.notice_id and mine.reader_code = $1
     left join hearing h on h.hearing_id = n.hearing_id
     left join court_room o on o.room_id = h.room_id
     left join lateral (
       select x.notice_id, x.kind, x.participant_id from notice x
        where x.replaces = n.notice_id and x.state = 'sent' order by x.entry desc limit 1) newer on true`;

interface EnvelopeRow extends Row {
  readonly noticeId: string;
  readonly entry: string;
  readonly number: string;
  readonly kind: Envelope['kind'];
  readonly sentAt: Date;
  readonly mandateId: string | null;
  readonly representationId: string | null;
  readonly caseNumber: string;
  readonly courtId: string;
  readonly courtNames: Envelope['court']['names'];
  readonly party: string;
  readonly readAt: Date | null;
  readonly newerKind: string | null;
  readonly hearingId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly hearingState: Hearing['state'];
  readonly room: string;
}

function toEnvelope(row: EnvelopeRow): Envelope {
  const { noticeId, number, kind, caseNumber, party, sentAt, newerKind, hearingId } = row;
  const { startsAt, endsAt, room, hearingState: state } = row;
  return {
    noticeId,
    number,
    kind,
    caseNumber,
    court: { id: row.courtId, names: row.courtNames },
    party,
    sentAt,
    mandateId: row.mandateId ?? undefined,
    representationId: row.representationId ?? undefined,
    readAt: row.readAt ?? undefined,
    replacedBy: newerKind === null ? undefined : newerKind === 'withdrawal' ? 'withdrawal' : 'correction',
    hearing: hearingId === null ? undefined : { hearingId, startsAt, endsAt, room, state },
  };
}

const listOf = (readable: string) => `with readable as (${readable})
   select ${envelopeColumns}
     from (select n.*, r.mandate_id, r.representation_id from readable r
             cross join lateral (
               select n.notice_id, n.entry, n.number, n.kind, n.signed_at, n.case_id, n.court_id, n.participant_id,
                      n.hearing_id
                 from notice n
                where n.participant_id = r.participant_id and n.state = 'sent'
                  and (n.signed_at, n.entry) < ($2::timestamptz, $3::bigint) and ($4::text is null or n.court_id = $4)
                order by n.signed_at desc, n.entry desc limit $5) n
            order by n.signed_at desc, n.entry desc limit $5) n
     ${envelopeJoins}
    order by n.signed_at desc, n.entry desc`;
const list = statement('notice.inbox', listOf(ofPersons()));
const listOrganisation = statement(
  'notice.organisation_inbox',
  listOf(ofOrganisations('$6::timestamptz', { only: 'h.representation_id = $7' })),
);
const beyondEveryKey: ListKey = { sentAt: new Date('9999-01-01T00:00:00Z'), entry: '0' };

export interface ListedNotice extends Envelope {
  readonly entry: string;
}

/** Whose list it is: without a representation their own and by mandates of persons, with one that organisation's. */
export interface ListOf {
  readonly personalCode: string;
  readonly representationId: string | undefined;
  readonly now: Date;
}

const valuesOf = ({ representationId, now }: ListOf): readonly unknown[] =>
  representationId === undefined ? [] : [now, representationId];

/** The newest first, behind `before`. */
export async function listNotices(
  db: Queryable,
  of: ListOf,
  page: { readonly before: ListKey | undefined; readonly court: string | undefined; readonly limit: number },
): Promise<readonly ListedNotice[]> {
  const { before = beyondEveryKey, court = null, limit } = page;
  const values = [of.personalCode, before.sentAt, before.entry, court, limit, ...valuesOf(of)];
  const rows = await db.query<EnvelopeRow>(
    of.representationId === undefined ? list : listOrganisation,
    values,
  );
  return rows.map((row) => ({ ...toEnvelope(row), entry: row.entry }));
}

/* Before its first notice a case is told nobody at the portal (decision 0007). */
const courtsOf = (readable: string) => `with readable as (${readable})
   select t.court_id as id, t.names from court t
    where t.court_id in (
      select n.court_id from readable r join notice n on n.participant_id = r.participant_id and n.state = 'sent')
    order by t.court_id limit 200`;
const courts = statement('notice.inbox_courts', courtsOf(ofPersons()));
const courtsOfOrganisation = statement(
  'notice.organisation_courts',
  courtsOf(ofOrganisations('$2::timestamptz', { only: 'h.representation_id = $3' })),
);

/** Those that sent the notices of the list. */
export function listInboxCourts(db: Queryable, of: ListOf): Promise<readonly Envelope['court'][]> {
  const sql = of.representationId === undefined ? courts : courtsOfOrganisation;
  return db.query<Envelope['court'] & Row>(sql, [of.personalCode, ...valuesOf(of)]);
}

const unreadOf = (readable: string) => `with readable as (${readable})
   select count(*)::int as count from (
     select 1 from readable r join notice n on n.participant_id = r.participant_id and n.state = 'sent'
      where not exists (
        select 1 from notice_reading d where d.notice_id = n.notice_id and d.reader_code = $1)
      limit $2) u`;
const unread = statement('notice.unread', unreadOf(ofPersons()));
const unreadOfOrganisation = statement(
  'notice.organisation_unread',
  unreadOf(ofOrganisations('$3::timestamptz', { only: 'h.representation_id = $4' })),
);

/** Counted up to `most`. */
export async function countUnread(db: Queryable, of: ListOf, most: number): Promise<number> {
  const sql = of.representationId === undefined ? unread : unreadOfOrganisation;
  const values = [of.personalCode, most, ...valuesOf(of)];
  const [row] = await db.query<Row & { readonly count: number }>(sql, values);
  return row?.count ?? 0;
}

const find = statement(
  'notice.find_own',
  `with readable as (${ofPersons(ofNotice)} union all ${ofOrganisations('$3::timestamptz', { inCase: ofNotice })})
   select ${envelopeColumns}, n.document_id as "documentId", t.address, s.name as judge, c.subject as "caseSubject",
     (select x.notice_id from notice x
       where x.notice_id = newer.notice_id and exists (
         select 1 from readable a where a.participant_id = newer.participant_id)) as newer,
     (select x.notice_id from notice x
       where x.notice_id = n.replaces and x.state = 'sent' and exists (
         select 1 from readable a where a.participant_id = x.participant_id)) as older
     from (select n.*, r.mandate_id, r.representation_id from readable r
             join notice n on n.participant_id = r.participant_id and n.state = 'sent'
            where n.notice_id = $2) n
     ${envelopeJoins}
     join court_staff s on s.staff_id = n.judge_id`,
);

interface FoundRow extends EnvelopeRow {
  readonly documentId: string;
  readonly address: string;
  readonly judge: string;
  readonly caseSubject: string;
  readonly newer: string | null;
  readonly older: string | null;
}

/** Undefined when the person may not read it, or it was not sent. */
export async function findOwnNotice(
  db: Queryable,
  {
    personalCode,
    noticeId,
    now,
  }: { readonly personalCode: string; readonly noticeId: string; readonly now: Date },
): Promise<Omit<OwnNotice, 'readings'> | undefined> {
  const [row] = await db.query<FoundRow>(find, [personalCode, noticeId, now]);
  if (!row) return undefined;
  const { documentId, address, judge, caseSubject, newer, older } = row;
  return {
    ...toEnvelope(row),
    documentId,
    address,
    judge,
    caseSubject,
    newer: newer ?? undefined,
    older: older ?? undefined,
  };
}

const readings = statement(
  'notice.readings',
  `select d.reader_code = $2 as "byReader", a.given_name || ' ' || a.family_name as name,
     case when d.mandate_id is not null then 'representative' when d.representation_id is not null then 'head'
       else 'party' end as "as", d.read_at as at, d.record_id::text as "recordId"
     from notice_reading d left join account a on a.personal_code = d.reader_code
    where d.notice_id = $1 and (d.reader_code = $2 or $3) order by d.read_at, d.reader_code limit 100`,
);

/** Who opened a notice, the first one first; without `others` only the reader's own. */
export async function listReadings(
  db: Queryable,
  noticeId: string,
  reader: { readonly personalCode: string; readonly others: boolean },
): Promise<readonly Reading[]> {
  const rows = await db.query<Reading & Row & { name: string | null; recordId: string | null }>(readings, [
    noticeId,
    reader.personalCode,
    reader.others,
  ]);
  return rows.map(({ name, recordId, ...row }) => ({
    ...row,
    name: name ?? undefined,
    recordId: recordId ?? undefined,
  }));
}

/*
 * What the right rests on is held until the transaction ends: who ends it waits, and its record stands behind that of the
 * reading; where it was ended first, nothing is read. Representations are held before mandates, as whoever ends both does.
 */
const insert = statement(
  'notice.read',
  `with about as materialized (
     select n.notice_id, n.court_id, n.case_id, p.code, p.kind from notice n
       join case_participant p on p.participant_id = n.participant_id
      where n.notice_id = $2 and n.state = 'sent'),
   head as materialized (
     select h.representation_id, h.personal_code from organisation_representation h
      where h.tax_number = (select code from about where kind = 'organisation')
        and h.ended_at is null and h.believed_until > $3
        and (h.personal_code = $1 or exists (
          select from notice_mandate m where m.representation_id = h.representation_id and m.representative_code = $1))
      order by h.representation_id for share),
   mandate as materialized (
     select m.mandate_id, m.representation_id, m.case_id, m.accepted_at from notice_mandate m
      where m.representative_code = $1 and m.principal_code = (select code from about)
        and (m.representation_id is null or m.representation_id in (select representation_id from head))
        and m.accepted_at is not null and m.ended_at is null
      order by m.mandate_id for share),
   allowed as (
     select null::uuid as mandate_id, null::uuid as representation_id, 0 as place, null::timestamptz as at
       from about where code = $1
     union all
     select null, representation_id, 1, null from head where personal_code = $1
     union all
     select m.mandate_id, m.representation_id, 2, m.accepted_at from mandate m, about
      where m.case_id is null or m.case_id = about.case_id),
   added as (
     insert into notice_reading (notice_id, reader_code, mandate_id, representation_id, read_at)
     select about.notice_id, $1, r.mandate_id, r.representation_id, $3
       from about, (select * from allowed order by place, at limit 1) r
     on conflict (notice_id, reader_code) do nothing
     returning notice_id, mandate_id, representation_id)
   select added.mandate_id as "mandateId", added.representation_id as "representationId", about.court_id as court,
          about.code as "partyCode"
     from added join about on about.notice_id = added.notice_id`,
);

export interface FirstReading {
  /** Undefined for the party, and for the head of an organisation. */
  readonly mandateId: string | undefined;
  readonly representationId: string | undefined;
  readonly court: string;
  readonly partyCode: string;
}

interface AddedRow extends Row {
  readonly mandateId: string | null;
  readonly representationId: string | null;
  readonly court: string;
  readonly partyCode: string;
}

/** Undefined when the person read it before, or may not: the right is looked at in the statement that writes. */
export async function insertReading(
  tx: Transaction,
  reading: { readonly noticeId: string; readonly personalCode: string; readonly at: Date },
): Promise<FirstReading | undefined> {
  const values = [reading.personalCode, reading.noticeId, reading.at];
  const [row] = await tx.query<AddedRow>(insert, values);
  return (
    row && {
      ...row,
      mandateId: row.mandateId ?? undefined,
      representationId: row.representationId ?? undefined,
    }
  );
}

const nameRecord = statement(
  'notice.reading_record',
  'update notice_reading set record_id = $3 where notice_id = $1 and reader_code = $2',
);

/** The record that proves the reading. */
export async function writeReadingRecord(
  tx: Transaction,
  reading: { readonly noticeId: string; readonly personalCode: string; readonly recordId: string },
): Promise<void> {
  await tx.query(nameRecord, [reading.noticeId, reading.personalCode, reading.recordId]);
}
