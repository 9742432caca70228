import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';

/** Days on which a judge gets no new cases, both included: `2026-12-01`. */
export interface Leave {
  readonly leaveId: string;
  readonly staffId: string;
  readonly judge: string;
  readonly from: string;
  readonly until: string;
  readonly isWithdrawn: boolean;
}

const leaves = statement(
  'draw_office.leaves',
  `select v.leave_id as "leaveId", v.staff_id as "staffId", s.name as judge, v.from_day::text as from,
          v.until_day::text as until, v.withdrawn_at is not null as "isWithdrawn"
     from judge_leave v join court_staff s on s.staff_id = v.staff_id
    where v.court_id = $1 order by v.from_day desc, v.leave_id limit 100`,
);

/** The latest hundred. */
export async function listLeaves(db: Queryable, courtId: string): Promise<readonly Leave[]> {
  return db.query<Leave & Row>(leaves, [courtId]);
}

export interface NewLeave {
  readonly leaveId: string;
  readonly courtId: string;
  readonly staffId: string;
  readonly from: string;
  readonly until: string;
  readonly by: string;
}

const insertLeaveRow = statement(
  'draw_office.insert_leave',
  `insert into judge_leave (leave_id, court_id, staff_id, staff_number, from_day, until_day, entered_by, entered_at)
   select $1, s.court_id, s.staff_id, s.staff_number, $4::date, $5::date, $6, $7
     from court_staff s
    where s.court_id = $2 and s.staff_id = $3 and s.office = 'judge' and s.ended_at is null
      and not exists (select from judge_leave v
                       where v.staff_id = s.staff_id and v.withdrawn_at is null
                         and daterange(v.from_day, v.until_day, '[]') && daterange($4::date, $5::date, '[]'))
   returning leave_id`,
);

/** False when the court has no such judge, or the judge has leave on one of the days; the court's lock is held. */
export async function insertLeave(tx: Transaction, leave: NewLeave, at: Date): Promise<boolean> {
  const { leaveId, courtId, staffId, from, until, by } = leave;
  return (await tx.query(insertLeaveRow, [leaveId, courtId, staffId, from, until, by, at])).length === 1;
}

const withdrawRow = statement(
  'draw_office.withdraw_leave',
  `update judge_leave set withdrawn_at = $4
    where court_id = $1 and leave_id = $2 and withdrawn_at is null and until_day >= $3::date
   returning staff_id as "staffId"`,
);

/** The judge's id; undefined for a leave that is over, withdrawn or of another court. */
export async function withdrawLeave(
  tx: Transaction,
  { courtId, leaveId, today }: { readonly courtId: string; readonly leaveId: string; readonly today: string },
  at: Date,
): Promise<string | undefined> {
  const [row] = await tx.query<Row & { readonly staffId: string }>(withdrawRow, [
    courtId,
    leaveId,
    today,
    at,
  ]);
  return row?.staffId;
}

/** A judge asks to be freed of a case. */
export interface Recusal {
  readonly recusalId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly staffId: string;
  readonly judge: string;
  readonly reason: string;
  readonly state: 'asked' | 'accepted' | 'refused' | 'settled';
  readonly answer: string | undefined;
  readonly at: Date;
}

interface RecusalRow extends Row, Omit<Recusal, 'answer'> {
  readonly answer: string | null;
}

const recusalColumns = `u.recusal_id as "recusalId", u.case_id as "caseId", c.number as "caseNumber", u.staff_id as "staffId",
  s.name as judge, u.reason, u.state, u.answer, u.asked_at as at`;
const recusalRows = `case_recusal u join court_case c on c.case_id = u.case_id join court_staff s on s.staff_id = u.staff_id`;
const recusalsOfCase = statement(
  'draw_office.recusals_of_case',
  `select ${recusalColumns} from ${recusalRows} where u.case_id = $1 order by u.asked_at desc limit 20`,
);
const openRecusals = statement(
  'draw_office.open_recusals',
  `select ${recusalColumns} from ${recusalRows} where u.court_id = $1 and u.state = 'asked' order by u.asked_at limit 100`,
);

export async function listRecusalsOf(db: Queryable, caseId: string): Promise<readonly Recusal[]> {
  return (await db.query<RecusalRow>(recusalsOfCase, [caseId])).map(toRecusal);
}

/** What the chair is to decide, the oldest first. */
export async function listOpenRecusals(db: Queryable, courtId: string): Promise<readonly Recusal[]> {
  return (await db.query<RecusalRow>(openRecusals, [courtId])).map(toRecusal);
}

function toRecusal(row: RecusalRow): Recusal {
  return { ...row, answer: row.answer ?? undefined };
}

export interface NewRecusal {
  readonly recusalId: string;
  readonly caseId: string;
  readonly courtId: string;
  readonly staffId: string;
  readonly reason: string;
}

const insertRecusalRow = statement(
  'draw_office.insert_recusal',
  `insert into case_recusal (recusal_id, case_id, court_id, staff_id, reason, asked_at) values ($1, $2, $3, $4, $5, $6)
   on conflict (case_id) where state = 'asked' do nothing returning recusal_id`,
);

