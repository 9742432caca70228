import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { createCourtRecords, readLogIdentity } from '../../records/index.ts';
import { type AbsentCase, listAbsentCases } from './absent-store.ts';
import { type AssignedCase, type Assignment, findAssignedCase, listAssignments } from './assignment-store.ts';
import { type DrawLine, writeDrawLine } from './codec.ts';
import { beginOfMonth, exportDraws, listYears } from './export.ts';
import { dayInBaku, type JudgeLots, readJudges } from './model.ts';
import {
  type CourtLots,
  findWaitingDraw,
  type Leave,
  listLeaves,
  listLots,
  listOpenRecusals,
  listRecusalsOf,
  readJudgeNames,
  type Recusal,
} from './office-store.ts';
import { listActiveJudges } from './store.ts';

/** Why a case has no judge yet. */
export type Waiting = 'log' | 'no_log' | 'no_judge' | 'too_many_judges';

export interface CaseView {
  readonly of: AssignedCase;
  /** Absent for a case that waits for no draw. */
  readonly waiting: Waiting | undefined;
  /** The last one first. */
  readonly history: readonly Assignment[];
  readonly recusals: readonly Recusal[];
}

export interface LeaveView extends Leave {
  readonly state: 'ahead' | 'now' | 'over' | 'withdrawn';
}

/** A draw, or a case that was given by name, as everybody sees it. */
export interface OpenDraw {
  readonly id: number;
  readonly at: Date;
  readonly kind: string;
  readonly caseId: string;
  readonly judge: string;
  /** Absent where nothing was drawn. */
  readonly draw: { readonly n: number; readonly lots: number } | undefined;
}

/** What pages show of lots. */
export interface RotationViews {
  ofCase(courtId: string, caseId: string): Promise<CaseView | undefined>;
  lots(courtId: string): Promise<readonly CourtLots[]>;
  leaves(courtId: string): Promise<readonly LeaveView[]>;
  /** Cases whose judge has left the court or is on long leave, the oldest first; `next` is the key of the next page. */
  absentCases(
    courtId: string,
    page: { readonly after: string | undefined; readonly limit: number },
  ): Promise<{ readonly cases: readonly AbsentCase[]; readonly next: string | undefined }>;
  openRecusals(courtId: string): Promise<readonly Recusal[]>;
  /** The newest first, `limit` of them from before one of an earlier page. */
  openDraws(courtId: string, before: number | undefined, limit: number): Promise<readonly OpenDraw[]>;
  /** The log's verifier key; undefined while there is none. */
  logKey(): Promise<string | undefined>;
  /** The years that have a file, the first one first. */
  years(courtId: string): Promise<readonly number[]>;
  /**
   * The file by which everybody checks the draws, or that of a year; all of them together are the whole. Receipts of months
   * that are over are made once.
   */
  file(courtId: string, year?: number): AsyncIterable<string>;
  /** Who is at work today, in the urn of a kind. */
  judgesAtWork(of: Pick<AssignedCase, 'courtId' | 'kind'>): Promise<readonly JudgeLots[]>;
}

export function createRotationViews({
  db,
  clock,
}: {
  readonly db: Database;
  readonly clock: Clock;
}): RotationViews {
  const today = () => dayInBaku(clock.now());
  return {
    async ofCase(courtId, caseId) {
      const of = await findAssignedCase(db, courtId, caseId);
      if (!of || of.state === 'draft') return undefined;
      const [waiting, history, recusals] = await Promise.all([
        findWaiting(db, caseId),
        listAssignments(db, caseId),
        listRecusalsOf(db, caseId),
      ]);
      return { of, waiting, history, recusals };
    },
    lots: (courtId) => listLots(db, courtId, today()),
    async leaves(courtId) {
      const day = today();
      return (await listLeaves(db, courtId)).map((leave) => ({ ...leave, state: stateOf(leave, day) }));
    },
    async absentCases(courtId, { after = '0', limit }) {
      const now = new Date(clock.now());
      const found = await listAbsentCases(db, { courtId, today: today(), now, after, limit: limit + 1 });
      const cases = found.slice(0, limit);
      return { cases, next: found.length > limit ? cases.at(-1)?.entry : undefined };
    },
    openRecusals: (courtId) => listOpenRecusals(db, courtId),
    async openDraws(courtId, before, limit) {
      const question = { court: courtId, types: ['case.drawn', 'case.given'] as const, limit };
      const [rows, names] = await Promise.all([
        createCourtRecords(db).before(before ?? Number.MAX_SAFE_INTEGER, question),
        readJudgeNames(db, courtId),
      ]);
      return rows.map(({ id, at, type, facts }) => ({
        id,
        at,
        kind: String(facts['kind']),
        caseId: String(facts['case']),
        judge: names.get(String(facts['judge'])) ?? String(facts['judge']),
        draw: type === 'case.drawn' ? drawOf(facts) : undefined,
      }));
    },
    logKey: async () => (await readLogIdentity(db))?.verifierKey,
    years: (courtId) => listYears(db, courtId, clock.now()),
    file: (courtId, year) =>
      textsOf(exportDraws(db, { court: courtId, year, keptBefore: beginOfMonth(clock.now()) })),
    judgesAtWork: (of) => listActiveJudges(db, of, today()),
  };
}

async function findWaiting(db: Database, caseId: string): Promise<Waiting | undefined> {
  const [waiting, log] = await Promise.all([findWaitingDraw(db, caseId), readLogIdentity(db)]);
  if (!waiting) return undefined;
  return log ? (waiting.trouble ?? 'log') : 'no_log';
}

function stateOf({ from, until, isWithdrawn }: Leave, day: string): LeaveView['state'] {
  if (isWithdrawn) return 'withdrawn';
  if (day < from) return 'ahead';
  return day <= until ? 'now' : 'over';
}

function drawOf(facts: Readonly<Record<string, unknown>>): NonNullable<OpenDraw['draw']> {
  const judges = readJudges(String(facts['judges'])) ?? [];
  return { n: Number(facts['n']), lots: judges.reduce((sum, { lots }) => sum + Math.max(0, lots), 0) };
}

async function* textsOf(lines: AsyncIterable<DrawLine>): AsyncGenerator<string> {
  for await (const line of lines) yield writeDrawLine(line);
}
