import {
  document,
  type Html,
  html,
  linkButton,
  pagination,
  table,
  tag,
  textsFor,
} from '../../../http/index.ts';
import { formatDateTime, formatNumber } from '../../../messages/index.ts';
import type { Court } from '../../courts/index.ts';
import { courtFooterLinks, type CourtRequest } from '../../workplace/index.ts';
import { rotationTexts } from '../messages.ts';
import type { OpenDraw } from '../views.ts';
import { kindText } from './words.ts';

export function openDrawsPath(courtId: string, rest = ''): string {
  return `/draws/${courtId}${rest}`;
}

export interface OpenDrawsView {
  readonly court: Court;
  readonly draws: readonly OpenDraw[];
  /** Where the next page begins. */
  readonly next: number | undefined;
  readonly isFirst: boolean;
  readonly logKey: string | undefined;
  /** Those that have a file. */
  readonly years: readonly number[];
  readonly portal: string;
  readonly site: string;
}

/** The draws of a court, for everybody: who got which case, and how to compute it anew. */
export function openDrawsPage(request: CourtRequest, view: OpenDrawsView): Html {
  const t = textsFor(rotationTexts, request).open;
  const { court, draws, next, isFirst, logKey } = view;
  const path = openDrawsPath(court.courtId);
  return document(request, {
    layout: 'wide',
    site: view.site,
    footerLinks: courtFooterLinks(request.language, view.portal),
    title: t.title(court.names[request.language]),
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      logKey === undefined && html`<p>${tag(t.noLog, 'warning')}</p>`,
      draws.length === 0 ? html`<p>${t.none}</p>` : drawsTable(request, draws),
      pagination(t.caption, {
        first: isFirst ? undefined : { href: path, text: t.newest },
        next: next === undefined ? undefined : { href: `${path}?before=${next}`, text: t.older },
      }),
      logKey !== undefined && checkPart(request, view, logKey),
    ],
  });
}

function drawsTable(request: CourtRequest, draws: readonly OpenDraw[]): Html {
  const t = textsFor(rotationTexts, request).open;
  return table<OpenDraw>(
    t.caption,
    [
      { heading: t.when, cell: ({ at }) => formatDateTime(at, request.language) },
      { heading: t.kind, cell: ({ kind }) => kindText(kind, request.language) },
      { heading: t.number, isNumber: true, cell: ({ draw }) => (draw ? formatNumber(draw.n) : '—') },
      { heading: t.judge, cell: ({ judge }) => judge },
      {
        heading: t.how,
        cell: ({ draw }) => (draw ? t.drawn(formatNumber(draw.lots)) : tag(t.given, 'warning')),
      },
      { heading: t.case, cell: ({ caseId }) => html`<span class="acar-breakable">${caseId}</span>` },
    ],
    draws,
  );
}

function checkPart(
  request: CourtRequest,
  { court: { courtId }, years }: OpenDrawsView,
  logKey: string,
): Html {
  const t = textsFor(rotationTexts, request).open;
  const command = (...files: string[]) => `acar verify draws --file ${files.join(',')} --log-key ${logKey}`;
  const ofYears = years.map((year) => fileName(courtId, year));
  return html`<h2 class="ds-heading" data-size="md">${t.check}</h2>
<p>${t.checkLead}</p>
<p><code class="acar-breakable">${command(fileName(courtId))}</code></p>
<p>${linkButton({ href: openDrawsPath(courtId, '/file'), text: t.download })}</p>
${
  years.length > 0 &&
  html`<p>${t.byYear}</p><ul class="acar-links">${years.map(
    (year) =>
      html`<li><a class="ds-link" href="${openDrawsPath(courtId, `/files/${year}`)}">${t.ofYear(String(year))}</a></li>`,
  )}</ul><p><code class="acar-breakable">${command(...ofYears)}</code></p>`
}`;
}

export function fileName(courtId: string, year?: number): string {
  return year === undefined ? `acar-draws-${courtId}.jsonl` : `acar-draws-${courtId}-${year}.jsonl`;
}
