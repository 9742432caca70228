import { DatabaseError, type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Hearing } from './model.ts';

/** What takes a room's or a judge's time. */
export interface BusyTime {
  readonly roomNumber: number;
  readonly judgeNumber: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const busy = statement(
  'hearing.busy',
  `select room_number as "roomNumber", judge_number as "judgeNumber", starts_at as "startsAt", ends_at as "endsAt"
   from hearing where state = 'planned' and starts_at < $4 and ends_at > $3
     and (judge_number = $1 or room_number = any ($2::int[])) limit 10000`,
);

export function listBusy(
  db: Queryable,
  { judgeNumber, roomNumbers }: { readonly judgeNumber: number; readonly roomNumbers: readonly number[] },
  from: Date,
  to: Date,
): Promise<readonly BusyTime[]> {
  return db.query<BusyTime & Row>(busy, [judgeNumber, roomNumbers, from, to]);
}

const insert = statement(
  'hearing.insert',
  `insert into hearing (hearing_id, case_id, room_id, room_number, judge_id, judge_number, starts_at, ends_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

export interface NewHearing {
  readonly hearingId: string;
  readonly caseId: string;
  readonly roomId: string;
  readonly roomNumber: number;
  readonly judgeId: string;
  readonly judgeNumber: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const taken: Readonly<Record<string, 'room' | 'judge'>> = {
  hearing_room_free: 'room',
  hearing_judge_free: 'judge',
};

/** What is taken then; undefined = it is booked. Where it is taken the transaction is of no use any more. */
export async function insertHearing(
  tx: Transaction,
  hearing: NewHearing,
): Promise<'room' | 'judge' | undefined> {
  const { hearingId, caseId, roomId, roomNumber, judgeId, judgeNumber, startsAt, endsAt } = hearing;
  const values = [hearingId, caseId, roomId, roomNumber, judgeId, judgeNumber, startsAt, endsAt];
  return takenBy(() => tx.query(insert, values));
}

async function takenBy(work: () => Promise<unknown>): Promise<'room' | 'judge' | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const what = error instanceof DatabaseError ? taken[error.constraint ?? ''] : undefined;
    if (what) return what;
    throw error;
  }
}

/** It may be postponed: it is planned, or its time was given up and nobody was told of another. */
export const openHearing = (hearing: string) =>
  `(${hearing}.state = 'planned' or ${hearing}.state = 'cancelled' and ${hearing}.given_up_at is not null)`;

const findSame = statement(
  'hearing.find_same',
  `select h.hearing_id as "hearingId" from hearing h
    where h.case_id = $1 and h.room_id = $2 and h.starts_at = $3 and h.ends_at = $4 and h.state = 'planned'
      and not exists (
        select from notice n
         where n.hearing_id = h.hearing_id and n.participant_id = any ($6::uuid[]) and n.judge_id = $5
           and n.state in ('prepared', 'sent') and not exists (
             select from notice w where w.replaces = n.notice_id and w.kind = 'withdrawal' and w.state = 'sent'))
    for update`,
);

/** The case's own hearing at that time and place, of which the judge has told none of these participants. */
export async function findSameHearing(
  tx: Transaction,
  { caseId, roomId, startsAt, endsAt, judgeId }: Omit<NewHearing, 'hearingId' | 'roomNumber' | 'judgeNumber'>,
  participantIds: readonly string[],
): Promise<string | undefined> {
  const values = [caseId, roomId, startsAt, endsAt, judgeId, participantIds];
  const [row] = await tx.query<Row & { readonly hearingId: string }>(findSame, values);
  return row?.hearingId;
}

const takeOver = statement(
  'hearing.take_over',
  `update hearing set judge_id = $2, judge_number = $3
    where hearing_id = $1 and judge_id <> $2 and state = 'planned'`,
);

/** The hearing is this judge's from now on; what is taken then, as `insertHearing`. */
export function takeHearingOver(
  tx: Transaction,
  hearingId: string,
  { judgeId, judgeNumber }: Pick<NewHearing, 'judgeId' | 'judgeNumber'>,
): Promise<'room' | 'judge' | undefined> {
  return takenBy(() => tx.query(takeOver, [hearingId, judgeId, judgeNumber]));
}

const releaseFormer = statement(
  'hearing.release_former',
  `update hearing h set state = 'postponed' from court_case c
    where c.case_id = h.case_id and c.case_id = any ($1::uuid[]) and h.judge_id <> c.judge_id and ${openHearing('h')}
      and h.starts_at > $2`,
);

/** Gives free what judges hold for these cases who do not have them any more. */
export async function releaseFormerHearings(
  tx: Transaction,
  caseIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx.query(releaseFormer, [caseIds, now]);
}

const releaseUntold = statement(
  'hearing.release_untold',
  `update hearing h set state = 'cancelled'
    where h.case_id = $1 and h.state = 'planned' and h.starts_at > $2
      and not exists (select from notice n where n.hearing_id = h.hearing_id and n.state = 'sent')`,
);

/** Gives free what nobody was told of. */
export async function releaseUntoldHearings(tx: Transaction, caseId: string, now: Date): Promise<void> {
  await tx.query(releaseUntold, [caseId, now]);
}

const change = statement(
  'hearing.change',
  `update hearing set state = $2 where hearing_id = any ($1::uuid[]) and ${openHearing('hearing')}`,
);

/** Gives the time free. */
export async function freeHearings(
  tx: Transaction,
  hearingIds: readonly string[],
  state: 'postponed' | 'cancelled',
): Promise<void> {
  await tx.query(change, [hearingIds, state]);
}

const columns = `h.hearing_id as "hearingId", h.case_id as "caseId", coalesce(c.number, '') as "caseNumber",
    h.room_id as "roomId", r.name as room, h.judge_id as "judgeId", s.name as judge,
    (h.judge_id is distinct from c.judge_id or s.ended_at is not null) as "isLeft",
    h.given_up_at is not null as "isGivenUp", h.starts_at as "startsAt", h.ends_at as "endsAt"`;
const joined = `hearing h join court_case c on c.case_id = h.case_id join court_room r on r.room_id = h.room_id
    join court_staff s on s.staff_id = h.judge_id`;

const ofRoom = statement(
  'hearing.of_room',
  `select ${columns} from ${joined}
   where h.room_id = $1 and c.court_id = $2 and h.state = 'planned' and h.starts_at >= $3 and h.starts_at < $4
   order by h.starts_at limit 200`,
);
const ofJudge = statement(
  'hearing.of_judge',
  `select ${columns} from ${joined}
   where h.judge_id = $1 and c.court_id = $2 and h.state = 'planned' and h.starts_at >= $3 and h.starts_at < $4
   order by h.starts_at limit 200`,
);

/** A room's or a judge's hearings at the court between two times. */
export function listHearings(
  db: Queryable,
  of: { readonly what: 'room' | 'judge'; readonly id: string; readonly courtId: string },
  from: Date,
  to: Date,
): Promise<readonly Hearing[]> {
  return db.query<Hearing & Row>(of.what === 'room' ? ofRoom : ofJudge, [of.id, of.courtId, from, to]);
}

const ofCase = statement(
  'hearing.of_case',
  `select ${columns} from ${joined} where h.case_id = $1 and ${openHearing('h')} order by h.starts_at limit 50`,
);

/** What is planned of a case, and what was given up, the earliest first. */
export function listOfCase(db: Queryable, caseId: string): Promise<readonly Hearing[]> {
  return db.query<Hearing & Row>(ofCase, [caseId]);
}

const holdCase = statement(
  'hearing.hold_case',
  'select judge_id as "judgeId" from court_case where case_id = $1 and court_id = $2 for no key update',
);

/** Holds the case until the transaction ends; undefined when there is none at the court. */
export async function holdCaseOfCourt(
  tx: Transaction,
  { caseId, courtId }: { readonly caseId: string; readonly courtId: string },
): Promise<{ readonly judgeId: string | undefined } | undefined> {
  const [row] = await tx.query<Row & { readonly judgeId: string | null }>(holdCase, [caseId, courtId]);
  return row && { judgeId: row.judgeId ?? undefined };
}

const giveUp = statement(
  'hearing.give_up',
  `update hearing h set state = 'cancelled', given_up_at = $3, given_up_by = $4
     from court_case c, court_staff s
    where h.hearing_id = $2 and h.case_id = $1 and h.state = 'planned' and c.case_id = h.case_id
      and s.staff_id = h.judge_id and (h.judge_id is distinct from c.judge_id or s.ended_at is not null)
   returning h.judge_id as "judgeId"`,
);

/** Whose hearing it was; undefined when it is not planned, or its judge has the case. The case is held. */
export async function giveUpHearing(
  tx: Transaction,
  given: { readonly caseId: string; readonly hearingId: string; readonly by: string },
  at: Date,
): Promise<string | undefined> {
  const { caseId, hearingId, by } = given;
  const [row] = await tx.query<Row & { readonly judgeId: string }>(giveUp, [caseId, hearingId, at, by]);
  return row?.judgeId;
}

const givenUpEvent = statement(
  'hearing.given_up_event',
  `insert into case_event (case_id, what, staff_id, at, hearing_id) values ($1, 'hearing_given_up', $2, $3, $4)`,
);

/** For the history of the case. */
export async function insertGivenUp(
  tx: Transaction,
  { caseId, hearingId, by }: { readonly caseId: string; readonly hearingId: string; readonly by: string },
  at: Date,
): Promise<void> {
  await tx.query(givenUpEvent, [caseId, by, at, hearingId]);
}

const findCase = statement(
  'hearing.case',
  `select case_id as "caseId", coalesce(number, '') as number, judge_id as "judgeId" from court_case
    where case_id = $1 and court_id = $2 and state <> 'draft'`,
);

export interface HeardCase {
  readonly caseId: string;
  readonly number: string;
  readonly judgeId: string | null;
}

export async function findHeardCase(
  db: Queryable,
  { caseId, courtId }: { readonly caseId: string; readonly courtId: string },
): Promise<HeardCase | undefined> {
  const [row] = await db.query<HeardCase & Row>(findCase, [caseId, courtId]);
  return row;
}
