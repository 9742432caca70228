/** Leave of so many days, from its first to its last, is long: cases need not wait for its end. */
const longLeaveDays = 30;

/**
 * For statements of other rooms: judges of a court who have left, or are on long leave on a day. Rows of `staff_id`,
 * `name`, `left_at` and `away_until`, of which one is there. The arguments are the statement's parameters.
 */
export const absentJudges = (court: string, day: string) => `
  select s.staff_id, s.name, s.ended_at as left_at, v.until_day as away_until
    from court_staff s
    left join lateral (
      select max(l.until_day) as until_day from judge_leave l
       where l.staff_id = s.staff_id and l.withdrawn_at is null and ${day}::date between l.from_day and l.until_day
         and l.until_day - l.from_day + 1 >= ${longLeaveDays}) v on true
   where s.court_id = ${court} and s.office = 'judge' and (s.ended_at is not null or v.until_day is not null)`;
