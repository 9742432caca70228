import { type Row, statement, textArray, type Transaction } from '../../db/index.ts';

const holdRow = statement(
  'court_counter.hold',
  `insert into court_counter (court_id, series, year, last)
   select $1, series, $3, 0 from unnest($2::text[]) with ordinality as s (series, place) order by place
   on conflict (court_id, series, year) do update set last = court_counter.last`,
);
const takeNext = statement(
  'court_counter.take',
  `update court_counter set last = last + 1 where court_id = $1 and series = $2 and year = $3 returning last`,
);

interface Series {
  readonly courtId: string;
  readonly series: string;
  readonly year: number;
}

/** From now to the end of the transaction nobody else takes a number of the court's series, which are held in their order. */
export async function holdCounters(
  tx: Transaction,
  { courtId, year }: Pick<Series, 'courtId' | 'year'>,
  series: readonly string[],
): Promise<void> {
  await tx.query(holdRow, [courtId, textArray(series), year]);
}

/** The next number. A transaction that fails gives it back: there are no gaps. */
export async function takeOrdinal(tx: Transaction, { courtId, series, year }: Series): Promise<number> {
  const [row] = await tx.query<Row & { last: number }>(takeNext, [courtId, series, year]);
  if (!row) throw new Error('the counter was not held');
  return row.last;
}
