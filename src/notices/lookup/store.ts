import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { LookupParticipant } from './model.ts';

/** A case of a judge, for whom alone it is. */
export interface LookupCase {
  readonly caseId: string;
  readonly number: string;
}

const findRow = statement(
  'case_lookup.case',
  `select case_id as "caseId", number from court_case
    where court_id = $1 and case_id = $2 and judge_id = $3 and state = 'assigned'`,
);
const holdRow = statement(
  'case_lookup.hold_case',
  `select case_id as "caseId" from court_case
    where court_id = $1 and case_id = $2 and judge_id = $3 and state = 'assigned' for update`,
);

interface OfJudge {
  readonly courtId: string;
  readonly caseId: string;
  readonly staffId: string;
}

/** Undefined when it is not this judge's case now. */
export async function findCaseOfJudge(
  db: Queryable,
  { courtId, caseId, staffId }: OfJudge,
): Promise<LookupCase | undefined> {
  const [row] = await db.query<LookupCase & Row>(findRow, [courtId, caseId, staffId]);
  return row;
}

/** Whether the case is this judge's, and stays so until the transaction ends. */
export async function holdCaseOfJudge(
  tx: Transaction,
  { courtId, caseId, staffId }: OfJudge,
): Promise<boolean> {
  return (await tx.query(holdRow, [courtId, caseId, staffId])).length === 1;
}

const participants = statement(
  'case_lookup.participants',
  `select participant_id as "participantId", name, code, mobile from case_participant
    where case_id = $1 and kind = 'person' and code is not null and removed_at is null order by place limit 500`,
);

/** Persons who take part and whose personal codes are known. */
export async function listParticipants(db: Queryable, caseId: string): Promise<readonly LookupParticipant[]> {
  const rows = await db.query<Row & Omit<LookupParticipant, 'mobile'> & { readonly mobile: string | null }>(
    participants,
    [caseId],
  );
  return rows.map((row) => ({ ...row, mobile: row.mobile ?? undefined }));
}

export interface NewLookup {
  readonly lookupId: string;
  readonly caseId: string;
  readonly staffId: string;
  readonly participantId: string | undefined;
  readonly reason: string | undefined;
}

const insertRow = statement(
  'case_lookup.insert',
  `insert into case_lookup (lookup_id, case_id, staff_id, participant_id, reason, asked_at)
   values ($1, $2, $3, $4, $5, $6)`,
);

export async function insertLookup(tx: Transaction, lookup: NewLookup, at: Date): Promise<void> {
  const { lookupId, caseId, staffId, participantId, reason } = lookup;
  await tx.query(insertRow, [lookupId, caseId, staffId, participantId ?? null, reason ?? null, at]);
}
