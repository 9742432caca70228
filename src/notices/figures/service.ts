import type { Clock } from '../../../oidc/ports.ts';
import type { Queryable } from '../../db/index.ts';
import { addMonths, type Month, monthOf } from '../../statistics/index.ts';
import type { Court, Courts } from '../courts/index.ts';
import {
  type CourtMonth,
  type MonthState,
  type PublishedCourtMonth,
  type PublishedMonth,
  recountedMonths,
  stateOfMonth,
  toPublished,
} from './model.ts';
import { countMonth, findProgress, listMonths, listOfCourt, listOfMonths, sumMonth } from './store.ts';

export interface FigureMonth {
  readonly month: Month;
  readonly state: MonthState;
}

/** A month as everybody may see it. */
export interface PublicMonth extends FigureMonth {
  readonly total: PublishedCourtMonth;
  /** By name in Azerbaijani. */
  readonly courts: readonly (PublishedCourtMonth & { readonly names: Court['names'] })[];
}

/** A month with what its page shows beside it. */
export interface PublicView extends PublicMonth {
  /** The newest first. */
  readonly months: readonly FigureMonth[];
  /** All courts together, twelve months at most, the oldest first. */
  readonly trend: readonly { readonly month: Month; readonly total: PublishedCourtMonth }[];
}

/** What a court's own chair sees: exact numbers. */
export interface OwnMonth extends CourtMonth {
  readonly state: MonthState;
}

/** Figures of the courts. How much is read depends on no number of notices. */
export interface CourtFigures {
  /** The newest first. */
  months(): Promise<readonly FigureMonth[]>;
  /** Undefined where the month has no figures. */
  month(month: Month): Promise<PublicMonth | undefined>;
  /** Without a month the last that is over, or the only one there is. Undefined where there are no figures. */
  view(month: Month | undefined): Promise<PublicView | undefined>;
  /** The newest first, at most 60. */
  ofCourt(courtId: string): Promise<readonly OwnMonth[]>;
}

const mostMonths = 60;
const trendMonths = 12;

export interface CourtFiguresDeps {
  readonly db: Queryable;
  readonly clock: Clock;
  readonly courts: Pick<Courts, 'list'>;
}

export function createCourtFigures(deps: CourtFiguresDeps): CourtFigures {
  const { db, clock } = deps;
  const known = (month: Month): FigureMonth => ({ month, state: stateOfMonth(month, clock.now()) });
  // A worker whose clock ran ahead has counted months to come.
  const hasBegun = (month: Month): boolean => month <= monthOf(clock.now());
  const begunMonths = async () => (await listMonths(db)).filter(hasBegun).map(known);
  return {
    months: begunMonths,
    month: async (month) => (hasBegun(month) ? publicMonth(deps, known(month)) : undefined),
    async view(wanted) {
      const months = await begunMonths();
      const chosen =
        wanted === undefined
          ? (months.find(({ state }) => state !== 'ongoing') ?? months[0])
          : months.find(({ month }) => month === wanted);
      if (!chosen) return undefined;
      const [found, trend] = await Promise.all([
        publicMonth(deps, chosen),
        trendUntil(deps, chosen.month, months),
      ]);
      return found && { ...found, months, trend };
    },
    ofCourt: async (courtId) =>
      (await listOfCourt(db, courtId, mostMonths))
        .filter(({ month }) => hasBegun(month))
        .map((one) => ({ ...one, ...known(one.month) })),
  };
}

const sameInAll = (text: string) => ({ az: text, en: text, ru: text });

async function publicMonth(
  { db, courts }: CourtFiguresDeps,
  period: FigureMonth,
): Promise<PublicMonth | undefined> {
  const [rows, named] = await Promise.all([listOfMonths(db, [period.month]), courts.list()]);
  const published = publish(rows);
  if (!published) return undefined;
  const names = new Map(named.map((court) => [court.courtId, court.names]));
  return {
    ...period,
    total: published.total,
    courts: published.courts
      .map((one) => ({ ...one, names: names.get(one.courtId) ?? sameInAll(one.courtId) }))
      .toSorted((a, b) => a.names.az.localeCompare(b.names.az, 'az')),
  };
}

/** Each month as it is published by itself. */
async function trendUntil(
  { db }: CourtFiguresDeps,
  month: Month,
  months: readonly FigureMonth[],
): Promise<PublicView['trend']> {
  const recent = months.flatMap((one) => (one.month <= month ? [one.month] : [])).slice(0, trendMonths);
  const rows = await listOfMonths(db, recent);
  return recent.toReversed().flatMap((one) => {
    const published = publish(rows.filter((row) => row.month === one));
    return published ? [{ month: one, total: published.total }] : [];
  });
}

function publish(rows: readonly CourtMonth[]): PublishedMonth | undefined {
  const total = rows.find(({ courtId }) => courtId === '');
  return (
    total &&
    toPublished(
      total,
      rows.filter((row) => row !== total),
    )
  );
}

/**
 * Counts the present month and those before it in which notices may still be read; after a standstill every month since.
 * As `acar_worker`; any number may run it: the same again gives the same. A court and month at a time, so that no
 * statement grows with the number of courts.
 */
export async function countCourtFigures(
  { db, clock, courts }: CourtFiguresDeps,
  signal?: AbortSignal,
): Promise<readonly Month[]> {
  const { counted: last, begun } = await findProgress(db);
  const present = monthOf(clock.now());
  // A worker whose clock ran ahead has counted months to come: they stop nobody.
  const first = last === undefined ? begun : addMonths(last < present ? last : present, -recountedMonths);
  if (first === undefined) return [];
  const counted: Month[] = [];
  for (let month = first; month <= present; month = addMonths(month, 1)) {
    const at = new Date(clock.now());
    for (const { courtId } of await courts.list()) {
      if (signal?.aborted) return counted;
      await countMonth(db, month, courtId, at);
    }
    await sumMonth(db, month, at);
    counted.push(month);
  }
  return counted;
}
