import {
  type Column,
  facts,
  type Html,
  html,
  pagination,
  standaloneLink,
  table,
  textsFor,
} from '../../http/index.ts';
import { formatNumber } from '../../messages/index.ts';
import type { Agency, Page, Service } from '../catalogue/index.ts';
import { figures } from '../messages/figures.ts';
import { open } from '../messages/open.ts';
import { azerbaijani, type Frame, type PortalRequest, portalDocument } from './frame.ts';
import { searchForm } from './home.ts';

export function agenciesPage(
  request: PortalRequest,
  frame: Frame,
  view: { readonly page: Page<Agency>; readonly isFirst: boolean },
): Html {
  const t = textsFor(open, request).agencies;
  const columns: readonly Column<Agency>[] = [
    { heading: t.name, cell: (agency) => agencyLink(agency) },
    { heading: t.services, isNumber: true, cell: (agency) => numberOr(agency.usage?.services, t.noFigure) },
    { heading: t.uses, isNumber: true, cell: (agency) => numberOr(agency.usage?.uses, t.noFigure) },
  ];
  return portalDocument(request, frame, {
    title: t.title,
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      searchForm(request, ''),
      table(html`<span class="ds-sr-only">${t.title}</span>`, columns, view.page.items),
      pagination(t.pages, {
        first: view.isFirst ? undefined : { href: '/agencies', text: t.first },
        next: view.page.next ? { href: `/agencies?after=${view.page.next}`, text: t.next } : undefined,
      }),
    ],
  });
}

export function agencyLink(agency: Agency): Html {
  return html`<a class="ds-link" href="/agencies/${agency.code}" lang="az">${agency.name}</a>`;
}

export function numberOr(value: number | undefined, otherwise: string): string {
  return value === undefined ? otherwise : formatNumber(value);
}

export function agencyPage(
  request: PortalRequest,
  frame: Frame,
  view: { readonly agency: Agency; readonly services: readonly Service[] },
): Html {
  const { agency, services } = view;
  const t = textsFor(open, request);
  const names = textsFor(figures, request).integration;
  const { usage, integration } = agency;
  return portalDocument(request, frame, {
    title: agency.name,
    heading: false,
    main: [
      html`<h1 class="ds-heading" data-size="lg">${azerbaijani(agency.name)}</h1>`,
      html`<section><h2 class="ds-heading" data-size="sm">${t.agency.services}</h2>${
        services.length > 0 ? serviceList(request, services) : html`<p>${t.agency.noServices}</p>`
      }</section>`,
      html`<section><h2 class="ds-heading" data-size="sm">${t.agency.usage}</h2>${
        usage
          ? facts([
              { name: t.agency.usedServices, value: formatNumber(usage.services) },
              { name: t.agency.uses, value: formatNumber(usage.uses) },
            ])
          : html`<p>${t.agencies.noFigure}</p>`
      }</section>`,
      integration &&
        html`<section><h2 class="ds-heading" data-size="sm">${t.agency.integration}</h2>${facts(
          integrationKeys.map((key) => ({ name: names[key], value: formatNumber(integration[key]) })),
        )}</section>`,
      html`<p>${standaloneLink({ href: '/agencies', text: t.agency.all })}</p>`,
    ],
  });
}

/** Each service under the address that search results lead to. */
function serviceList(request: PortalRequest, services: readonly Service[]): Html {
  const t = textsFor(open, request).home;
  return html`<ul class="acar-links">${services.map(
    (service) =>
      html`<li id="${service.code}"><p class="acar-links__name">${azerbaijani(service.name)}</p><p class="acar-quiet">${t.uses(formatNumber(service.uses))}</p></li>`,
  )}</ul>`;
}

export const integrationKeys = [
  'approved',
  'approvedOnPortal',
  'onPortal',
  'onOwnSite',
  'approvedOnOwnSite',
] as const;
