import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Language } from '../../messages/index.ts';
import { openHearing } from '../hearings/index.ts';
import type { NoticeKind } from '../templates/index.ts';
import type { MovedHearing } from './model.ts';

const count = statement(
  'notice.count',
  `insert into court_counter (court_id, series, year, last) values ($1, 'notice', $2, $3)
   on conflict (court_id, series, year) do update set last = court_counter.last + excluded.last
   returning last`,
);

/** The first of so many numbers of a court's year; those that no notice comes to have are used for nothing else. */
export async function takeNumbers(
  db: Queryable,
  courtId: string,
  year: number,
  many: number,
): Promise<number> {
  const [row] = await db.query<Row & { readonly last: number }>(count, [courtId, year, many]);
  if (!row) throw new Error('a counter that does not count');
  return row.last - many + 1;
}

const lockCase = statement(
  'notice.lock_case',
  `select case_id from court_case where case_id = $1 and judge_id = $2 and state = 'assigned' for no key update`,
);

/**
 * Holds the case with its judge until the transaction ends: what two browsers prepare, or one prepares while another
 * sends, comes one after the other. False when it is not, or not any more, the judge's.
 */
export async function lockCaseOf(tx: Transaction, caseId: string, judgeId: string): Promise<boolean> {
  return (await tx.query(lockCase, [caseId, judgeId])).length === 1;
}

const holdCases = statement(
  'notice.hold_cases',
  `select case_id from court_case where case_id in (select case_id from notice where document_id = any ($1::uuid[]))
   order by case_id for no key update`,
);

/**
 * Holds the cases of these documents' notices, in one order, until the transaction ends: whatever sends notices or throws
 * them away sees what the others of a case did, and reads it in a later statement.
 */
export async function holdCasesOf(tx: Transaction, documentIds: readonly string[]): Promise<void> {
  await tx.query(holdCases, [documentIds]);
}

const insert = statement(
  'notice.insert',
  `insert into notice (notice_id, number, case_id, court_id, participant_id, hearing_id, kind, language, fields, replaces,
     document_id, judge_id, prepared_at)
   select notice_id, number, $5, $6, participant_id, $7, $8, language, $9, replaces, document_id, $11, $12
   from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $10::uuid[], $13::uuid[]) with ordinality
     as n(notice_id, number, participant_id, language, replaces, document_id, place)
   order by place`,
);

export interface NewNotice {
  readonly noticeId: string;
  readonly number: string;
  readonly participantId: string;
  readonly language: Language;
  readonly replaces: string | undefined;
  readonly documentId: string;
}

export interface NewNotices {
  readonly caseId: string;
  readonly courtId: string;
  readonly judgeId: string;
  readonly hearingId: string | undefined;
  readonly kind: NoticeKind;
  readonly fields: Readonly<Record<string, string>>;
  readonly preparedAt: Date;
  readonly notices: readonly NewNotice[];
}

export async function insertNotices(tx: Transaction, prepared: NewNotices): Promise<void> {
  const { notices } = prepared;
  await tx.query(insert, [
    notices.map((one) => one.noticeId),
    notices.map((one) => one.number),
    notices.map((one) => one.participantId),
    notices.map((one) => one.language),
    prepared.caseId,
    prepared.courtId,
    prepared.hearingId ?? null,
    prepared.kind,
    JSON.stringify(prepared.fields),
    notices.map((one) => one.replaces ?? null),
    prepared.judgeId,
    prepared.preparedAt,
    notices.map((one) => one.documentId),
  ]);
}

const preparedBy = statement(
  'notice.prepared_by',
  `select document_id as "documentId" from notice
   where notice_id = any ($1::uuid[]) and judge_id = $2 and state = 'prepared'`,
);

/** Documents of those that the judge prepared and nobody signed; they may be signed before they are held. */
export async function listPreparedBy(
  tx: Transaction,
  noticeIds: readonly string[],
  judgeId: string,
): Promise<readonly string[]> {
  const rows = await tx.query<Row & { readonly documentId: string }>(preparedBy, [noticeIds, judgeId]);
  return rows.map(({ documentId }) => documentId);
}

const discard = statement(
  'notice.discard',
  `update notice set state = 'discarded' where document_id = any ($1::uuid[]) and state = 'prepared'
   returning hearing_id as "hearingId"`,
);

/** Ids of the hearings that they told of, once for each notice. */
export async function discardNotices(
  tx: Transaction,
  documentIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx.query<Row & { readonly hearingId: string | null }>(discard, [documentIds]);
  return rows.flatMap(({ hearingId }) => hearingId ?? []);
}

