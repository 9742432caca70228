import { bar, type Column, facts, type Html, html, table, textsFor } from '../../http/index.ts';
import { formatNumber } from '../../messages/index.ts';
import type { Agency, Figures } from '../catalogue/index.ts';
import { figures as texts } from '../messages/figures.ts';
import { open } from '../messages/open.ts';
import { agencyLink, integrationKeys, numberOr } from './agencies.ts';
import { type Frame, type PortalRequest, portalDocument } from './frame.ts';

export const sortOrders = ['uses', 'services', 'name'] as const;
export type SortOrder = (typeof sortOrders)[number];

/** Under `/statistics`, which shows the months (src/statistics). */
export const bulletinPath = '/statistics/bulletin-2013';

export interface BulletinView {
  /** In the order of the alphabet. */
  readonly agencies: readonly Agency[];
  readonly figures: Figures;
  readonly sort: SortOrder;
}

export function bulletinPage(request: PortalRequest, frame: Frame, view: BulletinView): Html {
  const t = textsFor(texts, request).statistics;
  return portalDocument(request, frame, {
    title: t.title,
    main: [
      html`<p class="acar-quiet">${t.source}</p>`,
      usage(request, view),
      integration(request, view),
      visits(request, view.figures),
      section(t.certificates, counts(t.certificateRows, view.figures['certificates'])),
      section(t.registers, counts(t.registerRows, view.figures['registers'])),
      section(t.codes, facts([{ name: t.codes, value: figure(view.figures, 'codeHolders', 'total') }])),
    ],
  });
}

function section(heading: string, content: Html | readonly Html[]): Html {
  return html`<section><h2 class="ds-heading" data-size="md">${heading}</h2>${content}</section>`;
}

function figure(figures: Figures, subject: string, name: string): string {
  return numberOr(figures[subject]?.[name], '–');
}

function counts(names: Readonly<Record<string, string>>, values: Figures[string] | undefined): Html {
  return facts(Object.entries(names).map(([key, name]) => ({ name, value: numberOr(values?.[key], '–') })));
}

type Used = Agency & { readonly usage: NonNullable<Agency['usage']> };

function usage(request: PortalRequest, view: BulletinView): Html {
  const t = textsFor(texts, request).statistics;
  const names = textsFor(open, request).agencies;
  const used = view.agencies.filter((agency): agency is Used => agency.usage !== undefined);
  const rows = sorted(used, view.sort);
  const total = rows.reduce((sum, agency) => sum + agency.usage.uses, 0) || 1;
  const percent = (agency: Used) => formatNumber((agency.usage.uses / total) * 100, 1);
  const [top] = sorted(used, 'uses');
  const columns: readonly Column<Used>[] = [
    { heading: names.name, cell: agencyLink, sort: sortBy(view.sort, 'name') },
    {
      heading: names.services,
      isNumber: true,
      cell: (agency) => formatNumber(agency.usage.services),
      sort: sortBy(view.sort, 'services'),
    },
    {
      heading: names.uses,
      isNumber: true,
      cell: (agency) => formatNumber(agency.usage.uses),
      sort: sortBy(view.sort, 'uses'),
    },
    { heading: t.share, cell: (agency) => html`${percent(agency)} % ${bar(agency.usage.uses / total)}` },
  ];
  const inWords =
    top &&
    t.usageInWords(
      figure(view.figures, 'usage', 'uses'),
      figure(view.figures, 'usage', 'services'),
      top.name,
      percent(top),
    );
  return section(t.usage, [
    html`<p>${inWords}</p>`,
    table(html`<span class="acar-caption">${t.sortHint}</span>`, columns, rows),
  ]);
}

function sortBy(current: SortOrder, order: SortOrder): NonNullable<Column<Used>['sort']> {
  const direction = order === 'name' ? 'ascending' : 'descending';
  return { href: `${bulletinPath}?sort=${order}`, direction: current === order ? direction : undefined };
}

function sorted(agencies: readonly Used[], order: SortOrder): Used[] {
  switch (order) {
    case 'uses':
      return agencies.toSorted((a, b) => b.usage.uses - a.usage.uses);
    case 'services':
      return agencies.toSorted((a, b) => b.usage.services - a.usage.services);
    case 'name':
      return [...agencies];
  }
}

function integration(request: PortalRequest, view: BulletinView): Html {
  const t = textsFor(texts, request);
  const names = textsFor(open, request).agencies;
  const columns: readonly Column<Agency>[] = [
    { heading: names.name, cell: agencyLink },
    ...integrationKeys.map((key) => ({
      heading: t.integration[key],
      isNumber: true,
      cell: (agency: Agency) => numberOr(agency.integration?.[key], '–'),
    })),
  ];
  const rows = view.agencies.filter((agency) => agency.integration !== undefined);
  const inWords = t.statistics.integrationInWords(
    figure(view.figures, 'integration', 'approved'),
    figure(view.figures, 'integration', 'approvedOnPortal'),
    figure(view.figures, 'integration', 'approvedOnOwnSite'),
  );
  return section(t.statistics.integration, [
    html`<p>${inWords}</p>`,
    table(html`<span class="ds-sr-only">${t.statistics.integration}</span>`, columns, rows),
  ]);
}

function visits(request: PortalRequest, figures: Figures): Html {
  const t = textsFor(texts, request).statistics;
  const format = (name: string, value: number | undefined) => {
    if (value === undefined) return '–';
    if (name === 'averageSeconds') return t.duration(Math.floor(value / 60), value % 60);
    if (name === 'newVisitorShare') return `${formatNumber(value * 100, 1)} %`;
    return formatNumber(value);
  };
  const column = (heading: string, subject: string): Column<readonly [string, string]> => ({
    heading,
    isNumber: true,
    cell: ([name]) => format(name, figures[subject]?.[name]),
  });
  return section(
    t.visits,
    table(
      html`<span class="ds-sr-only">${t.visits}</span>`,
      [
        { heading: t.measure, cell: ([, text]) => text },
        column(t.since, 'visitsSinceDecember2012'),
        column(t.september, 'visitsSeptember2013'),
      ],
      Object.entries(t.visitRows),
    ),
  );
}
