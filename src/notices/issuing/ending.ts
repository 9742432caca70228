import type { Transaction } from '../../db/index.ts';
import type { MadeDocuments } from '../../documents/index.ts';
import type { Recorder } from '../../records/index.ts';
import { endNoticesOfLeft, insertEnded, listDocumentsOfLeft } from './ending-store.ts';

/** What becomes of notices that a judge prepared, did not sign, and never will: the office has ended. */
export interface PreparedNotices {
  /** Holds the documents of such notices of these cases, as a signing does: before the cases are held. */
  hold(tx: Transaction, caseIds: readonly string[]): Promise<void>;
  /** Throws them away, records it, and writes it into the history of the case, which is held by then. */
  end(
    tx: Transaction,
    of: { readonly courtId: string; readonly caseId: string; readonly by: string },
    at: Date,
  ): Promise<void>;
}

export interface PreparedNoticesDeps {
  readonly recorder: Recorder;
  /** Of the kind `notice`; undefined where no documents are signed: then none is prepared. */
  readonly documents: Pick<MadeDocuments, 'hold' | 'remove'> | undefined;
}

export function createPreparedNotices({ recorder, documents }: PreparedNoticesDeps): PreparedNotices {
  return {
    async hold(tx, caseIds) {
      const ids = documents ? await listDocumentsOfLeft(tx, caseIds) : [];
      if (ids.length > 0) await documents?.hold(tx, ids);
    },
    async end(tx, { courtId, caseId, by }, at) {
      const ended = await endNoticesOfLeft(tx, caseId);
      if (ended.length === 0) return;
      await documents?.remove(
        tx,
        ended.map(({ documentId }) => documentId),
      );
      for (const judgeId of new Set(ended.map((one) => one.judgeId))) {
        const notices = ended.filter((one) => one.judgeId === judgeId).length;
        await insertEnded(tx, { caseId, by, judgeId, notices }, at);
        const facts = { court: courtId, case: caseId, judge: judgeId, notices, by };
        await recorder.record(tx, { type: 'notice.unsigned_ended', facts });
      }
    },
  };
}
