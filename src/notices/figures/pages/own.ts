import { type Html, html, table, textsFor } from '../../../http/index.ts';
import { monthInWords } from '../../../statistics/index.ts';
import { type CourtRequest, courtDocument, courtPath } from '../../workplace/index.ts';
import type { OfficeFrame } from '../../workplace/index.ts';
import { figureTexts } from '../messages.ts';
import type { OwnMonth } from '../service.ts';
import { countInWords, downloads, howCounted, shareInWords, tiles, timesTable, trendChart } from './parts.ts';

const trendMonths = 12;

/** A court's own figures, exact, for its chair; the newest month first. */
export function ownFiguresPage(request: CourtRequest, frame: OfficeFrame, months: readonly OwnMonth[]): Html {
  const t = textsFor(figureTexts, request);
  const { language } = request;
  const [newest] = months;
  const nameOf = ({ month, state }: OwnMonth) =>
    html`${monthInWords(month, language)}${state !== 'final' && html` <span class="acar-quiet">(${t.marks[state]})</span>`}`;
  const path = courtPath(frame, '/figures');
  return courtDocument(request, frame, {
    title: t.ownTitle,
    main: newest
      ? [
          html`<p class="acar-lead">${t.ownLead}</p>`,
          tiles(monthInWords(newest.month, language), newest, language),
          html`<p class="acar-quiet">${monthInWords(newest.month, language)}: ${t.lead[newest.state]}</p>`,
          trendChart(months.slice(0, trendMonths).toReversed(), {
            about: t.ownTrendAbout,
            marked: newest.month,
            language,
          }),
          table(
            html`<span class="ds-sr-only">${t.ownTitle}</span>`,
            [
              { heading: t.month, cell: nameOf },
              { heading: t.sent, isNumber: true, cell: ({ sent }: OwnMonth) => countInWords(sent, language) },
              {
                heading: t.delivered,
                isNumber: true,
                cell: ({ delivered, sent }) => shareInWords(delivered, sent, language),
              },
              {
                heading: t.read,
                isNumber: true,
                cell: ({ read, sent }) => shareInWords(read, sent, language),
              },
            ],
            months,
          ),
          timesTable(
            { heading: t.month, none: '–' },
            months.map((one) => ({ ...one, name: nameOf(one) })),
            language,
          ),
          downloads(language, [
            { href: `${path}.csv`, text: t.csv },
            { href: `${path}.json`, text: t.json },
          ]),
          howCounted(language, true),
        ]
      : html`<p class="acar-lead">${t.none}</p>`,
  });
}
