import { type Queryable, type Row, statement } from '../../db/index.ts';
import { absentJudges } from '../courts/index.ts';
import type { TaskCounts } from './model.ts';

const most = 100;
const counted = (rows: string) => `(select count(*)::int from (select ${rows} limit ${most}) found)`;

const absent = (which: string) =>
  counted(`from (${absentJudges('$1', '$3')}) a join court_case c on c.judge_id = a.staff_id and c.state = 'assigned'
                 where a.${which}`);
const count = statement(
  'court_task.count',
  `select ${counted(`from notice_escalation where court_id = $1 and closed_at is null`)} as undelivered,
          ${counted(`from court_case where court_id = $1 and state = 'draft'`)} as drafts,
          ${counted(`from case_import where court_id = $1 and state = 'held'`)} as files,
          ${counted(`from case_recusal where court_id = $1 and state = 'asked'`)} as recusals,
          ${counted(`from court_case where court_id = $1 and state = 'registered'`)} as "withoutJudge",
          ${absent('left_at is not null')} as "judgeLeft", ${absent('left_at is null')} as "judgeAway",
          ${counted(`from notice where judge_id = $2 and state = 'prepared'`)} as unsigned,
          ${counted(`from court_case c where c.judge_id = $2 and c.state = 'assigned'
                       and not exists (select from notice n where n.case_id = c.case_id and n.state = 'sent')`)} as "newCases"`,
);

/** What waits at a court on a day, and for a judge there; each count ends at a hundred. */
export async function countTasks(
  db: Queryable,
  courtId: string,
  judgeId: string | undefined,
  today: string,
): Promise<Omit<TaskCounts, 'untold' | 'untoldOwn'>> {
  const [row] = await db.query<Omit<TaskCounts, 'untold' | 'untoldOwn'> & Row>(count, [
    courtId,
    judgeId ?? null,
    today,
  ]);
  if (!row) throw new Error('nothing was counted');
  return row;
}
