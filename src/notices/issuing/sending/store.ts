import { type Row, statement, type Transaction } from '../../../db/index.ts';
import { openHearing } from '../../hearings/index.ts';
import type { NoticeStanding } from '../standing.ts';
import { standingColumns, standingTables } from '../standing-store.ts';

/** A notice that is about to be sent, with all that it depends on as it is now. */
export interface NoticeToSend extends NoticeStanding {
  readonly noticeId: string;
  readonly documentId: string;
  readonly number: string;
  readonly caseId: string;
  readonly courtId: string;
  readonly judgeCode: string;
  readonly hearingId: string | null;
  /** The hearing of the notice that this one is about. */
  readonly aboutHearingId: string | null;
  /** The notice that this one is about. */
  readonly replaces: string | null;
  /** A judge who does not have the case any more holds a time for it. */
  readonly hasFormerHearing: boolean;
  readonly participantCode: string | null;
}

const lock = statement(
  'notice.lock_to_send',
  `select n.notice_id as "noticeId", n.document_id as "documentId", n.number, n.case_id as "caseId",
     n.court_id as "courtId", s.personal_code as "judgeCode", n.hearing_id as "hearingId",
     a.hearing_id as "aboutHearingId", n.replaces,
     exists (select from hearing f where f.case_id = n.case_id and f.judge_id <> c.judge_id and ${openHearing('f')})
       as "hasFormerHearing",
     p.code as "participantCode", ${standingColumns}
   from ${standingTables} left join notice a on a.notice_id = n.replaces
   where n.document_id = any ($1::uuid[]) order by n.notice_id for update of n`,
);

/** The notices of these documents, held until the transaction ends; by then their cases are held. */
export function lockToSend(
  tx: Transaction,
  documentIds: readonly string[],
): Promise<readonly NoticeToSend[]> {
  return tx.query<NoticeToSend & Row>(lock, [documentIds]);
}

const send = statement(
  'notice.send',
  `update notice set state = 'sent', signed_at = $2 where notice_id = any ($1::uuid[])`,
);

export async function writeSent(tx: Transaction, noticeIds: readonly string[], at: Date): Promise<void> {
  await tx.query(send, [noticeIds, at]);
}
