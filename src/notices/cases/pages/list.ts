import {
  type Column,
  field,
  type Html,
  html,
  linkButton,
  notice,
  pagination,
  submit,
  table,
  tag,
  textsFor,
} from '../../../http/index.ts';
import { formatDate } from '../../../messages/index.ts';
import { type CourtRequest, courtDocument, courtPath, type OfficeFrame } from '../../workplace/index.ts';
import { caseTexts } from '../messages.ts';
import type { CaseState, CourtCase } from '../model.ts';
import type { CaseList, ListedCase } from '../service.ts';
import type { InLanguage } from './parts.ts';

export const caseTabs = ['open', 'drafts', 'closed'] as const;
export type CaseTab = (typeof caseTabs)[number];

export const tabStates: Readonly<Record<CaseTab, readonly CaseState[]>> = {
  open: ['registered', 'assigned'],
  drafts: ['draft'],
  closed: ['closed'],
};

export const listNews = ['discarded', 'import_discarded'] as const;

export interface CaseListView extends CaseList {
  readonly tab: CaseTab;
  readonly query: string;
  readonly isFirst: boolean;
  readonly news?: (typeof listNews)[number] | undefined;
}

/** The court's cases, the newest first. */
export function caseListPage(
  request: CourtRequest & InLanguage,
  frame: OfficeFrame,
  view: CaseListView,
): Html {
  const t = textsFor(caseTexts, request);
  const { cases, tab, query, isFirst, next, news } = view;
  const path = courtPath(frame, '/cases');
  const isClerk = frame.member.office === 'clerk';
  return courtDocument(request, frame, {
    title: t.list.title,
    main: [
      news && notice('success', html`<p>${t.news[news]}</p>`),
      isClerk &&
        html`<div class="acar-actions">${linkButton({ href: `${path}/new`, text: t.list.new })}${linkButton(
          { href: courtPath(frame, '/imports'), text: t.list.import },
          { secondary: true },
        )}</div>`,
      tabs(request, path, view),
      html`<form method="get" action="${path}" class="acar-search" role="search">
${tab !== 'open' && html`<input type="hidden" name="tab" value="${tab}">`}
${field({ name: 'q', label: t.list.search, type: 'search', value: query, maxLength: 100, isProse: false, autocomplete: 'off' })}
${submit(t.list.find, { secondary: true })}</form>`,
      cases.length === 0
        ? html`<p>${query === '' ? t.list.none : t.list.noneFound}</p>`
        : table(html`<span class="ds-sr-only">${t.list.tabs[tab]}</span>`, columns(request, frame), cases),
      pagination(t.list.pages, {
        first: isFirst ? undefined : { href: path + queryOf({ tab, query }), text: t.list.newest },
        next:
          next === undefined
            ? undefined
            : { href: path + queryOf({ tab, query, before: next }), text: t.list.older },
      }),
    ],
  });
}

function tabs(request: InLanguage, path: string, { tab, query }: CaseListView): Html {
  const t = textsFor(caseTexts, request).list;
  return html`<nav class="acar-tabs" aria-label="${t.which}"><ul>${caseTabs.map(
    (one) =>
      html`<li><a class="ds-link" href="${path + queryOf({ tab: one, query })}"${one === tab && html` aria-current="page"`}>${t.tabs[one]}</a></li>`,
  )}</ul></nav>`;
}

function queryOf({ tab, query, before }: { tab: CaseTab; query: string; before?: string }): string {
  const parameters = new URLSearchParams();
  if (tab !== 'open') parameters.set('tab', tab);
  if (query !== '') parameters.set('q', query);
  if (before !== undefined) parameters.set('before', before);
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

function columns(request: InLanguage, frame: OfficeFrame): readonly Column<ListedCase>[] {
  const t = textsFor(caseTexts, request);
  return [
    {
      heading: t.list.number,
      cell: ({ caseId, number, enteredAt }) =>
        html`<a class="ds-link" href="${courtPath(frame, `/cases/${caseId}`)}">${number ?? `${t.list.draft}, ${formatDate(enteredAt, request.language)}`}</a>`,
    },
    { heading: t.list.kind, cell: ({ kind }) => t.kinds[kind] },
    {
      heading: t.list.parties,
      cell: ({ asking, asked }) => {
        const sides = [asking.join(', '), asked.join(', ')].filter((side) => side !== '');
        return sides.length === 2 ? t.list.against(sides[0] ?? '', sides[1] ?? '') : sides;
      },
    },
    { heading: t.list.subject, cell: ({ subject }) => subject },
    { heading: t.list.state, cell: (one) => stateTag(request, one) },
    {
      heading: t.list.at,
      cell: ({ registeredAt, changedAt }) => formatDate(registeredAt ?? changedAt, request.language),
    },
  ];
}

const colors = { draft: 'neutral', registered: 'warning', assigned: 'info', closed: 'neutral' } as const;

export function stateTag(request: InLanguage, { state }: Pick<CourtCase, 'state'>): Html {
  return tag(textsFor(caseTexts, request).states[state], colors[state]);
}
