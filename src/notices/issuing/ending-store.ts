import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { BegunNotices } from './model.ts';

/** Prepared by judges whose office has ended. */
const ofLeft = `n.state = 'prepared' and exists (
       select from court_staff s where s.staff_id = n.judge_id and s.ended_at is not null)`;

const documentsOfLeft = statement(
  'notice.documents_of_left',
  `select n.document_id as "documentId" from notice n where n.case_id = any ($1::uuid[]) and ${ofLeft}`,
);

export async function listDocumentsOfLeft(
  tx: Transaction,
  caseIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx.query<Row & { readonly documentId: string }>(documentsOfLeft, [caseIds]);
  return rows.map(({ documentId }) => documentId);
}

const endOfLeft = statement(
  'notice.end_of_left',
  `update notice n set state = 'discarded' where n.case_id = $1 and ${ofLeft}
   returning n.document_id as "documentId", n.judge_id as "judgeId"`,
);

export interface EndedNotice {
  readonly documentId: string;
  readonly judgeId: string;
}

export function endNoticesOfLeft(tx: Transaction, caseId: string): Promise<readonly EndedNotice[]> {
  return tx.query<EndedNotice & Row>(endOfLeft, [caseId]);
}

const insertEvent = statement(
  'notice.ended_event',
  `insert into case_event (case_id, what, staff_id, at, judge_id, notices) values ($1, 'notices_ended', $2, $3, $4, $5)`,
);

/** For the history of the case. */
export async function insertEnded(
  tx: Transaction,
  {
    caseId,
    by,
    judgeId,
    notices,
  }: { readonly caseId: string; readonly by: string; readonly judgeId: string; readonly notices: number },
  at: Date,
): Promise<void> {
  await tx.query(insertEvent, [caseId, by, at, judgeId, notices]);
}

const begun = statement(
  'notice.begun_by_others',
  `select s.name as judge, b.notices, b.at from (
     select judge_id, notices, at from case_event
      where case_id = $1 and what = 'notices_ended' and judge_id <> $2
     union all
     select judge_id, count(*)::int, max(prepared_at) from notice
      where case_id = $1 and state = 'prepared' and judge_id <> $2 group by judge_id) b
     join court_staff s on s.staff_id = b.judge_id
   where not exists (select from notice o where o.case_id = $1 and o.judge_id = $2 and o.state in ('prepared', 'sent'))
   order by b.at desc limit 10`,
);

/** What other judges prepared for the case and did not sign; none once the judge has begun one of their own. */
export function listBegun(db: Queryable, caseId: string, judgeId: string): Promise<readonly BegunNotices[]> {
  return db.query<BegunNotices & Row>(begun, [caseId, judgeId]);
}
