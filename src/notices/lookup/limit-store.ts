import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';

/** How many look-ups one judge may make. */
export interface LookupLimits {
  readonly hour: number;
  /** In 24 hours. */
  readonly day: number;
}

const takeTurn = statement(
  'case_lookup.turn',
  `select pg_advisory_xact_lock(hashtextextended('case_lookup ' || $1, 0))`,
);

const nthLast = (nth: string) =>
  `(select asked_at from case_lookup where staff_id = $1 order by asked_at desc offset ${nth}::int - 1 limit 1)`;
const freeAgain = statement(
  'case_lookup.free_again',
  `select greatest(${nthLast('$2')} + interval '1 hour', ${nthLast('$3')} + interval '24 hours') as until`,
);

/**
 * When the judge may ask again; undefined = now. From here on until the transaction ends nobody else counts the judge's
 * look-ups: two browsers keep one limit.
 */
export async function findLimitEnd(
  tx: Transaction,
  staffId: string,
  limits: LookupLimits,
  now: Date,
): Promise<Date | undefined> {
  await tx.query(takeTurn, [staffId]);
  const [row] = await tx.query<Row & { readonly until: Date | null }>(freeAgain, [
    staffId,
    limits.hour,
    limits.day,
  ]);
  return row?.until && row.until > now ? row.until : undefined;
}

const counts = statement(
  'case_lookup.counts',
  `select s.staff_id as "staffId", s.name,
          count(l.lookup_id) filter (where l.asked_at > $2::timestamptz - interval '24 hours')::int as day,
          count(l.lookup_id) filter (where l.asked_at > $2::timestamptz - interval '7 days')::int as week,
          count(l.lookup_id)::int as month,
          count(l.lookup_id) filter (where l.participant_id is null)::int as others
     from court_staff s
     left join case_lookup l on l.staff_id = s.staff_id and l.asked_at > $2::timestamptz - interval '30 days'
    where s.court_id = $1 and s.office = 'judge'
    group by s.staff_id, s.name, s.ended_at having s.ended_at is null or count(l.lookup_id) > 0
    order by count(l.lookup_id) desc, s.name, s.staff_id limit 500`,
);

/** How many persons a judge looked up in the last 24 hours, 7 and 30 days. */
export interface LookupCount {
  readonly staffId: string;
  readonly name: string;
  readonly day: number;
  readonly week: number;
  readonly month: number;
  /** In 30 days, of persons who take no part in the case. */
  readonly others: number;
}

/** Of every judge of a court, who asked most first; of those who left too, if they asked. */
export function listLookupCounts(db: Queryable, courtId: string, now: Date): Promise<readonly LookupCount[]> {
  return db.query<LookupCount & Row>(counts, [courtId, now]);
}
