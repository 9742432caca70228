import { type Row, statement, type Transaction } from '../../../db/index.ts';
import { openHearing } from '../../hearings/index.ts';
import type { NoticeKind } from '../../templates/index.ts';

/** A notice that is about to be sent, with all that it depends on as it is now. */
export interface NoticeToSend {
  readonly noticeId: string;
  readonly documentId: string;
  readonly number: string;
  readonly state: string;
  readonly kind: NoticeKind;
  readonly caseId: string;
  readonly courtId: string;
  readonly judgeId: string;
  readonly judgeCode: string;
  readonly isInOffice: boolean;
  readonly caseState: string;
  readonly caseJudgeId: string | null;
  readonly hearingId: string | null;
  readonly hearingState: string | null;
  readonly hearingAt: Date | null;
  readonly hearingUntil: Date | null;
  /** The hearing that is postponed. */
  readonly formerHearingId: string | null;
  /** It is still to be, or was postponed to this notice's hearing. */
  readonly isFormerOpen: boolean;
  /** The hearing of the notice that this one is about. */
  readonly aboutHearingId: string | null;
  /** The notice that this one is about. */
  readonly replaces: string | null;
  readonly isAboutWithdrawn: boolean;
  /** Another notice about it was sent since this one was prepared. */
  readonly isFollowed: boolean;
  /** A judge who does not have the case any more holds a time for it. */
  readonly hasFormerHearing: boolean;
  readonly participantCode: string | null;
  readonly isParticipantRemoved: boolean;
}

const lock = statement(
  'notice.lock_to_send',
  `select n.notice_id as "noticeId", n.document_id as "documentId", n.number, n.state, n.kind, n.case_id as "caseId",
     n.court_id as "courtId", n.judge_id as "judgeId", s.personal_code as "judgeCode", s.ended_at is null as "isInOffice",
     c.state as "caseState", c.judge_id as "caseJudgeId", n.hearing_id as "hearingId",
     h.state as "hearingState", h.starts_at as "hearingAt",
     h.ends_at as "hearingUntil",
     (n.fields ->> 'formerHearing')::uuid as "formerHearingId", a.hearing_id as "aboutHearingId", n.replaces,
     exists (select from notice w where w.replaces = n.replaces and w.kind = 'withdrawal' and w.state = 'sent')
       as "isAboutWithdrawn",
     exists (select from notice q where q.replaces = n.replaces and q.state = 'sent' and q.signed_at > n.prepared_at)
       as "isFollowed",
     exists (select from hearing f where f.hearing_id = (n.fields ->> 'formerHearing')::uuid and ${openHearing('f')})
       or exists (select from notice q where q.hearing_id = n.hearing_id and q.kind = 'postponement' and q.state = 'sent')
       as "isFormerOpen",
     exists (select from hearing f where f.case_id = n.case_id and f.judge_id <> c.judge_id and ${openHearing('f')})
       as "hasFormerHearing",
     p.code as "participantCode", p.removed_at is not null as "isParticipantRemoved"
   from notice n join court_case c on c.case_id = n.case_id join court_staff s on s.staff_id = n.judge_id
     join case_participant p on p.participant_id = n.participant_id
     left join hearing h on h.hearing_id = n.hearing_id left join notice a on a.notice_id = n.replaces
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
