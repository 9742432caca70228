import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Participant } from './model.ts';

export type CaseEventKind =
  | 'registered'
  | 'registered_anyway'
  | 'contacts_changed'
  | 'closed'
  | 'reopened'
  | ParticipantEventKind
  | HearingEventKind
  | 'notices_ended';
export type ParticipantEventKind = 'participant_added' | 'participant_removed' | 'participant_replaced';

export type HearingEventKind = 'hearing_freed' | 'hearing_given_up';

export interface NewCaseEvent {
  readonly caseId: string;
  readonly what: CaseEventKind;
  readonly staffId: string;
  readonly at: Date;
  readonly otherCaseId?: string | undefined;
  readonly reason?: string | undefined;
  /** Who joined the case or was taken off it, and who came in their place. */
  readonly participantId?: string | undefined;
  readonly replacementId?: string | undefined;
  /** The hearing whose time is free. */
  readonly hearingId?: string | undefined;
}

const insertEventRow = statement(
  'case_event.insert',
  `insert into case_event (case_id, what, staff_id, at, other_case_id, reason, participant_id, replacement_id, hearing_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

export async function insertEvent(tx: Transaction, event: NewCaseEvent): Promise<void> {
  const { caseId, what, staffId, at, otherCaseId, reason, participantId, replacementId, hearingId } = event;
  const further = [otherCaseId, reason, participantId, replacementId, hearingId].map(
    (value) => value ?? null,
  );
  await tx.query(insertEventRow, [caseId, what, staffId, at, ...further]);
}

/** What was done to a case, or to whom it was given. */
export interface CaseEvent {
  readonly what: CaseEventKind | 'assigned_by_draw' | 'assigned_by_chair';
  readonly at: Date;
  /** Who did it; undefined for a draw. */
  readonly by: string | undefined;
  /** The judge whom the case was given to. */
  readonly judge: string | undefined;
  readonly reason: string | undefined;
  readonly otherCaseId: string | undefined;
  readonly otherNumber: string | undefined;
  /** Who joined the case or was taken off it, and who came in their place. */
  readonly participant?: ParticipantName | undefined;
  readonly replacement?: ParticipantName | undefined;
  /** When the hearing would have been whose time is free. */
  readonly hearingAt?: Date | undefined;
  /** How many notices of the judge ended. */
  readonly notices?: number | undefined;
}

type ParticipantName = Pick<Participant, 'name' | 'role'>;

interface EventRow extends Row {
  readonly what: CaseEvent['what'];
  readonly at: Date;
  readonly by: string | null;
  readonly judge: string | null;
  readonly reason: string | null;
  readonly otherCaseId: string | null;
  readonly otherNumber: string | null;
  readonly participant: ParticipantName | null;
  readonly replacement: ParticipantName | null;
  readonly hearingAt: Date | null;
  readonly notices: number | null;
}

const nameOf = (row: string) =>
  `case when ${row}.participant_id is not null then jsonb_build_object('name', ${row}.name, 'role', ${row}.role) end`;
const eventsOf = statement(
  'case_event.of_case',
  `select e.what, e.at, s.name as by, u.name as judge, e.reason, e.other_case_id as "otherCaseId",
          o.number as "otherNumber", ${nameOf('p')} as participant, ${nameOf('r')} as replacement,
          h.starts_at as "hearingAt", e.notices, e.event_id as nth
     from case_event e join court_staff s on s.staff_id = e.staff_id
     left join court_case o on o.case_id = e.other_case_id
     left join case_participant p on p.participant_id = e.participant_id
     left join case_participant r on r.participant_id = e.replacement_id
     left join hearing h on h.hearing_id = e.hearing_id left join court_staff u on u.staff_id = e.judge_id
    where e.case_id = $1
   union all
   select case a.how when 'draw' then 'assigned_by_draw' else 'assigned_by_chair' end, a.assigned_at, s.name, j.name,
          a.reason, null, null, null, null, null, null, null
     from case_assignment a join court_staff j on j.staff_id = a.judge_id
     left join court_staff s on s.staff_id = a.assigned_by
    where a.case_id = $1
    order by at desc, nth desc nulls first limit 200`,
);

/** The latest first. */
export async function findEvents(on: Queryable, caseId: string): Promise<readonly CaseEvent[]> {
  const rows = await on.query<EventRow>(eventsOf, [caseId]);
  return rows.map((row) => ({
    what: row.what,
    at: row.at,
    participant: row.participant ?? undefined,
    replacement: row.replacement ?? undefined,
    by: row.by ?? undefined,
    judge: row.judge ?? undefined,
    reason: row.reason ?? undefined,
    otherCaseId: row.otherCaseId ?? undefined,
    otherNumber: row.otherNumber ?? undefined,
    hearingAt: row.hearingAt ?? undefined,
    notices: row.notices ?? undefined,
  }));
}

/** A notice of a case, with how far its deliveries are. */
export interface NoticeSummary {
  readonly number: string;
  readonly kind: string;
  readonly participant: string;
  readonly signedAt: Date;
  readonly readAt: Date | undefined;
  /** Names of those who read for an organisation, the first one first; at most ten. */
  readonly readers: readonly string[];
  /** Ways and their states, such as `sms delivered`. */
  readonly deliveries: readonly { readonly channel: string; readonly state: string }[];
}

const noticesOf = statement(
  'case_notice.of_case',
  `select n.number, n.kind, p.name as participant, n.signed_at as "signedAt",
          (select min(r.read_at) from notice_reading r where r.notice_id = n.notice_id) as "readAt",
          array(select a.given_name || ' ' || a.family_name from notice_reading r
                  join account a on a.personal_code = r.reader_code
                 where r.notice_id = n.notice_id and r.representation_id is not null
                 order by r.read_at, r.reader_code limit 10) as readers,
          coalesce((select jsonb_agg(jsonb_build_object('channel', d.channel, 'state', d.state)
                                     order by d.created_at, d.channel)
                      from notice_delivery d where d.notice_id = n.notice_id), '[]') as deliveries
     from notice n join case_participant p on p.participant_id = n.participant_id
    where n.case_id = $1 and n.state = 'sent' order by n.entry desc limit 100`,
);

/** Those that were sent, the latest first. */
export async function findNotices(on: Queryable, caseId: string): Promise<readonly NoticeSummary[]> {
  type NoticeRow = Row & Omit<NoticeSummary, 'readAt'> & { readonly readAt: Date | null };
  const rows = await on.query<NoticeRow>(noticesOf, [caseId]);
  return rows.map(({ number, kind, participant, signedAt, readAt, readers, deliveries }) => ({
    number,
    kind,
    participant,
    signedAt,
    deliveries,
    readers,
    readAt: readAt ?? undefined,
  }));
}
