import { type Html, html, linkButton, notice, standaloneLink, textsFor } from '../../http/index.ts';
import { formatNumber, type Language } from '../../messages/index.ts';
import { type Way, wayCards } from '../../ways/index.ts';
import type { Figures, Found, Page, Service } from '../catalogue/index.ts';
import { open } from '../messages/open.ts';
import { azerbaijani, type Frame, type PortalRequest, portalDocument } from './frame.ts';

export interface HomeView {
  readonly ways: readonly Way[];
  readonly topServices: readonly Service[];
  readonly agencyCount: number;
  readonly figures: Figures;
  /** True right after a sign-out everywhere. */
  readonly allEnded: boolean;
  /** How often agencies asked for the signed-in person's data in the last 30 days. */
  readonly recentAccesses: number | undefined;
  /** Court notices that the signed-in person has not opened; counted up to 100. */
  readonly unreadNotices: number | undefined;
}

export function homePage(request: PortalRequest, frame: Frame, view: HomeView): Html {
  const t = textsFor(open, request);
  const signIn = frame.signInUrl('/me');
  return portalDocument(request, frame, {
    title: t.home.title,
    heading: false,
    main: [
      view.allEnded && notice('success', html`<p>${t.home.allEnded}</p>`),
      html`<div class="acar-hero"><div class="acar-hero__words">
<h1 class="ds-heading" data-size="lg">${t.home.title}</h1>
<p class="acar-lead">${t.home.lead}</p>
<p>${linkButton(frame.person ? { href: '/me', text: t.navigation.me } : { href: signIn, text: t.home.start })}</p>
</div><div class="acar-hero__search">${searchForm(request, '')}</div></div>`,
      view.unreadNotices !== undefined && unreadNotices(request, view.unreadNotices),
      view.recentAccesses !== undefined && recentAccesses(request, view.recentAccesses),
      html`<section><h2 class="ds-heading" data-size="md">${t.home.ways}</h2>
${wayCards(view.ways, request.language, frame.person ? { kind: 'plain' } : { kind: 'link', href: signIn })}
<p>${standaloneLink({ href: '/help/sign-in', text: t.home.waysMore })}</p></section>`,
      html`<section><h2 class="ds-heading" data-size="md">${t.home.popular}</h2>${serviceLinks(request, view.topServices.slice(0, 6))}</section>`,
      html`<section><h2 class="ds-heading" data-size="md">${t.home.numbers}</h2>${numbers(request, view)}
<p>${standaloneLink({ href: '/statistics', text: t.home.allNumbers })}</p></section>`,
    ],
  });
}

/** How often agencies asked for the person's data in the last 30 days. */
export function recentAccessesText(count: number, language: Language): string {
  return open[language].home.accesses(count);
}

/** The link to who they were, with the number. */
function recentAccesses(request: PortalRequest, count: number): Html {
  const t = textsFor(open, request).home;
  return html`<section class="acar-panel"><p>${recentAccessesText(count, request.language)}</p><p>${standaloneLink({ href: '/me/accesses', text: t.accessesMore })}</p></section>`;
}

function unreadNotices(request: PortalRequest, count: number): Html {
  const t = textsFor(open, request).home;
  return html`<section class="acar-panel"><p>${count > 0 ? html`<strong>${t.notices(count)}</strong>` : t.notices(0)}</p><p>${standaloneLink({ href: '/me/notices', text: t.noticesMore })}</p></section>`;
}

function numbers(request: PortalRequest, view: HomeView): Html {
  const t = textsFor(open, request).home;
  const { figures } = view;
  const rows = [
    [view.agencyCount, t.agencies],
    [figures['integration']?.['approved'], t.services],
    [figures['usage']?.['uses'], t.requests],
    [figures['certificates']?.['total'], t.certificates],
  ] as const;
  return html`<ul class="acar-figures">${rows.map(
    ([value, text]) => value !== undefined && html`<li><strong>${formatNumber(value)}</strong> ${text}</li>`,
  )}</ul>`;
}

function serviceLinks(request: PortalRequest, services: readonly Service[]): Html {
  const t = textsFor(open, request).home;
  return html`<ul class="acar-links">${services.map(
    (
      service,
    ) => html`<li><a class="ds-link" href="/agencies/${service.agencyCode}#${service.code}" lang="az">${service.name}</a>
<p>${azerbaijani(service.agencyName)}</p><p class="acar-quiet">${t.uses(formatNumber(service.uses))}</p></li>`,
  )}</ul>`;
}

export function searchForm(request: PortalRequest, query: string): Html {
  const t = textsFor(open, request).search;
  return html`<search><form class="acar-search" method="get" action="/search">
<div class="ds-field"><label class="ds-label" for="q">${t.label}</label>
<div class="ds-paragraph acar-hint" data-size="sm" id="q-hint">${t.hint}</div>
<input class="ds-input" id="q" name="q" type="search" maxlength="200" autocomplete="off" aria-describedby="q-hint" value="${query}"></div>
<button class="ds-button" type="submit">${t.submit}</button></form></search>`;
}

export interface SearchView {
  readonly query: string;
  readonly found: Page<Found>;
  readonly isFirst: boolean;
}

export function searchPage(request: PortalRequest, frame: Frame, view: SearchView): Html {
  const t = textsFor(open, request);
  const { query, found } = view;
  const isAsked = /[\p{L}\p{N}]{2}/u.test(query);
  const title = isAsked ? t.search.found(query) : t.search.title;
  const next = new URLSearchParams({ q: query, after: found.next ?? '' }).toString();
  return portalDocument(request, frame, {
    title,
    main: [
      searchForm(request, query),
      !isAsked && query !== '' && notice('info', html`<p>${t.search.empty}</p>`),
      isAsked && found.items.length === 0 && notice('info', html`<p>${t.search.none(query)}</p>`),
      html`<ul class="acar-links">${found.items.map((item) => foundItem(request, item))}</ul>`,
      found.next && linkButton({ href: `/search?${next}`, text: t.agencies.next }, { secondary: true }),
      found.items.length === 0 && standaloneLink({ href: '/agencies', text: t.agency.all }),
    ],
  });
}

function foundItem(request: PortalRequest, item: Found): Html {
  const t = textsFor(open, request).search;
  const address = `/agencies/${item.agencyCode}${item.kind === 'service' ? `#${item.code}` : ''}`;
  return html`<li><a class="ds-link" href="${address}" lang="az">${item.name}</a>
<p class="acar-quiet">${item.kind === 'agency' ? t.agency : html`${t.service} · ${azerbaijani(item.agencyName)}`}</p></li>`;
}
