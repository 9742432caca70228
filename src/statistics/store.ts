import { type Queryable, type Row, statement, textArray, type Transaction } from '../db/index.ts';
import {
  type CountedCell,
  type CountingRule,
  type FigureId,
  isFigure,
  type KeyNames,
  type Month,
  type Period,
} from './model.ts';

/** How far the figures go. */
export interface Progress {
  /** Records of the log, from its beginning. */
  readonly counted: number;
  /** The greatest time among them. */
  readonly latest: Date | undefined;
}

interface ProgressRow extends Row {
  readonly counted: string;
  readonly latest: Date | null;
}

const toProgress = (row: ProgressRow): Progress => ({
  counted: Number(row.counted),
  latest: row.latest ?? undefined,
});

const progressColumns = 'select counted, latest from statistics_progress';
const lockProgress = statement('statistics.lock', `${progressColumns} for update`);
const tryProgress = statement('statistics.try_lock', `${progressColumns} for update skip locked`);
const readProgress = statement('statistics.progress', progressColumns);

/** Keeps everybody else from counting until the transaction ends; undefined when somebody counts already. */
export async function holdProgress(
  tx: Transaction,
  { waits }: { readonly waits: boolean },
): Promise<Progress | undefined> {
  const [row] = await tx.query<ProgressRow>(waits ? lockProgress : tryProgress);
  return row && toProgress(row);
}

export async function selectProgress(db: Queryable): Promise<Progress> {
  const [row] = await db.query<ProgressRow>(readProgress);
  return row ? toProgress(row) : { counted: 0, latest: undefined };
}

/** So many records in a row must have reached a time before it counts (decision 0003). */
const inARow = 32;

/*
 * One batch, in the log's order. `latest` of a row is the greatest time that so many records in a row had reached until
 * then: a month is closed once it lies a day behind. The rows before the batch are read for that too, so which rows find
 * a month open does not depend on how the log was cut into batches.
 */
const countBatch = statement(
  'statistics.count',
  `with rule as materialized (
     select * from unnest($4::text[], $5::text[], $6::text[]) as r (type, figure, dimension)),
   taken as materialized (
     select u.id, b.place * 256 + u.nth as nth
       from record_bundle b, unnest(b.ids) with ordinality as u (id, nth)
      where b.place between greatest($1::bigint - ${inARow}, 0) / 256 and ($1::bigint + $2::bigint) / 256
        and b.place * 256 + u.nth > $1::bigint - ${inARow - 1} and b.place * 256 + u.nth <= $1::bigint + $2::bigint),
   seen as materialized (
     select r.*, (r.at at time zone 'Asia/Baku')::date as day,
            t.nth, case when count(*) over run = ${inARow} then min(r.at) over run end as reached
       from taken t join statistics_record r on r.id = t.id
     window run as (order by t.nth rows between ${inARow - 1} preceding and current row)),
   timed as materialized (
     select seen.*, greatest($3::timestamptz, max(reached) over (order by nth)) as latest
       from seen where nth > $1::bigint),
   dated as materialized (
     select s.*, s.starts::date as month,
            coalesce(s.latest < (s.starts + interval '1 month 1 day') at time zone 'Asia/Baku', true) as is_open
       from (select timed.*, date_trunc('month', day::timestamp) as starts from timed) s),
   grouped as materialized (
     select day, month, type, client_id, method, reason, profile, format, way, consumer, provider, service,
            count(*) as count
       from dated
      group by day, month, type, client_id, method, reason, profile, format, way, consumer, provider, service),
   added_month as (
     insert into statistics_month (month, source, person_key)
     select month, 'records', case when bool_or(is_open) then sha256($7::bytea || convert_to(month::text, 'UTF8')) end
       from dated group by month
     on conflict (month) do nothing returning month, person_key),
   person_key as (
     select month, person_key from added_month where person_key is not null
     union all
     select month, person_key from statistics_month where person_key is not null),
   added_person as (
     insert into statistics_person (month, figure, digest)
     select distinct d.month, r.figure, substr(sha256(k.person_key || convert_to(d.account_id, 'UTF8')), 1, 16)
       from dated d join rule r on r.type = d.type and r.dimension = 'person'
       join person_key k on k.month = d.month
      where d.is_open and d.account_id is not null
     on conflict (month, figure, digest) do nothing returning month, figure),
   keyed as (
     select g.day, g.month, r.figure, g.count,
            case r.dimension
              when '' then ''
              else coalesce(nullif(case r.dimension
                when 'client' then g.client_id when 'method' then g.method when 'reason' then g.reason
                when 'profile' then g.profile when 'format' then g.format when 'way' then g.way
                when 'consumer' then g.consumer when 'provider' then g.provider
                when 'service' then g.service end, ''), 'unknown')
            end as key
       from grouped g join rule r on r.type = g.type where r.dimension <> 'person'),
   put_figure as (
     insert into statistics_figure as f (month, figure, key, count)
     select month, figure, key, sum(count) from keyed group by month, figure, key
     union all
     select month, figure, '', count(*) from added_person group by month, figure
     on conflict (month, figure, key) do update set count = f.count + excluded.count),
   put_day as (
     insert into statistics_day as d (day, figure, count)
     select day, figure, sum(count) from keyed where key = '' group by day, figure
     on conflict (day, figure) do update set count = d.count + excluded.count)
   select (select count(*) from taken where nth > $1::bigint) as taken, (select max(latest) from dated) as latest`,
);
const moveProgress = statement('statistics.move', 'update statistics_progress set counted = $1, latest = $2');
const closed = `(m.month + interval '1 month 1 day') at time zone 'Asia/Baku' <= $1`;
const erasePersons = statement(
  'statistics.erase_persons',
  `delete from statistics_person p using statistics_month m
    where m.month = p.month and m.person_key is not null and ${closed}`,
);
const eraseKeys = statement(
  'statistics.erase_keys',
  `update statistics_month m set person_key = null where m.person_key is not null and ${closed}`,
);

