import {
  type Column,
  field,
  type Html,
  html,
  linkButton,
  pagination,
  standaloneLink,
  submit,
  table,
  textsFor,
} from '../../http/index.ts';
import { formatDateTime, formatNumber, type Language } from '../../messages/index.ts';
import {
  ownDocument,
  type PortalRequest,
  recentAccessesText,
  type SignedInFrame,
} from '../../portal/index.ts';
import { dataConsentTexts } from '../consents-messages.ts';
import { accessTexts } from '../messages.ts';
import type { Access, AccessFilter } from '../model.ts';
import { basisText, consentsPath, listPath, onePath, outcomeTags, purposeText } from './words.ts';

export interface AccessListView {
  readonly accesses: readonly Access[];
  readonly next: string | undefined;
  readonly isFirst: boolean;
  readonly filter: AccessFilter;
  /** Those that asked, for the choice. */
  readonly organisations: readonly Access['organisation'][];
  readonly recent: number;
  readonly mostExported: number;
}

/** Who looked at my data. */
export function accessListPage(request: PortalRequest, frame: SignedInFrame, view: AccessListView): Html {
  const t = textsFor(accessTexts, request);
  const consents = textsFor(dataConsentTexts, request);
  const { accesses, filter, next, isFirst } = view;
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const isEmpty = accesses.length === 0;
  return ownDocument(request, frame, {
    place: 'accesses',
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<p><strong>${recentAccessesText(view.recent, request.language)}</strong></p>`,
      html`<p>${standaloneLink({ href: consentsPath, text: consents.title })}</p>`,
      (isFiltered || !isEmpty) && filterForm(request, view, isFiltered),
      isEmpty
        ? html`<p>${isFiltered ? t.noneFound : t.none}</p>`
        : table(html`<span class="ds-sr-only">${t.lead}</span>`, columns(request.language), accesses),
      pagination(t.pages, {
        first: isFirst ? undefined : { href: listPath + queryOf(filter), text: t.newest },
        next:
          next === undefined
            ? undefined
            : { href: listPath + queryOf({ ...filter, before: next }), text: t.older },
      }),
      !isEmpty && exportSection(request, view),
    ],
  });
}

function columns(language: Language): readonly Column<Access>[] {
  const t = accessTexts[language];
  return [
    {
      heading: t.columns.when,
      cell: ({ id, at }) =>
        html`<a class="ds-link" href="${onePath(id)}">${formatDateTime(at, language)}</a>`,
    },
    {
      heading: t.columns.who,
      cell: ({ organisation, official }) =>
        html`${organisation.names[language]}${official !== undefined && html`<br><span class="acar-quiet">${official}</span>`}`,
    },
    {
      heading: t.columns.what,
      cell: ({ service }) =>
        html`${service.titles[language]}${service.contents && html`<br><span class="acar-quiet">${service.contents[language]}</span>`}`,
    },
    {
      heading: t.columns.why,
      cell: (access) =>
        html`${purposeText(access, language)}<br><span class="acar-quiet">${basisText(access, language)}</span>`,
    },
    { heading: t.columns.outcome, cell: (access) => outcomeTags(access, language) },
  ];
}

function filterForm(request: PortalRequest, view: AccessListView, isFiltered: boolean): Html {
  const t = textsFor(accessTexts, request).filter;
  const { organisation, from, until } = view.filter;
  const day = (name: 'from' | 'until', value: string | undefined) =>
    field({ name, label: t[name], type: 'date', ...(value === undefined ? {} : { value }) });
  return html`<form method="get" action="${listPath}" class="acar-search acar-search--filter" aria-label="${t.heading}">
<div class="ds-field"><label class="ds-label" for="organisation">${t.organisation}</label>
<select class="ds-input" id="organisation" name="organisation"><option value="">${t.anyone}</option>${view.organisations.map(
    ({ id, names }) =>
      html`<option value="${id}"${id === organisation && html` selected`}>${names[request.language]}</option>`,
  )}</select></div>
${day('from', from)}${day('until', until)}
<div class="acar-row">${submit(t.submit, { secondary: true })}${isFiltered && linkButton({ href: listPath, text: t.clear }, { secondary: true })}</div>
</form>`;
}

function exportSection(request: PortalRequest, { filter, mostExported }: AccessListView): Html {
  const t = textsFor(accessTexts, request).export;
  return html`<section><h2 class="ds-heading" data-size="sm">${t.heading}</h2><p>${t.lead(formatNumber(mostExported))}</p>
<p>${standaloneLink({ href: `${listPath}.csv${queryOf(filter)}`, text: t.csv })}<br>${standaloneLink({ href: `${listPath}.json${queryOf(filter)}`, text: t.json })}</p></section>`;
}

function queryOf(parameters: AccessFilter & { readonly before?: string }): string {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
