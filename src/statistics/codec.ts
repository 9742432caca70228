import { z } from 'zod';
import { csvField } from '../http/index.ts';
import { type Cell, dimensionOf, type FigureId, figures, type KeyNames, smallestShown } from './model.ts';
import type { MonthReport, PublishedPeriod } from './service.ts';

const month = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .describe('A month by the calendar of Baku, such as 2026-11');
const figure = z.enum(figures);
const count = z
  .int()
  .min(0)
  .nullable()
  .describe(`Null: hidden, because counts below ${smallestShown} could point at persons`);
const period = {
  month,
  source: z.string().describe('`records`: counted from the interaction record; else the publication'),
  isComplete: z.boolean().describe('False while the month goes on'),
};
const part = z.strictObject({
  key: z.string().describe('What the figure is divided by: such as a client, a method, a format'),
  names: z.strictObject({ az: z.string(), en: z.string(), ru: z.string() }).optional(),
  count,
});

/** What `/statistics/months.json` answers. */
export const monthsDocument = z.strictObject({
  months: z.array(z.strictObject(period)),
  figures: z.array(z.strictObject({ figure, dividedBy: z.string().nullable() })),
});

/** What `/statistics/months/{month}.json` answers. */
export const monthDocument = z.strictObject({
  ...period,
  countedRecords: z.int().describe('Records of the public log, from its beginning, that are in the figures'),
  figures: z.array(
    z.strictObject({
      figure,
      dividedBy: z.string().nullable(),
      count,
      parts: z.array(part).optional(),
    }),
  ),
});

/** What `/statistics/figures/{figure}.json` answers. */
export const figureDocument = z.strictObject({
  figure,
  dividedBy: z.string().nullable(),
  months: z.array(z.strictObject({ ...period, count, parts: z.array(part).optional() })),
});

/** JSON Schema of each document (draft 2020-12). */
export function documentSchemas(): Readonly<Record<'months' | 'month' | 'figure', object>> {
  return {
    months: z.toJSONSchema(monthsDocument),
    month: z.toJSONSchema(monthDocument),
    figure: z.toJSONSchema(figureDocument),
  };
}

export function toMonthsDocument(periods: readonly PublishedPeriod[]): z.infer<typeof monthsDocument> {
  return {
    months: periods.map(periodOf),
    figures: figures.map((id) => ({ figure: id, dividedBy: dimensionOf(id) ?? null })),
  };
}

export function toMonthDocument(report: MonthReport): z.infer<typeof monthDocument> {
  const present = figures.filter((id) => report.cells.some((cell) => cell.figure === id));
  return {
    ...periodOf(report),
    countedRecords: report.counted,
    figures: present.map((id) => ({
      figure: id,
      dividedBy: dimensionOf(id) ?? null,
      ...numbersOf(
        id,
        report.cells.filter((cell) => cell.figure === id),
      ),
    })),
  };
}

export function toFigureDocument(
  id: FigureId,
  months: readonly (PublishedPeriod & { readonly cells: readonly Cell[] })[],
): z.infer<typeof figureDocument> {
  return {
    figure: id,
    dividedBy: dimensionOf(id) ?? null,
    months: months.map((one) => ({ ...periodOf(one), ...numbersOf(id, one.cells) })),
  };
}

function periodOf({ month: of, source, isComplete }: PublishedPeriod) {
  return { month: of, source, isComplete };
}

function numbersOf(id: FigureId, cells: readonly Cell[]) {
  const total = cells.find(({ key }) => key === '')?.count ?? null;
  if (dimensionOf(id) === undefined) return { count: total };
  return {
    count: total,
    parts: cells
      .filter(({ key }) => key !== '')
      .map(({ key, names, count: number }) => ({
        key,
        ...(names && { names: inThreeLanguages(names) }),
        count: number ?? null,
      })),
  };
}

function inThreeLanguages(names: KeyNames): { az: string; en: string; ru: string } {
  const az = names.az ?? '';
  return { az, en: names.en ?? az, ru: names.ru ?? az };
}

/** CSV (RFC 4180) with a heading; a hidden count is empty. */
export function toCsv(cells: readonly Cell[]): string {
  const rows = cells.map(({ month: of, figure: id, key, names, count: number }) =>
    [of, id, key, names?.az ?? '', number === undefined ? '' : String(number)].map(csvField).join(','),
  );
  return `${['month,figure,key,name,count', ...rows].join('\r\n')}\r\n`;
}
