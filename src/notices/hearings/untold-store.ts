import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { UntoldHearing } from './model.ts';

/** Whom the hearing `h` was told to, and who takes part still: rows of the notice `n` to the participant `p`. */
const told = `notice n join case_participant p on p.participant_id = n.participant_id
   where n.hearing_id = h.hearing_id and n.state = 'sent' and p.removed_at is null
     and not exists (select from notice w where w.replaces = n.notice_id and w.kind = 'withdrawal' and w.state = 'sent')`;

/**
 * Of these, who was not told that it does not take place: by its postponement, or, of a judge who lost the case, by
 * another's notice of another time.
 */
const untold = `${told} and not exists (
     select from notice q where q.participant_id = n.participant_id and q.state = 'sent'
       and ((q.fields ->> 'formerHearing')::uuid = h.hearing_id
         or q.judge_id <> h.judge_id and q.signed_at > n.signed_at and q.hearing_id <> h.hearing_id))`;

/** The hearing `h` of the case `c` does not take place, and somebody was told of it and not of its end. */
const isUntold = (now: string) =>
  `h.state <> 'planned' and h.starts_at > ${now} and exists (select from ${untold})`;

const roomsOf = (court: string) => `(select room_id from court_room where court_id = ${court})`;

/** A query of the cases in hand of a judge with such a hearing; `$` numbers of the judge and of the time. */
const untoldOfJudge = (judge: string, now: string) =>
  `from court_case c join hearing h on h.case_id = c.case_id
   where c.judge_id = ${judge} and c.state = 'assigned' and ${isUntold(now)}`;

/** The same of all open cases of a court. */
const untoldOfCourt = (court: string, now: string) =>
  `from hearing h join court_case c on c.case_id = h.case_id
   where h.room_id in ${roomsOf(court)} and c.court_id = ${court} and c.state in ('assigned', 'registered') and ${isUntold(now)}`;

const columns = `h.hearing_id as "hearingId", h.case_id as "caseId", coalesce(c.number, '') as "caseNumber",
    (select name from court_staff where staff_id = c.judge_id and ended_at is null) as judge, h.starts_at as "startsAt",
    (select name from court_room where room_id = h.room_id) as room,
    h.state = 'cancelled' and h.given_up_at is not null as "isGivenUp",
    array(select distinct n.participant_id::text from ${untold} order by 1) as "participantIds",
    (select min(n.notice_id::text) from ${untold}) as "noticeId"`;
const order = 'order by h.starts_at, h.hearing_id limit 50';
const ofJudge = statement(
  'hearing.untold_of_judge',
  `select ${columns} ${untoldOfJudge('$1', '$2')} ${order}`,
);
const ofCourt = statement(
  'hearing.untold_of_court',
  `select ${columns} ${untoldOfCourt('$1', '$2')} ${order}`,
);
const ofCase = statement(
  'hearing.untold_of_case',
  `select ${columns} from hearing h join court_case c on c.case_id = h.case_id
    where h.case_id = $1 and ${isUntold('$2')} ${order}`,
);
const statements = { judge: ofJudge, court: ofCourt, case: ofCase };

/** Of the open cases of a judge or a court, or of one case, the earliest first, at most 50. */
export async function listUntold(
  db: Queryable,
  of: { readonly what: keyof typeof statements; readonly id: string },
  now: Date,
): Promise<readonly UntoldHearing[]> {
  type Found = Row & Omit<UntoldHearing, 'judge'> & { readonly judge: string | null };
  const rows = await db.query<Found>(statements[of.what], [of.id, now]);
  return rows.map((row) => ({ ...row, judge: row.judge ?? undefined }));
}

const most = 100;
const counted = (rows: string) => `(select count(*)::int from (select ${rows} limit ${most}) found)`;
const count = statement(
  'hearing.count_untold',
  `select ${counted(untoldOfJudge('$2', '$3'))} as "ofJudge", ${counted(untoldOfCourt('$1', '$3'))} as "ofCourt"`,
);

/** How many there are of a judge and of a court; each count ends at a hundred. */
export async function countUntold(
  db: Queryable,
  of: { readonly courtId: string; readonly judgeId: string | undefined },
  now: Date,
): Promise<{ readonly ofJudge: number; readonly ofCourt: number }> {
  const [row] = await db.query<Row & { readonly ofJudge: number; readonly ofCourt: number }>(count, [
    of.courtId,
    of.judgeId ?? null,
    now,
  ]);
  if (!row) throw new Error('nothing was counted');
  return row;
}

const toldAhead = statement(
  'hearing.told_ahead',
  `select case when h.state = 'planned' then 'planned' else 'untold' end as what
     from hearing h
    where h.case_id = $1 and h.starts_at > $2
      and (h.state = 'planned' and exists (select from ${told}) or h.state <> 'planned' and exists (select from ${untold}))
    order by what limit 1`,
);

/** Whether somebody was told of a hearing ahead that is planned, or not told of the end of one; the case is held. */
export async function findToldAhead(
  tx: Transaction,
  caseId: string,
  now: Date,
): Promise<'planned' | 'untold' | undefined> {
  const [row] = await tx.query<Row & { readonly what: 'planned' | 'untold' }>(toldAhead, [caseId, now]);
  return row?.what;
}

const freeAhead = statement(
  'hearing.free_ahead',
  `update hearing set state = 'cancelled' where case_id = $1 and state = 'planned' and starts_at > $2
   returning hearing_id as "hearingId", judge_id as "judgeId"`,
);

/** Gives free what is planned ahead, of which nobody was told. */
export function freeUntoldAhead(
  tx: Transaction,
  caseId: string,
  now: Date,
): Promise<readonly { readonly hearingId: string; readonly judgeId: string }[]> {
  return tx.query<Row & { readonly hearingId: string; readonly judgeId: string }>(freeAhead, [caseId, now]);
}
