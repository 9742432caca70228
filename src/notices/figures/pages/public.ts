import { type Html, html, notice, standaloneLink, textsFor } from '../../../http/index.ts';
import { type Frame, portalDocument, type PortalRequest } from '../../../portal/index.ts';
import { barChart, monthInWords } from '../../../statistics/index.ts';
import { figureTexts } from '../messages.ts';
import type { PublicView } from '../service.ts';
import { countInWords, downloads, howCounted, shareInWords, tiles, timesTable, trendChart } from './parts.ts';

export const publicPath = '/statistics/courts';

/** Figures of all courts for everybody; undefined = none are counted yet. */
export function publicFiguresPage(request: PortalRequest, frame: Frame, view: PublicView | undefined): Html {
  const t = textsFor(figureTexts, request);
  const { language } = request;
  const toAll = html`<p>${standaloneLink({ href: '/statistics', text: t.all })}</p>`;
  if (!view)
    return portalDocument(request, frame, {
      title: t.empty,
      main: [notice('info', html`<p>${t.none}</p>`), toAll],
    });
  const { month, total, courts, trend } = view;
  const months = trend.map((one) => ({ ...one.total, month: one.month }));
  return portalDocument(request, frame, {
    title: t.title(monthInWords(month, language)),
    main: [
      html`<p class="acar-lead">${t.lead[view.state]}</p>`,
      chooser(request, view),
      tiles(t.summary, total, language),
      trendChart(months, { about: t.trendAbout, marked: month, language }),
      courtBars(request, view),
      timesTable(
        { heading: t.court, none: t.hidden },
        courts.map((one) => ({ name: one.names[language], ...one })),
        language,
      ),
      downloads(language, [
        { href: `${publicPath}/months/${month}.csv`, text: t.csv },
        { href: `${publicPath}/months/${month}.json`, text: t.json },
        { href: `${publicPath}/months.json`, text: t.months },
      ]),
      howCounted(language, false),
      toAll,
    ],
  });
}

function chooser(request: PortalRequest, { month, months }: PublicView): Html {
  const t = textsFor(figureTexts, request);
  return html`<form class="acar-chooser" method="get" action="${publicPath}">
<div class="ds-field"><label class="ds-label" for="month">${t.choose}</label>
<select class="ds-input" id="month" name="month">${months.map(
    (one) =>
      html`<option value="${one.month}"${one.month === month && html` selected`}>${monthInWords(one.month, request.language)}${
        one.state !== 'final' && ` (${t.marks[one.state]})`
      }</option>`,
  )}</select></div>
<button class="ds-button" data-variant="secondary" type="submit">${t.show}</button></form>`;
}

function courtBars(request: PortalRequest, { courts }: PublicView) {
  const t = textsFor(figureTexts, request);
  const { language } = request;
  const longest = Math.max(1, ...courts.map(({ sent }) => sent ?? 0));
  return barChart({
    id: 'by-court',
    title: t.byCourt,
    about: t.byCourtAbout,
    nameHeading: t.court,
    headings: [t.sent, t.delivered, t.read],
    rows: courts.map(({ names, sent, delivered, read }) => ({
      name: names[language],
      parts: [((sent ?? 0) / longest) * 100],
      numbers: [
        countInWords(sent, language),
        shareInWords(delivered, sent, language),
        shareInWords(read, sent, language),
      ],
    })),
    othersText: t.others,
  });
}
