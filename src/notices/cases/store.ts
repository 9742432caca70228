import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { CaseKind, CaseState, CourtCase } from './model.ts';

export interface CaseRow extends Row {
  readonly caseId: string;
  readonly entry: string;
  readonly courtId: string;
  readonly kind: CaseKind;
  readonly state: CaseState;
  readonly number: string | null;
  readonly subject: string;
  readonly version: number;
  readonly enteredAt: Date;
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly registeredAt: Date | null;
  readonly judgeId: string | null;
  readonly judge: string | null;
  readonly closedAt: Date | null;
}

export const caseColumns = `c.case_id as "caseId", c.entry::text, c.court_id as "courtId", c.kind, c.state, c.number, c.subject,
  c.version, c.entered_at as "enteredAt", c.changed_at as "changedAt", w.name as "changedBy",
  c.registered_at as "registeredAt", c.judge_id as "judgeId", j.name as judge, c.closed_at as "closedAt"`;
export const caseTables = `court_case c join court_staff w on w.staff_id = c.changed_by
  left join court_staff j on j.staff_id = c.judge_id`;

export function toCase(row: CaseRow): CourtCase {
  const { caseId, entry, courtId, kind, state, subject, version, enteredAt, changedAt, changedBy } = row;
  return {
    caseId,
    entry,
    courtId,
    kind,
    state,
    subject,
    version,
    enteredAt,
    changedAt,
    changedBy,
    number: row.number ?? undefined,
    registeredAt: row.registeredAt ?? undefined,
    judgeId: row.judgeId ?? undefined,
    judge: row.judge ?? undefined,
    closedAt: row.closedAt ?? undefined,
  };
}

const findOne = statement(
  'court_case.find',
  `select ${caseColumns} from ${caseTables} where c.case_id = $1 and c.court_id = $2`,
);
const findAndHold = statement(
  'court_case.hold',
  `select ${caseColumns} from ${caseTables} where c.case_id = $1 and c.court_id = $2 for update of c`,
);

/** `caseId` is a UUID. */
export async function findCase(
  on: Queryable,
  courtId: string,
  caseId: string,
): Promise<CourtCase | undefined> {
  const [row] = await on.query<CaseRow>(findOne, [caseId, courtId]);
  return row && toCase(row);
}

/** The same; nobody else changes it before the transaction ends. */
export async function holdCase(
  tx: Transaction,
  courtId: string,
  caseId: string,
): Promise<CourtCase | undefined> {
  const [row] = await tx.query<CaseRow>(findAndHold, [caseId, courtId]);
  return row && toCase(row);
}

const markChanged = statement(
  'court_case.changed',
  `update court_case set version = version + 1, changed_by = $2, changed_at = $3 where case_id = $1`,
);

export async function touchCase(
  tx: Transaction,
  caseId: string,
  { staffId, at }: { readonly staffId: string; readonly at: Date },
): Promise<void> {
  await tx.query(markChanged, [caseId, staffId, at]);
}

const setState = statement(
  'court_case.set_state',
  `update court_case set state = $2, closed_at = $3 where case_id = $1`,
);

export async function updateState(
  tx: Transaction,
  caseId: string,
  state: 'assigned' | 'closed',
  closedAt: Date | undefined,
): Promise<void> {
  await tx.query(setState, [caseId, state, closedAt ?? null]);
}
