import type { Transaction } from '../../db/index.ts';
import { type MadeDocuments, mostAtOnce, type Signings } from '../../documents/index.ts';
import type { UntoldHearing } from '../hearings/index.ts';
import {
  type ActingJudge,
  type CaseDetail,
  type JudgeCase,
  type MovedHearing,
  type NoticeOrder,
  refuse,
  type UnsignedNotice,
} from './model.ts';
import { type PrepareDeps, type Prepared, prepareNotices } from './prepare.ts';
import {
  findCase,
  findDocumentOf,
  listCases,
  listNotices,
  listParticipants,
  listUnsigned,
} from './reading/store.ts';
import { listBegun } from './ending-store.ts';
import { findObstacle } from './standing.ts';
import { discardNotices, findMoved, holdCasesOf, listIdleHearings, listPreparedBy } from './store.ts';

export interface IssuingDeps extends PrepareDeps {
  /** Of the kind `notice`, with `sendSigned()` following. */
  readonly signings: Signings;
}

export type NoticeFile = NonNullable<Awaited<ReturnType<MadeDocuments['open']>>>;

/** A judge's cases and notices. Every use-case is for the judge who acts, at the court where the judge acts. */
export interface Issuing {
  /** The newest first; `before` is `next` of the page before. */
  cases(
    judge: ActingJudge,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<{ readonly cases: readonly JudgeCase[]; readonly next: string | undefined }>;
  /** Undefined when it is not this judge's case. */
  caseOf(judge: ActingJudge, caseId: string): Promise<CaseDetail | undefined>;
  /** To what a hearing of the case was postponed, or is by what the judge has prepared, where that is planned. */
  moved(judge: ActingJudge, caseId: string, hearingId: string): Promise<MovedHearing | undefined>;
  /** Hearings of the judge's cases that do not take place, of which not everybody was told. */
  untold(judge: ActingJudge): Promise<readonly UntoldHearing[]>;
  prepare(judge: ActingJudge, of: CaseDetail, order: NoticeOrder): Promise<Prepared>;
  /** What waits for the judge's signature, the oldest first, at most 100; also what cannot be sent any more, with why. */
  unsigned(judge: ActingJudge): Promise<readonly UnsignedNotice[]>;
  /** Begins to sign notices of the judge that wait for it and can be sent; their number has the limit of one PIN. */
  beginSigning(
    judge: ActingJudge & { readonly accountId: string },
    noticeIds: readonly string[],
  ): Promise<
    | { readonly kind: 'begun'; readonly signingId: string }
    | { readonly kind: 'refused'; readonly code: string }
  >;
  /** Throws prepared notices away: their times are free again, their numbers are not. How many. */
  discard(judge: ActingJudge, noticeIds: readonly string[]): Promise<number>;
  /** The PDF as it is. */
  file(judge: ActingJudge, noticeId: string): Promise<NoticeFile | undefined>;
}

const mostUnsigned = 100;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function createIssuing(deps: IssuingDeps): Issuing {
  const { db, clock, documents, hearings } = deps;
  return {
    async cases({ member }, { before, limit }) {
      const key = /^[0-9]{1,18}$/.test(before ?? '') ? before : undefined;
      const page = { now: new Date(clock.now()), before: key, limit: limit + 1 };
      const found = await listCases(db, member, page);
      const cases = found.slice(0, limit);
      return { cases, next: found.length > limit ? cases.at(-1)?.entry : undefined };
    },
    caseOf: async (judge, caseId) => (uuid.test(caseId) ? readCase(deps, judge, caseId) : undefined),
    moved: async ({ member }, caseId, formerHearingId) =>
      uuid.test(formerHearingId)
        ? findMoved(db, { caseId, judgeId: member.staffId, formerHearingId })
        : undefined,
    untold: ({ member }) => hearings.untold({ what: 'judge', id: member.staffId }),
    prepare: (judge, of, order) => prepareNotices(deps, judge, of, order),
    unsigned: (judge) => unsigned(deps, judge),
    beginSigning: (judge, noticeIds) => beginSigning(deps, judge, noticeIds),
    discard: (judge, noticeIds) => discard(deps, judge, noticeIds),
    async file({ member }, noticeId) {
      const id = uuid.test(noticeId) ? await findDocumentOf(db, member, noticeId) : undefined;
      return id === undefined ? undefined : documents.open(id);
    },
  };
}

async function readCase(
  { db, hearings }: IssuingDeps,
  { member }: ActingJudge,
  caseId: string,
): Promise<CaseDetail | undefined> {
  const found = await findCase(db, member, caseId);
  if (!found) return undefined;
  const [participants, notices, planned, off, begun] = await Promise.all([
    listParticipants(db, caseId),
    listNotices(db, caseId, member.staffId),
    hearings.ofCase(caseId),
    hearings.untold({ what: 'case', id: caseId }),
    listBegun(db, caseId, member.staffId),
  ]);
  const judgeId = member.staffId;
  const untold = await Promise.all(
    off.map(async (one) => ({
      ...one,
      movedTo: await findMoved(db, { caseId, judgeId, formerHearingId: one.hearingId }),
    })),
  );
  return { ...found, participants, notices, hearings: planned, untold, begun };
}

async function unsigned(
  { db, clock, hearings }: IssuingDeps,
  { member }: ActingJudge,
): Promise<readonly UnsignedNotice[]> {
  const at = new Date(clock.now());
  const rows = await listUnsigned(db, member, mostUnsigned);
  return rows.map((row) => ({
    ...row,
    hearingAt: row.hearingAt ?? undefined,
    obstacle: findObstacle(hearings, row, at),
    isCaseOwn: row.caseState === 'assigned' && row.caseJudgeId === row.judgeId,
  }));
}

async function beginSigning(
  deps: IssuingDeps,
  { court, member, accountId }: ActingJudge & { readonly accountId: string },
  noticeIds: readonly string[],
): ReturnType<Issuing['beginSigning']> {
  if (noticeIds.length === 0) return refuse('notice.none_chosen');
  if (noticeIds.length > mostAtOnce) return refuse('notice.too_many');
  const waiting = await unsigned(deps, { court, member });
  const chosen = waiting.filter(({ noticeId }) => noticeIds.includes(noticeId));
  if (chosen.length < new Set(noticeIds).size) return refuse('notice.not_prepared');
  const hindered = chosen.find(({ obstacle }) => obstacle !== undefined);
  if (hindered?.obstacle !== undefined) return refuse(hindered.obstacle);
  const { personalCode, name } = member;
  const ids = chosen.map(({ documentId }) => documentId);
  return deps.signings.beginWithCard({ accountId, personalCode, name }, ids, undefined);
}

function discard(
  { db, documents, hearings }: IssuingDeps,
  { member }: ActingJudge,
  noticeIds: readonly string[],
): Promise<number> {
  const ids = noticeIds.filter((id) => uuid.test(id));
  return db.transaction(async (tx: Transaction) => {
    // The documents first, as a signing holds them: whoever is first has them.
    const gone = await documents.remove(tx, await listPreparedBy(tx, ids, member.staffId));
    await holdCasesOf(tx, gone);
    const held = new Set(await discardNotices(tx, gone));
    const idle = held.size === 0 ? [] : await listIdleHearings(tx, [...held]);
    if (idle.length > 0) await hearings.free(tx, idle, 'cancelled');
    return gone.length;
  });
}
