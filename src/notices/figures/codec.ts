import { z } from 'zod';
import { csvField } from '../../http/index.ts';
import { smallestShown } from '../../statistics/index.ts';
import type { PublishedCourtMonth } from './model.ts';
import type { FigureMonth, OwnMonth, PublicMonth } from './service.ts';

const count = z
  .int()
  .min(0)
  .nullable()
  .describe(`Null: hidden, because counts below ${smallestShown} could point at persons`);
const seconds = z.int().min(0).nullable();
const durations = z
  .strictObject({ half: seconds, nineTenths: seconds })
  .describe(
    'Seconds within which half of them, and nine tenths, were done; null where too few are behind it',
  );
const counts = { sent: count, delivered: count, read: count };
const figures = {
  ...counts,
  registrationToNotice: durations,
  noticeToReading: durations,
};
const period = {
  month: z.string().describe('The month in which notices were signed, by the calendar of Baku'),
  state: z
    .enum(['ongoing', 'settling', 'final'])
    .describe('`settling`: some may still be delivered and read'),
};

/** What `/statistics/courts/months.json` answers. */
export const courtMonthsDocument = z.strictObject({ months: z.array(z.strictObject(period)) });

/** What `/statistics/courts/months/{month}.json` answers. */
export const courtMonthDocument = z.strictObject({
  ...period,
  total: z.strictObject(counts),
  courts: z.array(
    z.strictObject({
      court: z.string(),
      names: z.strictObject({ az: z.string(), en: z.string(), ru: z.string() }),
      ...figures,
    }),
  ),
});

/** What a court's own `/courts/{court}/figures.json` answers. */
export const ownFiguresDocument = z.strictObject({
  court: z.string(),
  months: z.array(z.strictObject({ ...period, ...figures })),
});

type Counted = Omit<PublishedCourtMonth, 'courtId'>;

function countsOf({ sent, delivered, read }: Counted) {
  return { sent: sent ?? null, delivered: delivered ?? null, read: read ?? null };
}

function figuresOf(one: Counted) {
  const times = ({ half, most }: Counted['toNotice']) => ({ half: half ?? null, nineTenths: most ?? null });
  return {
    ...countsOf(one),
    registrationToNotice: times(one.toNotice),
    noticeToReading: times(one.toReading),
  };
}

export function toMonthsDocument(months: readonly FigureMonth[]): z.infer<typeof courtMonthsDocument> {
  return { months: months.map(({ month, state }) => ({ month, state })) };
}

export function toMonthDocument(found: PublicMonth): z.infer<typeof courtMonthDocument> {
  const { month, state, total, courts } = found;
  return {
    month,
    state,
    total: countsOf(total),
    courts: courts.map((one) => ({ court: one.courtId, names: one.names, ...figuresOf(one) })),
  };
}

export function toOwnDocument(
  court: string,
  months: readonly OwnMonth[],
): z.infer<typeof ownFiguresDocument> {
  return { court, months: months.map((one) => ({ month: one.month, state: one.state, ...figuresOf(one) })) };
}

const columns =
  'month,court,name,sent,delivered,read,registration_to_notice_half_seconds,registration_to_notice_nine_tenths_seconds,notice_to_reading_half_seconds,notice_to_reading_nine_tenths_seconds';

/** One row of the table. */
export interface CsvRow {
  readonly month: string;
  readonly court: string;
  readonly name: string;
  readonly figures: Counted;
}

/** CSV (RFC 4180) with a heading; what is hidden is empty. */
export function toCsv(rows: readonly CsvRow[]): string {
  const lines = rows.map(({ month, court, name, figures: one }) => {
    const { sent, delivered, read, toNotice, toReading } = one;
    const numbers = [sent, delivered, read, toNotice.half, toNotice.most, toReading.half, toReading.most];
    return [month, court, name, ...numbers.map((number) => String(number ?? ''))].map(csvField).join(',');
  });
  return `${[columns, ...lines].join('\r\n')}\r\n`;
}

/** All courts together first, under an empty name. */
export function toMonthCsv({ month, total, courts }: PublicMonth): string {
  return toCsv([
    { month, court: '', name: '', figures: total },
    ...courts.map((one) => ({ month, court: one.courtId, name: one.names.az, figures: one })),
  ]);
}
