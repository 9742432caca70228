import { type Html, html, type HtmlValue, table, textsFor } from '../../../http/index.ts';
import { formatNumber, type Language } from '../../../messages/index.ts';
import { columnChart, monthInWords, shortMonth, smallestShown } from '../../../statistics/index.ts';
import { figureTexts } from '../messages.ts';
import { type CountName, type Durations, durationInWords } from '../model.ts';

type Shown = Readonly<Record<CountName, number | undefined>>;

/** A count; a hidden one in words. */
export function countInWords(count: number | undefined, language: Language): string {
  return count === undefined ? textsFor(figureTexts, { language }).hidden : formatNumber(count);
}

/** `812 (96,4 %)` of what was sent. */
export function shareInWords(
  count: number | undefined,
  sent: number | undefined,
  language: Language,
): string {
  const number = countInWords(count, language);
  return count === undefined || !sent ? number : `${number} (${formatNumber((count / sent) * 100, 1)} %)`;
}

/** The three counts, large. */
export function tiles(heading: string, shown: Shown, language: Language): Html {
  const t = textsFor(figureTexts, { language });
  const small = t.fewer(smallestShown);
  const rows = [
    [t.sent, shown.sent === undefined ? small : formatNumber(shown.sent)],
    [t.delivered, shareInWords(shown.delivered, shown.sent, language)],
    [t.read, shareInWords(shown.read, shown.sent, language)],
  ] as const;
  return html`<section><h2 class="ds-sr-only">${heading}</h2><ul class="acar-tiles">${rows.map(
    ([name, value]) => html`<li><span class="acar-tile__name">${name}</span> <strong>${value}</strong></li>`,
  )}</ul></section>`;
}

/** Sent and read through months, the oldest first; nothing for one month alone. */
export function trendChart(
  months: readonly (Shown & { readonly month: string })[],
  {
    about,
    marked,
    language,
  }: { readonly about: string; readonly marked: string; readonly language: Language },
): HtmlValue {
  if (months.length < 2) return undefined;
  const t = textsFor(figureTexts, { language });
  const series = [
    { name: t.sent, values: months.map(({ sent }) => sent) },
    { name: t.read, values: months.map(({ read }) => read) },
  ];
  const names = months.map(({ month }) => monthInWords(month, language));
  return columnChart({
    id: 'court-trend',
    title: t.trend,
    about,
    summary: series.map(({ name, values }) => mostIn(names, name, values, t.most)).join(' '),
    groupHeading: t.month,
    groups: months.map(({ month }, place) => ({
      name: names[place] ?? month,
      short: shortMonth(month, language),
      isAlwaysShown: months.length <= 4 || (months.length - 1 - place) % 5 === 1,
      isMarked: month === marked,
    })),
    series,
    tableText: t.numbers,
    language,
  });
}

function mostIn(
  months: readonly string[],
  name: string,
  values: readonly (number | undefined)[],
  say: (name: string, count: string, month: string) => string,
): string {
  const most = Math.max(...values.map((value) => value ?? -1));
  const month = months[values.indexOf(most)];
  return most < 0 || month === undefined ? '' : say(name, formatNumber(most), month);
}

export interface TimesRow {
  readonly name: HtmlValue;
  readonly toNotice: Durations;
  readonly toReading: Durations;
}

/** How long it took, for half and for nine tenths; `none` stands where there is no time to show. */
export function timesTable(
  { heading, none }: { readonly heading: string; readonly none: string },
  rows: readonly TimesRow[],
  language: Language,
): Html {
  const t = textsFor(figureTexts, { language });
  const cell = ({ half, most }: Durations) =>
    half === undefined || most === undefined
      ? none
      : html`${durationInWords(half, language)} <span class="acar-quiet">(${t.half})</span><br>${durationInWords(most, language)} <span class="acar-quiet">(${t.nineTenths})</span>`;
  return html`<section><h2 class="ds-heading" data-size="md">${t.times}</h2><p class="acar-quiet">${t.timesAbout}</p>${table(
    html`<span class="ds-sr-only">${t.times}</span>`,
    [
      { heading, cell: ({ name }: TimesRow) => name },
      { heading: t.toNotice, cell: ({ toNotice }) => cell(toNotice) },
      { heading: t.toReading, cell: ({ toReading }) => cell(toReading) },
    ],
    rows,
  )}</section>`;
}

export function downloads(
  language: Language,
  links: readonly { readonly href: string; readonly text: string }[],
): Html {
  const t = textsFor(figureTexts, { language });
  return html`<section><h2 class="ds-heading" data-size="md">${t.data}</h2><ul class="acar-links">${links.map(
    ({ href, text }) => html`<li><a class="ds-link" href="${href}">${text}</a></li>`,
  )}</ul></section>`;
}

/** `isExact`: nothing was hidden. */
export function howCounted(language: Language, isExact: boolean): Html {
  const t = textsFor(figureTexts, { language });
  return html`<section><h2 class="ds-heading" data-size="md">${t.how}</h2><p>${t.howText}</p>${!isExact && html`<p>${t.hiding(smallestShown)}</p>`}</section>`;
}
