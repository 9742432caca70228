import { type Queryable, type Row, statement } from '../../../db/index.ts';
import type { Language } from '../../../messages/index.ts';
import type { ParticipantRole } from '../../templates/index.ts';
import type { CaseNotice, CaseParticipant, JudgeCase, UnsignedNotice } from '../model.ts';
import type { NoticeStanding } from '../standing.ts';
import { standingColumns, standingTables } from '../standing-store.ts';

type FoundCase = Omit<JudgeCase, 'parties' | 'sent' | 'prepared' | 'undelivered' | 'nextHearing'>;

const caseColumns = `c.case_id as "caseId", c.entry, c.number, c.kind, c.state = 'closed' as "isClosed", c.subject,
    c.assigned_at as "assignedAt"`;
const ofJudge = `c.judge_id = $1 and c.court_id = $2 and c.state in ('assigned', 'closed')`;

const list = statement(
  'judge_case.list',
  `select ${caseColumns},
     coalesce((select string_agg(p.name, ', ' order by p.place) from
       (select name, place from case_participant where case_id = c.case_id and removed_at is null
        order by place limit 3) p), '') as parties,
     (select count(*)::int from notice n where n.case_id = c.case_id and n.state = 'sent') as sent,
     (select count(*)::int from notice n where n.case_id = c.case_id and n.state = 'prepared' and n.judge_id = $1) as prepared,
     (select count(*)::int from notice n join notice_escalation e on e.notice_id = n.notice_id
      where n.case_id = c.case_id and e.closed_at is null) as undelivered,
     (select min(h.starts_at) from hearing h
      where h.case_id = c.case_id and h.state = 'planned' and h.starts_at > $3) as "nextHearing"
   from court_case c where ${ofJudge} and c.entry < $4 order by c.entry desc limit $5`,
);
const beyondEveryEntry = '9223372036854775807';

interface ListedRow extends Row, FoundCase {
  readonly parties: string;
  readonly sent: number;
  readonly prepared: number;
  readonly undelivered: number;
  readonly nextHearing: Date | null;
}

/** A judge's cases, the newest first, before `before` of an earlier page. */
export async function listCases(
  db: Queryable,
  judge: { readonly staffId: string; readonly courtId: string },
  page: { readonly now: Date; readonly before: string | undefined; readonly limit: number },
): Promise<readonly JudgeCase[]> {
  const values = [judge.staffId, judge.courtId, page.now, page.before ?? beyondEveryEntry, page.limit];
  const rows = await db.query<ListedRow>(list, values);
  return rows.map((row) => ({ ...row, nextHearing: row.nextHearing ?? undefined }));
}

const find = statement(
  'judge_case.find',
  `select ${caseColumns} from court_case c where ${ofJudge} and c.case_id = $3`,
);

/** Undefined when it is not this judge's. */
export async function findCase(
  db: Queryable,
  judge: { readonly staffId: string; readonly courtId: string },
  caseId: string,
): Promise<FoundCase | undefined> {
  const [row] = await db.query<FoundCase & Row>(find, [judge.staffId, judge.courtId, caseId]);
  return row;
}

const participants = statement(
  'judge_case.participants',
  `select participant_id as "participantId", role, name, language, mobile is not null as "hasMobile",
     email is not null as "hasEmail", code is not null as "hasPortal"
   from case_participant where case_id = $1 and removed_at is null order by place, participant_id limit 200`,
);

export function listParticipants(db: Queryable, caseId: string): Promise<readonly CaseParticipant[]> {
  return db.query<CaseParticipant & Row & { role: ParticipantRole; language: Language }>(participants, [
    caseId,
  ]);
}