const idle = statement(
  'notice.idle_hearings',
  `select h.hearing_id as "hearingId" from hearing h
   where h.hearing_id = any ($1::uuid[]) and h.state = 'planned' and not exists (
     select from notice n join case_participant p on p.participant_id = n.participant_id
      where n.hearing_id = h.hearing_id and p.removed_at is null and (n.state = 'prepared' or n.state = 'sent' and not exists (
       select from notice w where w.replaces = n.notice_id and w.kind = 'withdrawal' and w.state = 'sent')))`,
);

/** Hearings of which no notice is left that tells a participant of them. */
export async function listIdleHearings(
  tx: Transaction,
  hearingIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx.query<Row & { readonly hearingId: string }>(idle, [hearingIds]);
  return rows.map(({ hearingId }) => hearingId);
}

const before = statement(
  'notice.before',
  `select
     exists (select from hearing h where h.hearing_id = $3 and h.case_id = $1 and ${openHearing('h')}) as "isFormerOpen",
     exists (select from notice n where n.case_id = $1 and n.judge_id = $2 and n.state = 'prepared'
       and n.kind = 'postponement' and n.fields ->> 'formerHearing' = $3::uuid::text) as "isPostponementWaiting",
     exists (select from notice n where n.replaces = any ($4::uuid[]) and n.judge_id = $2 and n.state = 'prepared')
       as "isFollowUpWaiting",
     (select count(*)::int from notice n where n.replaces = any ($4::uuid[]) and n.state = 'sent') as "followUps"`,
);

/** What was prepared or sent about the same before; the case is held. */
export interface PreparedBefore {
  /** The hearing that is postponed is still to be. */
  readonly isFormerOpen: boolean;
  readonly isPostponementWaiting: boolean;
  readonly isFollowUpWaiting: boolean;
  /** Sent about these notices. */
  readonly followUps: number;
}

export async function findBefore(
  tx: Transaction,
  of: {
    readonly caseId: string;
    readonly judgeId: string;
    readonly formerHearingId: string | undefined;
    readonly aboutIds: readonly string[];
  },
): Promise<PreparedBefore> {
  const values = [of.caseId, of.judgeId, of.formerHearingId ?? null, of.aboutIds];
  const [row] = await tx.query<PreparedBefore & Row>(before, values);
  if (!row) throw new Error('nothing was counted');
  return row;
}

// Further postponements are followed as they were sent; what is prepared counts where nothing was sent.
const moved = statement(
  'notice.moved_hearing',
  `with recursive chain (hearing_id, step) as (
     select $3::uuid, 0
     union all
     select n.hearing_id, chain.step + 1 from chain, lateral (
       select hearing_id from notice
        where case_id = $1 and kind = 'postponement' and state = 'sent'
          and (fields ->> 'formerHearing')::uuid = chain.hearing_id order by entry desc limit 1) n
      where chain.step < 50),
   last as (select hearing_id from chain where step > 0 order by step desc limit 1),
   waiting as (
     select hearing_id from notice
      where case_id = $1 and judge_id = $2 and kind = 'postponement' and state = 'prepared'
        and (fields ->> 'formerHearing')::uuid = $3 order by entry desc limit 1)
   select h.hearing_id as "hearingId", h.room_id as "roomId", h.starts_at as "startsAt", h.ends_at as "endsAt"
     from hearing h
    where h.hearing_id = coalesce((select hearing_id from last), (select hearing_id from waiting)) and h.state = 'planned'`,
);

/** To what a hearing was postponed, or is by what the judge has prepared; undefined where that is not planned. */
export async function findMoved(
  db: Queryable,
  of: { readonly caseId: string; readonly judgeId: string; readonly formerHearingId: string },
): Promise<MovedHearing | undefined> {
  const [row] = await db.query<MovedHearing & Row>(moved, [of.caseId, of.judgeId, of.formerHearingId]);
  return row;
}

const rivals = statement(
  'notice.rival_hearings',
  `select distinct n.hearing_id as "hearingId" from notice n
   where n.case_id = any ($1::uuid[]) and n.state = 'prepared' and n.kind = 'postponement'
     and (n.fields ->> 'formerHearing')::uuid = any ($2::uuid[]) and n.hearing_id <> all ($3::uuid[])`,
);

/** Hearings that are booked by postponements, not signed yet, of hearings that are not to be any more. */
export async function listRivalHearings(
  tx: Transaction,
  caseIds: readonly string[],
  endedIds: readonly string[],
  keptIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx.query<Row & { readonly hearingId: string }>(rivals, [caseIds, endedIds, keptIds]);
  return rows.map(({ hearingId }) => hearingId);
}
