import { type Queryable, statement } from '../../db/index.ts';

const count = statement(
  'case_name_limit.count',
  `insert into case_name_limit as l (staff_id, window_began_at, lookups) values ($1, $2, 1)
   on conflict (staff_id) do update
     set window_began_at = case when l.window_began_at <= $3 then $2 else l.window_began_at end,
         lookups = case when l.window_began_at <= $3 then 1 else l.lookups + 1 end
   where l.window_began_at <= $3 or l.lookups < $4
   returning lookups`,
);

/** Counts a look-up, in one statement; false when the clerk has made `most` since the window `began`. */
export async function countLookup(
  db: Queryable,
  staffId: string,
  { now, began, most }: { readonly now: Date; readonly began: Date; readonly most: number },
): Promise<boolean> {
  return (await db.query(count, [staffId, now, began, most])).length === 1;
}