export interface Batch {
  readonly from: Progress;
  readonly most: number;
  readonly rules: readonly CountingRule[];
  /** For months that begin in this batch. */
  readonly personKey: Uint8Array;
}

/** Counts the next records; how far it came. Nothing holds unless the transaction commits. */
export async function countRecords(tx: Transaction, batch: Batch): Promise<Progress> {
  const { from, most, personKey } = batch;
  const rules = batch.rules.flatMap(({ types, figure, by, isPersons }) =>
    types.map((type) => ({ type, figure, dimension: isPersons ? 'person' : (by ?? '') })),
  );
  const [row] = await tx.query<{ taken: string; latest: Date | null }>(countBatch, [
    from.counted,
    most,
    from.latest ?? null,
    textArray(rules.map(({ type }) => type)),
    textArray(rules.map(({ figure }) => figure)),
    textArray(rules.map(({ dimension }) => dimension)),
    personKey,
  ]);
  const taken = Number(row?.taken ?? 0);
  if (taken === 0) return from;
  const reached = { counted: from.counted + taken, latest: row?.latest ?? from.latest };
  await tx.query(moveProgress, [reached.counted, reached.latest ?? null]);
  await tx.query(erasePersons, [reached.latest ?? null]);
  await tx.query(eraseKeys, [reached.latest ?? null]);
  return reached;
}

const ofRecords = `month in (select month from statistics_month where source = 'records')`;
const forgetting = [
  statement('statistics.forget_persons', 'delete from statistics_person'),
  statement('statistics.forget_days', 'delete from statistics_day'),
  statement('statistics.forget_figures', `delete from statistics_figure where ${ofRecords}`),
  statement('statistics.forget_months', `delete from statistics_month where source = 'records'`),
];

/** As before the first record was counted; published months of elsewhere stay. */
export async function forgetCounted(tx: Transaction): Promise<Progress> {
  for (const one of forgetting) await tx.query(one);
  await tx.query(moveProgress, [0, null]);
  return { counted: 0, latest: undefined };
}

const putMonth = statement(
  'statistics.put_month',
  `insert into statistics_month (month, source) values (to_date($1, 'YYYY-MM'), $2) on conflict (month) do nothing`,
);
const putFigures = statement(
  'statistics.put_figures',
  `insert into statistics_figure (month, figure, key, count)
   select to_date($1, 'YYYY-MM'), f.figure, f.key, f.count
     from jsonb_to_recordset($2::jsonb) as f (figure text, key text, count bigint)
   on conflict (month, figure, key) do update set count = excluded.count`,
);

