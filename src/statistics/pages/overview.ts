import { type Html, type HtmlValue, html, notice, standaloneLink, textsFor } from '../../http/index.ts';
import { formatDate, formatNumber } from '../../messages/index.ts';
import { bulletinPath, type Frame, portalDocument, type PortalRequest } from '../../portal/index.ts';
import { nameTexts, type Texts, texts } from '../messages.ts';
import { addMonths, type Cell, type FigureId, ownSource, smallestShown } from '../model.ts';
import type { MonthView } from '../service.ts';
import { monthCharts } from './breakdowns.ts';
import { columnChart, type Series } from './charts.ts';
import { changeInWords, monthInWords, shortMonth, totalInNumbers } from './words.ts';

/** Before anything was counted. */
export function noFiguresPage(request: PortalRequest, frame: Frame): Html {
  const t = textsFor(texts, request);
  return portalDocument(request, frame, { title: t.empty, main: notice('info', html`<p>${t.none}</p>`) });
}

export function statisticsPage(
  request: PortalRequest,
  frame: Frame,
  view: MonthView & { readonly hasCourts: boolean },
): Html {
  const t = textsFor(texts, request);
  return portalDocument(request, frame, {
    title: t.title(monthInWords(view.month, request.language)),
    main: [
      html`<p class="acar-lead">${view.source === ownSource ? (view.isComplete ? t.complete : t.ongoing) : t.bulletin}</p>`,
      chooser(request, view),
      tiles(request, view),
      trend(request, view),
      days(request, view),
      ...monthCharts(request, view),
      view.source !== ownSource &&
        html`<p>${standaloneLink({ href: bulletinPath, text: t.bulletinLink })}</p>`,
      view.hasCourts && html`<p>${standaloneLink({ href: '/statistics/courts', text: t.courts })}</p>`,
      downloads(request, view),
      html`<section><h2 class="ds-heading" data-size="md">${t.how}</h2>${howCounted(request, view)}</section>`,
    ],
  });
}

function chooser(request: PortalRequest, view: MonthView): Html {
  const t = textsFor(texts, request);
  return html`<form class="acar-chooser" method="get" action="/statistics">
<div class="ds-field"><label class="ds-label" for="month">${t.choose}</label>
<select class="ds-input" id="month" name="month">${view.periods.map(
    ({ month, isComplete }) =>
      html`<option value="${month}"${month === view.month && html` selected`}>${monthInWords(month, request.language)}${
        !isComplete && ` (${t.ongoingMark})`
      }</option>`,
  )}</select></div>
<button class="ds-button" data-variant="secondary" type="submit">${t.show}</button></form>`;
}

const tileFigures = [
  'visits',
  'visitors',
  'service_requests',
  'page_views',
  'documents_signed',
  'certificates_issued',
  'accounts_activated',
  'phones_enrolled',
] as const;

function totalOf(cells: readonly Cell[], figure: FigureId): Cell | undefined {
  return cells.find((cell) => cell.figure === figure && cell.key === '');
}

/** The main figures, each with its change; a month that goes on is compared with nothing: it is shorter. */
function tiles(request: PortalRequest, view: MonthView): Html {
  const { language } = request;
  const t = textsFor(texts, request);
  const { figures } = textsFor(nameTexts, request);
  const rows = tileFigures.flatMap((figure) => {
    const cell = totalOf(view.cells, figure);
    if (!cell) return [];
    const changes = [
      [addMonths(view.month, -1), totalOf(view.monthBefore, figure)],
      [addMonths(view.month, -12), totalOf(view.yearBefore, figure)],
    ] as const;
    return html`<li><span class="acar-tile__name">${figures[figure]}</span> <strong>${totalInNumbers(cell.count, language)}</strong>${
      view.isComplete &&
      changes.map(([month, before]) => {
        const change = changeInWords(cell.count, before?.count, language);
        return (
          change &&
          html`<span class="acar-tile__change"><b>${change}</b> ${t.against(monthInWords(month, language))}</span>`
        );
      })
    }</li>`;
  });
  return html`<section><h2 class="ds-sr-only">${t.summary}</h2><ul class="acar-tiles">${rows}</ul></section>`;
}