/** False when the judge has asked before, and nobody has decided. */
export async function insertRecusal(tx: Transaction, recusal: NewRecusal, at: Date): Promise<boolean> {
  const { recusalId, caseId, courtId, staffId, reason } = recusal;
  return (await tx.query(insertRecusalRow, [recusalId, caseId, courtId, staffId, reason, at])).length === 1;
}

const findOpen = statement(
  'draw_office.find_open_recusal',
  `select case_id as "caseId", staff_id as "staffId" from case_recusal
    where court_id = $1 and recusal_id = $2 and state = 'asked'`,
);

/** Of which case and judge it is; undefined when there is nothing to decide any more. The court's lock is held. */
export async function findOpenRecusal(
  tx: Transaction,
  courtId: string,
  recusalId: string,
): Promise<{ readonly caseId: string; readonly staffId: string } | undefined> {
  const [row] = await tx.query<Row & { readonly caseId: string; readonly staffId: string }>(findOpen, [
    courtId,
    recusalId,
  ]);
  return row;
}

const decideRow = statement(
  'draw_office.decide_recusal',
  `update case_recusal set state = $3, decided_by = $4, decided_at = $5, answer = $6
    where court_id = $1 and recusal_id = $2 and state = 'asked' returning recusal_id`,
);

export interface Decision {
  readonly courtId: string;
  readonly recusalId: string;
  readonly state: 'accepted' | 'refused';
  readonly by: string;
  readonly answer: string | undefined;
}

/** False when there is nothing to decide any more. */
export async function decideRecusal(
  tx: Transaction,
  { courtId, recusalId, state, by, answer }: Decision,
  at: Date,
): Promise<boolean> {
  const values = [courtId, recusalId, state, by, at, answer ?? null];
  return (await tx.query(decideRow, values)).length === 1;
}

const settleRows = statement(
  'draw_office.settle_recusals',
  `update case_recusal set state = 'settled', decided_by = $2, decided_at = $3 where case_id = $1 and state = 'asked'`,
);

/** Nobody needs to decide any more: the case has gone to somebody else. */
export async function settleRecusals(tx: Transaction, caseId: string, by: string, at: Date): Promise<void> {
  await tx.query(settleRows, [caseId, by, at]);
}

const freedOf = statement(
  'draw_office.freed_of',
  `select recusal_id from case_recusal where case_id = $1 and staff_id = $2 and state = 'accepted' limit 1`,
);

/** Whether the judge was freed of the case, which then never comes back. */
export async function isFreedOf(db: Queryable, caseId: string, staffId: string): Promise<boolean> {
  return (await db.query(freedOf, [caseId, staffId])).length > 0;
}

const waitingOfCase = statement(
  'draw_office.waiting_of_case',
  `select requested_at as since, trouble from draw_request where case_id = $1 and state = 'waiting'`,
);

export interface WaitingDraw {
  readonly since: Date;
  readonly trouble: 'no_judge' | 'too_many_judges' | null;
}

/** The draw that a case waits for. */
export async function findWaitingDraw(db: Queryable, caseId: string): Promise<WaitingDraw | undefined> {
  const [row] = await db.query<WaitingDraw & Row>(waitingOfCase, [caseId]);
  return row;
}

const lotsOfCourt = statement(
  'draw_office.lots',
  `select s.staff_id as "staffId", s.name, k.kind, coalesce(l.lots, 0) as lots,
          (select count(*)::int from court_case c where c.judge_id = s.staff_id and c.kind = k.kind and c.state = 'assigned') as cases,
          exists (select from judge_leave v where v.staff_id = s.staff_id and v.withdrawn_at is null
                     and $2::date between v.from_day and v.until_day) as "isAway"
     from court_staff s
     cross join (select distinct kind from draw_request where court_id = $1) k
     left join draw_lots l on l.court_id = s.court_id and l.kind = k.kind and l.staff_id = s.staff_id
    where s.court_id = $1 and s.office = 'judge' and s.ended_at is null
    order by k.kind, s.name, s.staff_id limit 500`,
);

export interface CourtLots {
  readonly staffId: string;
  readonly name: string;
  readonly kind: string;
  readonly lots: number;
  /** Cases in hand. */
  readonly cases: number;
  readonly isAway: boolean;
}

/** Every judge's lots and cases, by kind; kinds of which no case was registered yet are left out. */
export async function listLots(db: Queryable, courtId: string, today: string): Promise<readonly CourtLots[]> {
  return db.query<CourtLots & Row>(lotsOfCourt, [courtId, today]);
}

const judgeNames = statement(
  'draw_office.judge_names',
  `select staff_id as "staffId", name from court_staff where court_id = $1 and office = 'judge' limit 2000`,
);

/** Of everybody who ever was a judge there. */
export async function readJudgeNames(db: Queryable, courtId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<Row & { readonly staffId: string; readonly name: string }>(judgeNames, [
    courtId,
  ]);
  return new Map(rows.map(({ staffId, name }) => [staffId, name]));
}
