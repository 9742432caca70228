import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import { absentJudges } from '../courts/index.ts';

/** A case in hand whose judge has left the court, or is on long leave. */
export interface AbsentCase {
  readonly caseId: string;
  /** The key of the next page. */
  readonly entry: string;
  readonly number: string;
  readonly kind: string;
  readonly subject: string;
  readonly judge: string;
  /** When the office ended; undefined = the judge is on leave. */
  readonly leftAt: Date | undefined;
  /** The last day of the leave: `2026-12-31`. */
  readonly awayUntil: string | undefined;
  /** That are planned, the earliest first. */
  readonly hearings: readonly { readonly startsAt: Date; readonly room: string }[];
}

interface AbsentRow extends Row, Omit<AbsentCase, 'leftAt' | 'awayUntil' | 'hearings'> {
  readonly leftAt: Date | null;
  readonly awayUntil: string | null;
  readonly hearings: readonly { readonly startsAt: string; readonly room: string }[];
}

const list = statement(
  'absent_judge.cases',
  `select c.case_id as "caseId", c.entry::text, c.number, c.kind, c.subject, a.name as judge, a.left_at as "leftAt",
          a.away_until::text as "awayUntil",
          (select coalesce(json_agg(json_build_object('startsAt', h.starts_at, 'room', r.name) order by h.starts_at), '[]')
             from hearing h join court_room r on r.room_id = h.room_id
            where h.case_id = c.case_id and h.state = 'planned' and h.starts_at > $3) as hearings
     from (${absentJudges('$1', '$2')}) a
     join court_case c on c.judge_id = a.staff_id and c.state = 'assigned'
    where c.entry > $4 order by c.entry limit $5`,
);

export interface AbsentQuestion {
  readonly courtId: string;
  /** In Baku: `2026-12-01`. */
  readonly today: string;
  readonly now: Date;
  /** Entries behind this one. */
  readonly after: string;
  readonly limit: number;
}

/** The oldest first. */
export async function listAbsentCases(
  db: Queryable,
  { courtId, today, now, after, limit }: AbsentQuestion,
): Promise<readonly AbsentCase[]> {
  const rows = await db.query<AbsentRow>(list, [courtId, today, now, after, limit]);
  return rows.map((row) => ({
    ...row,
    leftAt: row.leftAt ?? undefined,
    awayUntil: row.awayUntil ?? undefined,
    hearings: row.hearings.map(({ startsAt, room }) => ({ startsAt: new Date(startsAt), room })),
  }));
}

const find = statement(
  'absent_judge.find',
  `select a.staff_id as "staffId" from (${absentJudges('$1', '$2')}) a where a.staff_id = $3`,
);

/** Whether the judge has left the court, or is on long leave. */
export async function isAbsent(
  tx: Transaction,
  { courtId, today }: Pick<AbsentQuestion, 'courtId' | 'today'>,
  judgeId: string,
): Promise<boolean> {
  return (await tx.query(find, [courtId, today, judgeId])).length > 0;
}
