import type { Clock } from '../../oidc/ports.ts';
import type { Queryable } from '../db/index.ts';
import {
  addMonths,
  type Cell,
  type CountedCell,
  daysIn,
  type FigureId,
  type Month,
  monthOf,
  ownSource,
  type Period,
  toPublished,
  withoutSmall,
} from './model.ts';
import {
  type Progress,
  selectCells,
  selectDays,
  selectPeriods,
  selectProgress,
  selectSeries,
  selectThrough,
} from './store.ts';

/** A month with figures, as it is published. */
export interface PublishedPeriod extends Period {
  /** False = the month goes on, and so do its figures. */
  readonly isComplete: boolean;
}

export interface MonthReport extends PublishedPeriod {
  readonly cells: readonly Cell[];
  /** Figures of the month before, and of the same month a year before; empty where there are none. */
  readonly monthBefore: readonly Cell[];
  readonly yearBefore: readonly Cell[];
  /** Records of the log, from its beginning, that are in the figures. */
  readonly counted: number;
}

/** A month with what its page draws beside its figures. */
export interface MonthView extends MonthReport {
  /** All months with figures, the newest first. */
  readonly periods: readonly PublishedPeriod[];
  /** Visits of each day; empty for a month that others published. */
  readonly days: readonly { readonly day: number; readonly count: number | undefined }[];
  /** Twelve months at most, the oldest first. */
  readonly trend: readonly (PublishedPeriod & {
    readonly visits: number | undefined;
    readonly serviceRequests: number | undefined;
  })[];
}

/** The published figures. How much is read depends on no number of persons or records. */
export interface Statistics {
  /** The newest first. */
  periods(): Promise<readonly PublishedPeriod[]>;
  /** A month; without one the last complete month, or the only one there is. Undefined where there are no figures. */
  view(month: Month | undefined): Promise<MonthView | undefined>;
  /** Undefined where the month has no figures. */
  month(month: Month): Promise<MonthReport | undefined>;
  /** A figure through all months, the newest first. */
  figure(figure: FigureId): Promise<readonly (PublishedPeriod & { readonly cells: readonly Cell[] })[]>;
}

export function createStatistics(deps: { readonly db: Queryable; readonly clock: Clock }): Statistics {
  const { db, clock } = deps;
  const published = (period: Period) => publish(period, clock.now());
  return {
    periods: async () => (await selectPeriods(db)).map(published),
    async month(month) {
      const periods = (await selectPeriods(db)).map(published);
      const period = periods.find((one) => one.month === month);
      return period && reportOf(db, period, periods);
    },
    async view(month) {
      const periods = (await selectPeriods(db)).map(published);
      const period =
        month === undefined
          ? (periods.find(({ isComplete }) => isComplete) ?? periods[0])
          : periods.find((one) => one.month === month);
      if (!period) return undefined;
      const [report, days, trend] = await Promise.all([
        reportOf(db, period, periods),
        selectDays(db, period.month, 'visits'),
        trendOf(db, period, periods),
      ]);
      return { ...report, periods, days: everyDay(period, days, clock.now()), trend };
    },
    async figure(figure) {
      const [periods, cells] = await Promise.all([selectPeriods(db), selectSeries(db, figure)]);
      return periods
        .map((period) => ({ ...published(period), cells: publishedIn(cells, period.month, [period]) }))
        .filter((period) => period.cells.length > 0);
    },
  };
}

function publish(period: Period, now: number): PublishedPeriod {
  return { ...period, isComplete: period.source !== ownSource || period.month < monthOf(now) };
}

async function reportOf(
  db: Queryable,
  period: PublishedPeriod,
  periods: readonly Period[],
): Promise<MonthReport> {
  const { month } = period;
  const before = addMonths(month, -1);
  const yearBefore = addMonths(month, -12);
  const [cells, progress] = await Promise.all([
    selectCells(db, [month, before, yearBefore]),
    selectProgress(db),
  ]);
  return {
    ...period,
    cells: publishedIn(cells, month, periods),
    monthBefore: publishedIn(cells, before, periods),
    yearBefore: publishedIn(cells, yearBefore, periods),
    counted: progress.counted,
  };
}

function publishedIn(
  cells: readonly CountedCell[],
  month: Month,
  periods: readonly Period[],
): readonly Cell[] {
  const source = periods.find((period) => period.month === month)?.source ?? ownSource;
  return toPublished(
    cells.filter((cell) => cell.month === month),
    source,
  );
}

const longestTrend = 12;

/** Up to the newest month; where the month is older than all of these, from it on. */
async function trendOf(
  db: Queryable,
  period: PublishedPeriod,
  periods: readonly PublishedPeriod[],
): Promise<MonthView['trend']> {
  const place = periods.findIndex(({ month }) => month === period.month);
  const start = Math.max(0, place - longestTrend + 1);
  const shown = periods.slice(start, start + longestTrend).toReversed();
  const found = await selectThrough(
    db,
    ['visits', 'service_requests'],
    shown.map(({ month }) => month),
  );
  const countOf = ({ month, source }: Period, figure: FigureId) => {
    const own = found.filter((cell) => cell.month === month && cell.figure === figure);
    return toPublished(own, source)[0]?.count;
  };
  return shown.map((one) => ({
    ...one,
    visits: countOf(one, 'visits'),
    serviceRequests: countOf(one, 'service_requests'),
  }));
}

/** A day without a row had none, up to today; the days to come are left out. */
function everyDay(
  period: PublishedPeriod,
  days: readonly { readonly day: number; readonly count: number }[],
  now: number,
): MonthView['days'] {
  if (days.length === 0) return [];
  const last = period.isComplete
    ? daysIn(period.month)
    : Math.max(dayInBaku(now), ...days.map(({ day }) => day));
  const all = Array.from({ length: last }, (_, place) => ({
    day: place + 1,
    count: days.find(({ day }) => day === place + 1)?.count ?? 0,
  }));
  return withoutSmall(all);
}

const bakuDay = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Baku', day: 'numeric' });
const dayInBaku = (now: number) => Number(bakuDay.format(now));

/** For the operator: nothing is hidden. */
export interface ExactMonth extends PublishedPeriod {
  readonly cells: readonly CountedCell[];
}

export interface ExactStatistics {
  progress(): Promise<Progress>;
  /** Without a month the newest. Undefined where there are no figures. */
  month(month: Month | undefined): Promise<ExactMonth | undefined>;
}

export function createExactStatistics(deps: {
  readonly db: Queryable;
  readonly clock: Clock;
}): ExactStatistics {
  const { db, clock } = deps;
  return {
    progress: () => selectProgress(db),
    async month(month) {
      const periods = await selectPeriods(db);
      const period = month === undefined ? periods[0] : periods.find((one) => one.month === month);
      if (!period) return undefined;
      const cells = await selectCells(db, [period.month]);
      return { ...publish(period, clock.now()), cells };
    },
  };
}