/** The largest group in a sentence. */
function mostIn(groups: readonly string[], { name, values }: Series, say: Texts['most']): string {
  const most = values.reduce<number>(
    (best, value, place) => ((value ?? -1) > (values[best] ?? -1) ? place : best),
    0,
  );
  const value = values[most];
  return value === undefined ? '' : say(name, formatNumber(value), groups[most] ?? '');
}

function trend(request: PortalRequest, view: MonthView): HtmlValue {
  const { language } = request;
  const t = textsFor(texts, request);
  if (view.trend.length < 2) return undefined;
  const { figures } = textsFor(nameTexts, request);
  const names = view.trend.map(({ month }) => monthInWords(month, language));
  const series = [
    { name: figures.visits, values: view.trend.map((one) => one.visits) },
    { name: figures.service_requests, values: view.trend.map((one) => one.serviceRequests) },
  ];
  return columnChart({
    id: 'trend',
    title: t.trend,
    about: view.trend.every(({ source }) => source === ownSource)
      ? t.trendAbout
      : `${t.trendAbout} ${t.otherCount}`,
    summary: series.map((one) => mostIn(names, one, t.most)).join(' '),
    groupHeading: t.month,
    groups: view.trend.map(({ month }, place) => ({
      name: names[place] ?? month,
      short: shortMonth(month, language),
      // Each fifth finds room on a phone, and the last not: it would reach over the edge.
      isAlwaysShown: view.trend.length <= 4 || (view.trend.length - 1 - place) % 5 === 1,
      isMarked: month === view.month,
    })),
    series,
    tableText: t.numbers,
    language,
  });
}

function days(request: PortalRequest, view: MonthView): HtmlValue {
  const { language } = request;
  const t = textsFor(texts, request);
  if (view.days.every(({ count }) => !count)) return undefined;
  const [year = 0, month = 1] = view.month.split('-').map(Number);
  // Noon in UTC is the same day in Baku.
  const names = view.days.map(({ day }) =>
    formatDate(new Date(Date.UTC(year, month - 1, day, 12)), language),
  );
  const series = {
    name: textsFor(nameTexts, request).figures.visits,
    values: view.days.map(({ count }) => count),
  };
  return columnChart({
    id: 'days',
    title: t.days,
    about: t.daysAbout,
    summary: mostIn(names, series, t.most),
    groupHeading: t.day,
    groups: view.days.map(({ day }, place) => ({
      name: names[place] ?? '',
      short: String(day),
      isAlwaysShown: day === 1 || day % 5 === 0,
    })),
    series: [series],
    tableText: t.numbers,
    language,
  });
}

function downloads(request: PortalRequest, { month }: MonthView): Html {
  const t = textsFor(texts, request);
  return html`<section><h2 class="ds-heading" data-size="md">${t.data}</h2><p>${t.dataAbout}</p>
<ul class="acar-links">${[
    { href: `/statistics/months/${month}.csv`, text: t.csv },
    { href: `/statistics/months/${month}.json`, text: t.json },
    { href: '/statistics/months.json', text: t.months },
    { href: '/statistics/schema.json', text: t.schema },
  ].map((link) => html`<li><a class="ds-link" href="${link.href}">${link.text}</a></li>`)}</ul></section>`;
}

function howCounted(request: PortalRequest, { source, counted }: MonthView): Html {
  const t = textsFor(texts, request);
  if (source !== ownSource) return html`<p>${t.howBulletin}</p>`;
  return html`<p>${t.howText(smallestShown)}</p><p class="acar-quiet">${t.counted(formatNumber(counted))}</p>`;
}
