import { type Queryable, type Row, statement, textArray } from '../../db/index.ts';
import type { Month } from '../../statistics/index.ts';
import type { CourtMonth } from './model.ts';

const starts = `(to_date($1, 'YYYY-MM')::timestamp at time zone 'Asia/Baku')`;
const ends = `((to_date($1, 'YYYY-MM') + interval '1 month')::timestamp at time zone 'Asia/Baku')`;
const seconds = (share: string, took: string) =>
  `extract(epoch from percentile_disc(${share}) within group (order by ${took}))::bigint`;

/*
 * A court's month anew. The first notice of a case counts as long as no month before had one. An e-mail counts as delivered
 * when the next server took it: more nobody is told.
 */
const count = statement(
  'court_figure.count',
  `with sent as materialized (
     select n.case_id, n.signed_at, r.read_at - n.signed_at as waited,
            exists (select 1 from notice_delivery v
                     where v.notice_id = n.notice_id
                       and (v.state = 'delivered' or (v.channel = 'email' and v.state = 'sent'))) as is_delivered
       from notice n
       left join lateral (
         select min(d.read_at) as read_at from notice_reading d where d.notice_id = n.notice_id) r on true
      where n.court_id = $2 and n.state = 'sent' and n.signed_at >= ${starts} and n.signed_at < ${ends}),
   begun as (
     select min(s.signed_at) - c.registered_at as took
       from sent s join court_case c on c.case_id = s.case_id
      where not exists (
        select 1 from notice e where e.case_id = s.case_id and e.state = 'sent' and e.signed_at < ${starts})
      group by c.case_id, c.registered_at),
   notices as (
     select count(*)::int as sent, (count(*) filter (where is_delivered))::int as delivered, count(waited)::int as read,
            ${seconds('0.5', 'waited')} as half, ${seconds('0.9', 'waited')} as most
       from sent),
   cases as (
     select count(*)::int as cases, ${seconds('0.5', 'took')} as half, ${seconds('0.9', 'took')} as most from begun)
   insert into court_figure as f (court_id, month, sent, delivered, read, cases, to_notice_half, to_notice_most,
     to_reading_half, to_reading_most, counted_at)
   select $2, to_date($1, 'YYYY-MM'), n.sent, n.delivered, n.read, c.cases, c.half, c.most, n.half, n.most, $3
     from notices n, cases c where n.sent > 0
   on conflict (month, court_id) do update set sent = excluded.sent, delivered = excluded.delivered,
     read = excluded.read, cases = excluded.cases, to_notice_half = excluded.to_notice_half,
     to_notice_most = excluded.to_notice_most, to_reading_half = excluded.to_reading_half,
     to_reading_most = excluded.to_reading_most, counted_at = excluded.counted_at`,
);
const sum = statement(
  'court_figure.sum',
  `insert into court_figure as f (court_id, month, sent, delivered, read, cases, counted_at)
   select '', to_date($1, 'YYYY-MM'), coalesce(sum(sent), 0), coalesce(sum(delivered), 0), coalesce(sum(read), 0),
          coalesce(sum(cases), 0), $2
     from court_figure where month = to_date($1, 'YYYY-MM') and court_id <> ''
   on conflict (month, court_id) do update set sent = excluded.sent, delivered = excluded.delivered,
     read = excluded.read, cases = excluded.cases, counted_at = excluded.counted_at`,
);

/** Counts a court's month, in which it may have sent none. The same again changes nothing but the time. */
export async function countMonth(db: Queryable, month: Month, courtId: string, at: Date): Promise<void> {
  await db.query(count, [month, courtId, at]);
}

/** All courts together, from what was counted of each: their times cannot be put together. */
export async function sumMonth(db: Queryable, month: Month, at: Date): Promise<void> {
  await db.query(sum, [month, at]);
}

const last = statement(
  'court_figure.last',
  `select to_char(f.month, 'YYYY-MM') as counted, to_char(n.at at time zone 'Asia/Baku', 'YYYY-MM') as begun
     from (select max(month) as month from court_figure) f
     left join lateral (select min(signed_at) as at from notice where state = 'sent' and f.month is null) n on true`,
);

/** The newest month that was counted; where there is none, that of the first notice. */
export async function findProgress(
  db: Queryable,
): Promise<{ readonly counted: Month | undefined; readonly begun: Month | undefined }> {
  const [row] = await db.query<Row & { readonly counted: Month | null; readonly begun: Month | null }>(last);
  return { counted: row?.counted ?? undefined, begun: row?.begun ?? undefined };
}

const months = statement(
  'court_figure.months',
  `select to_char(month, 'YYYY-MM') as month from court_figure where court_id = '' order by month desc limit 600`,
);

/** Those with figures, the newest first. */
export async function listMonths(db: Queryable): Promise<readonly Month[]> {
  return (await db.query<Row & { readonly month: Month }>(months)).map(({ month }) => month);
}

interface FigureRow extends Row {
  readonly courtId: string;
  readonly month: Month;
  readonly sent: number;
  readonly delivered: number;
  readonly read: number;
  readonly cases: number;
  readonly toNoticeHalf: string | null;
  readonly toNoticeMost: string | null;
  readonly toReadingHalf: string | null;
  readonly toReadingMost: string | null;
}

const columns = `court_id as "courtId", to_char(month, 'YYYY-MM') as month, sent, delivered, read, cases,
     to_notice_half as "toNoticeHalf", to_notice_most as "toNoticeMost", to_reading_half as "toReadingHalf",
     to_reading_most as "toReadingMost"`;

function secondsOf(value: string | null): number | undefined {
  return value === null ? undefined : Number(value);
}

function toCourtMonth(row: FigureRow): CourtMonth {
  const { courtId, month, sent, delivered, read, cases } = row;
  return {
    courtId,
    month,
    sent,
    delivered,
    read,
    cases,
    toNotice: { half: secondsOf(row.toNoticeHalf), most: secondsOf(row.toNoticeMost) },
    toReading: { half: secondsOf(row.toReadingHalf), most: secondsOf(row.toReadingMost) },
  };
}

const ofMonths = statement(
  'court_figure.of_months',
  `select ${columns} from court_figure
    where month = any(select to_date(m, 'YYYY-MM') from unnest($1::text[]) as m)
    order by month, court_id limit 10000`,
);

/** The oldest month first; in each, all courts together first. */
export async function listOfMonths(db: Queryable, wanted: readonly Month[]): Promise<readonly CourtMonth[]> {
  return (await db.query<FigureRow>(ofMonths, [textArray(wanted)])).map(toCourtMonth);
}

const ofCourt = statement(
  'court_figure.of_court',
  `select $1 as "courtId", to_char(a.month, 'YYYY-MM') as month, coalesce(f.sent, 0) as sent,
     coalesce(f.delivered, 0) as delivered, coalesce(f.read, 0) as read, coalesce(f.cases, 0) as cases,
     f.to_notice_half as "toNoticeHalf", f.to_notice_most as "toNoticeMost", f.to_reading_half as "toReadingHalf",
     f.to_reading_most as "toReadingMost"
     from court_figure a left join court_figure f on f.month = a.month and f.court_id = $1
    where a.court_id = '' and a.month >= (select min(month) from court_figure where court_id = $1)
    order by a.month desc limit $2`,
);

/** The newest first, from the court's first month on; months without a notice too. */
export async function listOfCourt(
  db: Queryable,
  courtId: string,
  limit: number,
): Promise<readonly CourtMonth[]> {
  return (await db.query<FigureRow>(ofCourt, [courtId, limit])).map(toCourtMonth);
}
