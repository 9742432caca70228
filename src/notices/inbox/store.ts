import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Envelope, Hearing, ListKey, OwnNotice, Reading } from './model.ts';

/* Whose notices the person $1 reads: their own, and those of mandates that are in force as the statement runs. */
const readable = `readable as (
     select p.participant_id, null::uuid as mandate_id from case_participant p where p.code = $1
     union all
     (select distinct on (p.participant_id) p.participant_id, m.mandate_id
        from notice_mandate m
        join case_participant p on p.code = m.principal_code and (m.case_id is null or m.case_id = p.case_id)
       where m.representative_code = $1 and m.accepted_at is not null and m.ended_at is null
       order by p.participant_id, m.accepted_at))`;

const envelopeColumns = `n.notice_id as "noticeId", n.entry, n.number, n.kind, n.signed_at as "sentAt",
     n.mandate_id as "mandateId", c.number as "caseNumber", t.court_id as "courtId", t.names as "courtNames",
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
    readAt: row.readAt ?? undefined,
    replacedBy: newerKind === null ? undefined : newerKind === 'withdrawal' ? 'withdrawal' : 'correction',
    hearing: hearingId === null ? undefined : { hearingId, startsAt, endsAt, room, state },
  };
}

const list = statement(
  'notice.inbox',
  `with ${readable}
   select ${envelopeColumns}
     from (select n.*, r.mandate_id from readable r
             cross join lateral (
               select n.notice_id, n.entry, n.number, n.kind, n.signed_at, n.case_id, n.court_id, n.participant_id,
                      n.hearing_id
                 from notice n
                where n.participant_id = r.participant_id and n.state = 'sent'
                  and (n.signed_at, n.entry) < ($2::timestamptz, $3::bigint) and ($4::text is null or n.court_id = $4)
                order by n.signed_at desc, n.entry desc limit $5) n
            order by n.signed_at desc, n.entry desc limit $5) n
     ${envelopeJoins}
    order by n.signed_at desc, n.entry desc`,
);
const beyondEveryKey: ListKey = { sentAt: new Date('9999-01-01T00:00:00Z'), entry: '0' };

export interface ListedNotice extends Envelope {
  readonly entry: string;
}

/** The newest first, behind `before`. */
export async function listNotices(
  db: Queryable,
  personalCode: string,
  page: { readonly before: ListKey | undefined; readonly court: string | undefined; readonly limit: number },
): Promise<readonly ListedNotice[]> {
  const { before = beyondEveryKey, court = null, limit } = page;
  const values = [personalCode, before.sentAt, before.entry, court, limit];
  const rows = await db.query<EnvelopeRow>(list, values);
  return rows.map((row) => ({ ...toEnvelope(row), entry: row.entry }));
}

const courts = statement(
  'notice.inbox_courts',
  `with ${readable}
   select t.court_id as id, t.names from court t
    where t.court_id in (
      select c.court_id from readable r join case_participant p on p.participant_id = r.participant_id
        join court_case c on c.case_id = p.case_id where c.state <> 'draft')
    order by t.court_id limit 200`,
);

/** Of the cases whose notices the person may read. */
export function listInboxCourts(db: Queryable, personalCode: string): Promise<readonly Envelope['court'][]> {
  return db.query<Envelope['court'] & Row>(courts, [personalCode]);
}

const unread = statement(
  'notice.unread',
  `with ${readable}
   select count(*)::int as count from (
     select 1 from readable r join notice n on n.participant_id = r.participant_id and n.state = 'sent'
      where not exists (
        select 1 from notice_reading d where d.notice_id = n.notice_id and d.reader_code = $1)
      limit $2) u`,
);

/** Counted up to `most`. */
export async function countUnread(db: Queryable, personalCode: string, most: number): Promise<number> {
  const [row] = await db.query<Row & { readonly count: number }>(unread, [personalCode, most]);
  return row?.count ?? 0;
}

const find = statement(
  'notice.find_own',
  `with ${readable}
   select ${envelopeColumns}, n.document_id as "documentId", t.address, s.name as judge, c.subject as "caseSubject",
     (select x.notice_id from notice x
       where x.notice_id = newer.notice_id and exists (
         select 1 from readable a where a.participant_id = newer.participant_id)) as newer,
     (select x.notice_id from notice x
       where x.notice_id = n.replaces and x.state = 'sent' and exists (
         select 1 from readable a where a.participant_id = x.participant_id)) as older
     from (select n.*, r.mandate_id from readable r
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
  personalCode: string,
  noticeId: string,
): Promise<Omit<OwnNotice, 'readings'> | undefined> {
  const [row] = await db.query<FoundRow>(find, [personalCode, noticeId]);
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
     d.mandate_id is not null as "isRepresentative", d.read_at as at, d.record_id::text as "recordId"
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

const insert = statement(
  'notice.read',
  `with ${readable}, added as (
     insert into notice_reading (notice_id, reader_code, mandate_id, read_at)
     select n.notice_id, $1, r.mandate_id, $3
       from readable r join notice n on n.participant_id = r.participant_id
      where n.notice_id = $2 and n.state = 'sent'
     on conflict (notice_id, reader_code) do nothing
     returning notice_id, mandate_id)
   select added.mandate_id as "mandateId", n.court_id as court, p.code as "partyCode"
     from added join notice n on n.notice_id = added.notice_id
     join case_participant p on p.participant_id = n.participant_id`,
);

export interface FirstReading {
  /** Undefined for the party. */
  readonly mandateId: string | undefined;
  readonly court: string;
  readonly partyCode: string;
}

/** Undefined when the person read it before, or may not: the right is looked at in the statement that writes. */
export async function insertReading(
  tx: Transaction,
  reading: { readonly noticeId: string; readonly personalCode: string; readonly at: Date },
): Promise<FirstReading | undefined> {
  const [row] = await tx.query<Row & { mandateId: string | null; court: string; partyCode: string }>(insert, [
    reading.personalCode,
    reading.noticeId,
    reading.at,
  ]);
  return row && { ...row, mandateId: row.mandateId ?? undefined };
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