const noticesOfCase = statement(
  'judge_case.notices',
  `select n.notice_id as "noticeId", n.number, n.kind, n.state, n.participant_id as "participantId", p.name as participant,
     h.starts_at as "hearingAt", n.prepared_at as "preparedAt", n.signed_at as "signedAt",
     exists (select from notice w where w.replaces = n.notice_id and w.kind = 'withdrawal' and w.state = 'sent')
       as "isWithdrawn", n.replaces,
     (select coalesce(json_agg(json_build_object('at', r.read_at, 'isByRepresentative', r.mandate_id is not null,
          'forOrganisation', case when r.representation_id is not null then coalesce(a.given_name || ' ' || a.family_name, '–') end)
        order by r.read_at), '[]')
      from (select read_at, mandate_id, representation_id, reader_code from notice_reading
             where notice_id = n.notice_id order by read_at limit 10) r
      left join account a on a.personal_code = r.reader_code)
       as readings,
     (select coalesce(json_agg(json_build_object('channel', d.channel, 'state', d.state) order by d.created_at, d.channel),
        '[]')
      from notice_delivery d where d.notice_id = n.notice_id) as deliveries,
     (select case when e.closed_at is null then 'open' when e.outcome = 'on_paper' then 'on_paper' end
      from notice_escalation e where e.notice_id = n.notice_id order by e.entry desc limit 1) as undelivered
   from notice n join case_participant p on p.participant_id = n.participant_id
     left join hearing h on h.hearing_id = n.hearing_id
   where n.case_id = $1 and (n.state = 'sent' or n.state = 'prepared' and n.judge_id = $2)
   order by n.entry desc limit 500`,
);

interface NoticeRow
  extends Row,
    Omit<CaseNotice, 'hearingAt' | 'signedAt' | 'replaces' | 'readings' | 'undelivered'> {
  readonly hearingAt: Date | null;
  readonly signedAt: Date | null;
  readonly replaces: string | null;
  readonly readings: readonly {
    readonly at: string;
    readonly isByRepresentative: boolean;
    readonly forOrganisation: string | null;
  }[];
  readonly undelivered: 'open' | 'on_paper' | null;
}

/** Those that were sent, and what the judge has prepared. */
export async function listNotices(
  db: Queryable,
  caseId: string,
  judgeId: string,
): Promise<readonly CaseNotice[]> {
  const rows = await db.query<NoticeRow>(noticesOfCase, [caseId, judgeId]);
  return rows.map((row) => ({
    ...row,
    hearingAt: row.hearingAt ?? undefined,
    signedAt: row.signedAt ?? undefined,
    replaces: row.replaces ?? undefined,
    readings: row.readings.map((one) => ({
      ...one,
      at: new Date(one.at),
      forOrganisation: one.forOrganisation ?? undefined,
    })),
    undelivered: row.undelivered ?? undefined,
  }));
}

const unsigned = statement(
  'notice.unsigned',
  `select n.notice_id as "noticeId", n.document_id as "documentId", n.number, n.case_id as "caseId",
     c.number as "caseNumber", p.name as participant, n.prepared_at as "preparedAt", ${standingColumns}
   from ${standingTables}
   where n.judge_id = $1 and n.court_id = $2 and n.state = 'prepared' order by n.entry limit $3`,
);

type UnsignedRow = Row &
  NoticeStanding &
  Pick<
    UnsignedNotice,
    'noticeId' | 'documentId' | 'number' | 'caseId' | 'caseNumber' | 'participant' | 'preparedAt'
  >;

/** What a judge has prepared and not signed, the oldest first, with what its sending depends on. */
export function listUnsigned(
  db: Queryable,
  judge: { readonly staffId: string; readonly courtId: string },
  limit: number,
): Promise<readonly UnsignedRow[]> {
  return db.query<UnsignedRow>(unsigned, [judge.staffId, judge.courtId, limit]);
}

const document = statement(
  'notice.document',
  `select n.document_id as "documentId" from notice n join court_case c on c.case_id = n.case_id
   where n.notice_id = $3 and n.court_id = $2
     and (n.state = 'sent' and $1 in (n.judge_id, c.judge_id) or n.state = 'prepared' and n.judge_id = $1)`,
);

/** For the judge who prepared the notice, and once it was sent for who has its case now. */
export async function findDocumentOf(
  db: Queryable,
  judge: { readonly staffId: string; readonly courtId: string },
  noticeId: string,
): Promise<string | undefined> {
  const values = [judge.staffId, judge.courtId, noticeId];
  const [row] = await db.query<Row & { readonly documentId: string }>(document, values);
  return row?.documentId;
}
