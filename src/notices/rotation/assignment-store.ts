import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';

/** A case as far as it matters who has it. */
export interface AssignedCase {
  readonly caseId: string;
  readonly courtId: string;
  readonly kind: string;
  readonly number: string | undefined;
  readonly state: 'draft' | 'registered' | 'assigned' | 'closed';
  readonly judgeId: string | undefined;
}

interface CaseRow extends Row {
  readonly caseId: string;
  readonly courtId: string;
  readonly kind: string;
  readonly number: string | null;
  readonly state: AssignedCase['state'];
  readonly judgeId: string | null;
}

const columns = 'case_id as "caseId", court_id as "courtId", kind, number, state, judge_id as "judgeId"';
const find = statement(
  'draw_case.find',
  `select ${columns} from court_case where court_id = $1 and case_id = $2`,
);
const hold = statement(
  'draw_case.hold',
  `select ${columns} from court_case where court_id = $1 and case_id = $2 for update`,
);

export async function findAssignedCase(
  db: Queryable,
  courtId: string,
  caseId: string,
): Promise<AssignedCase | undefined> {
  return toCase((await db.query<CaseRow>(find, [courtId, caseId]))[0]);
}

/** The same, and nobody else changes it until the transaction ends. */
export async function holdCase(
  tx: Transaction,
  courtId: string,
  caseId: string,
): Promise<AssignedCase | undefined> {
  return toCase((await tx.query<CaseRow>(hold, [courtId, caseId]))[0]);
}

function toCase(row: CaseRow | undefined): AssignedCase | undefined {
  return row && { ...row, number: row.number ?? undefined, judgeId: row.judgeId ?? undefined };
}

export interface NewAssignment {
  readonly caseId: string;
  readonly judgeId: string;
  /** Absent for a draw. */
  readonly byChair?: { readonly reason: string; readonly staffId: string } | undefined;
}

const assignCase = statement(
  'draw_case.assign',
  `update court_case set state = 'assigned', judge_id = $2, assigned_at = $3, version = version + 1, changed_at = $3
    where case_id = $1 and state = 'registered' returning case_id`,
);
const insertAssignment = statement(
  'draw_case.insert_assignment',
  `insert into case_assignment (case_id, turn, judge_id, how, reason, assigned_by, assigned_at)
   select $1, coalesce(max(turn), 0) + 1, $2, $3, $4, $5, $6 from case_assignment where case_id = $1`,
);

/** False when the case does not wait for a judge any more. */
export async function assign(tx: Transaction, assignment: NewAssignment, at: Date): Promise<boolean> {
  const { caseId, judgeId, byChair } = assignment;
  if ((await tx.query(assignCase, [caseId, judgeId, at])).length === 0) return false;
  const how = byChair ? 'chair' : 'draw';
  const values = [caseId, judgeId, how, byChair?.reason ?? null, byChair?.staffId ?? null, at];
  await tx.query(insertAssignment, values);
  return true;
}

const takeAway = statement(
  'draw_case.take_away',
  `update court_case set state = 'registered', judge_id = null, assigned_at = null, version = version + 1, changed_by = $2,
          changed_at = $3
    where case_id = $1 and state = 'assigned'`,
);

/** The case has no judge until the next draw. */
export async function takeCaseAway(tx: Transaction, caseId: string, by: string, at: Date): Promise<void> {
  await tx.query(takeAway, [caseId, by, at]);
}

/** Somebody who has, or had, the case. */
export interface Assignment {
  readonly name: string;
  readonly how: 'draw' | 'chair';
  readonly reason: string | undefined;
  readonly at: Date;
}

const history = statement(
  'draw_case.history',
  `select s.name, a.how, a.reason, a.assigned_at as at
     from case_assignment a join court_staff s on s.staff_id = a.judge_id
    where a.case_id = $1 order by a.turn desc limit 50`,
);

/** Everybody who ever had the case, the last one first. */
export async function listAssignments(db: Queryable, caseId: string): Promise<readonly Assignment[]> {
  const rows = await db.query<Row & Omit<Assignment, 'reason'> & { readonly reason: string | null }>(
    history,
    [caseId],
  );
  return rows.map((row) => ({ ...row, reason: row.reason ?? undefined }));
}

const allAssignments = statement(
  'draw_case.all_assignments',
  `select c.case_id as "caseId", c.judge_id as "judgeId", c.entry,
          array(select a.judge_id::text from case_assignment a where a.case_id = c.case_id order by a.turn) as "judgeIds"
     from court_case c
    where c.court_id = $1 and c.entry > $2 and exists (select from case_assignment a where a.case_id = c.case_id)
    order by c.entry limit 500`,
);

interface AssignmentsRow extends Row {
  readonly caseId: string;
  readonly judgeId: string | null;
  readonly entry: string;
  readonly judgeIds: readonly string[];
}

/** Every case of a court that ever had a judge: who had it, in order, and who has it now. Read in pages. */
export async function* listAllAssignments(
  db: Queryable,
  courtId: string,
): AsyncGenerator<{
  readonly caseId: string;
  readonly judgeId: string | undefined;
  readonly judgeIds: readonly string[];
}> {
  for (let after = '0'; ; ) {
    const rows = await db.query<AssignmentsRow>(allAssignments, [courtId, after]);
    for (const { caseId, judgeId, judgeIds } of rows)
      yield { caseId, judgeId: judgeId ?? undefined, judgeIds };
    const last = rows.at(-1);
    if (!last) return;
    after = last.entry;
  }
}

const unasked = statement(
  'draw_case.unasked',
  `select c.case_id as "caseId" from court_case c
    where c.court_id = $1 and c.state = 'registered'
      and not exists (select from draw_request r where r.case_id = c.case_id and r.state = 'waiting')
    order by c.entry limit 1000`,
);

/** Registered cases without a judge for which no draw is waited. */
export async function listUnaskedCases(db: Queryable, courtId: string): Promise<readonly string[]> {
  const rows = await db.query<Row & { readonly caseId: string }>(unasked, [courtId]);
  return rows.map(({ caseId }) => caseId);
}