/** A month that somebody else counted and published. The same again changes nothing. */
export async function putPublished(
  tx: Transaction,
  period: Period,
  cells: readonly Pick<CountedCell, 'figure' | 'key' | 'count'>[],
): Promise<void> {
  await tx.query(putMonth, [period.month, period.source]);
  await tx.query(putFigures, [period.month, JSON.stringify(cells)]);
}

const months = statement(
  'statistics.months',
  `select to_char(month, 'YYYY-MM') as month, source from statistics_month order by month desc limit 600`,
);

/** The newest first. */
export function selectPeriods(db: Queryable): Promise<Period[]> {
  return db.query<Period & Row>(months);
}

/*
 * A relying party's name is that of its newest version, as is that of an organisation or service of the gateway; an
 * agency's or service's of the bulletin that of the catalogue. `names` is per language, with the untagged one under `az`.
 */
const cells = statement(
  'statistics.cells',
  `select to_char(f.month, 'YYYY-MM') as month, f.figure, f.key, f.count, n.names
     from statistics_figure f
     left join lateral (
       select jsonb_build_object('az', coalesce(c.metadata ->> 'client_name#az', c.metadata ->> 'client_name'),
                                 'en', c.metadata ->> 'client_name#en', 'ru', c.metadata ->> 'client_name#ru') as names
         from (select metadata from client_version where client_id = f.key order by version desc limit 1) c
       union all select jsonb_build_object('az', s.name) from catalogue_service s where s.code = f.key
       union all select jsonb_build_object('az', a.name) from catalogue_agency a where a.code = f.key
       union all (select o.names from data_organisation o where o.organisation = f.key order by version desc limit 1)
       union all (select d.titles from data_service d where d.service = f.key order by version desc limit 1)
       limit 1) n on f.figure in ('service_uses', 'agency_uses', 'consents', 'data_requests', 'data_answers',
                                  'data_refusals', 'data_service_uses')
    where f.month = any(select to_date(m, 'YYYY-MM') from unnest($1::text[]) as m)
    order by f.month desc, f.figure, f.count desc, f.key limit 60000`,
);
const through = statement(
  'statistics.through',
  `select to_char(month, 'YYYY-MM') as month, figure, key, count
     from statistics_figure where figure = any($1::text[]) and key = ''
      and month = any(select to_date(m, 'YYYY-MM') from unnest($2::text[]) as m)
    order by month, figure`,
);

interface CellRow extends Row {
  readonly month: Month;
  readonly figure: string;
  readonly key: string;
  readonly count: string;
  readonly names?: KeyNames | null;
}

/** What another release counted and this one does not know is left out. */
function toCells(rows: readonly CellRow[]): CountedCell[] {
  return rows.flatMap(({ month, figure, key, count, names }) =>
    isFigure(figure) ? [{ month, figure, key, count: Number(count), names: names ?? undefined }] : [],
  );
}

/** Every figure of the months. */
export async function selectCells(db: Queryable, wanted: readonly Month[]): Promise<CountedCell[]> {
  return toCells(await db.query<CellRow>(cells, [textArray(wanted)]));
}

/** Figures that are not divided, through months; the oldest first. */
export async function selectThrough(
  db: Queryable,
  wanted: readonly FigureId[],
  inMonths: readonly Month[],
): Promise<CountedCell[]> {
  return toCells(await db.query<CellRow>(through, [textArray(wanted), textArray(inMonths)]));
}

const days = statement(
  'statistics.days',
  `select extract(day from day)::int as day, count from statistics_day
    where figure = $2 and day >= to_date($1, 'YYYY-MM') and day < to_date($1, 'YYYY-MM') + interval '1 month'
    order by day`,
);

const series = statement(
  'statistics.series',
  `select to_char(month, 'YYYY-MM') as month, figure, key, count
     from statistics_figure where figure = $1 order by month desc, count desc, key limit 20000`,
);

/** One figure in every month; the newest first. */
export async function selectSeries(db: Queryable, figure: FigureId): Promise<CountedCell[]> {
  return toCells(await db.query<CellRow>(series, [figure]));
}

export interface Day {
  /** Of the month, from 1. */
  readonly day: number;
  readonly count: number;
}

export async function selectDays(db: Queryable, month: Month, figure: FigureId): Promise<Day[]> {
  const rows = await db.query<{ day: number; count: string }>(days, [month, figure]);
  return rows.map(({ day, count }) => ({ day, count: Number(count) }));
}
