import {
  facts,
  form,
  type Html,
  type HtmlValue,
  html,
  linkButton,
  notice,
  pagination,
  standaloneLink,
  submit,
  table,
  textsFor,
} from '../../../../http/index.ts';
import { formatDateTime, formatNumber } from '../../../../messages/index.ts';
import { courtDocument, courtPath, type OfficeFrame } from '../../../workplace/index.ts';
import type { InLanguage } from '../../pages/parts.ts';
import { importTexts } from '../messages.ts';
import type { RowProblem } from '../model.ts';
import type { ImportDetail } from '../service.ts';
import type { TroubledRow } from '../row-store.ts';
import { type ImportRequest, importStateTag } from './list.ts';
import { reasonOf } from './words.ts';

export interface ImportView {
  readonly one: ImportDetail;
  readonly rows: readonly TroubledRow[];
  readonly isFirst: boolean;
  /** Behind which the next page begins. */
  readonly next: number | undefined;
  readonly isRefreshing: boolean;
}

/** One file: what it holds, how far it is, and what became of its rows. */
export function importPage(request: ImportRequest, frame: OfficeFrame, view: ImportView): Html {
  const t = textsFor(importTexts, request);
  const { one, rows, isRefreshing } = view;
  const isUnderWay = one.state === 'waiting' || one.state === 'running';
  const path = courtPath(frame, `/imports/${one.id}`);
  return courtDocument(request, frame, {
    title: one.name || t.unnamed,
    ...(isUnderWay && isRefreshing ? { refreshSeconds: 2 } : {}),
    main: [
      html`<p>${standaloneLink({ href: courtPath(frame, '/imports'), text: t.toList })}</p>`,
      one.same && sameNotice(request, frame, one.same),
      one.state === 'failed' || one.state === 'expired' ? notice('danger', html`<p>${t.failed}</p>`) : false,
      isUnderWay && progress(request, path, view),
      factsOf(request, one),
      one.state === 'held' && choice(request, path, one),
      rows.length > 0 && [
        html`<h2 class="ds-heading" data-size="md">${t.troubled}</h2>`,
        downloads(request, path, one),
        rowsTable(request, frame, rows),
        pagination(t.pages, {
          first: view.isFirst ? undefined : { href: path, text: t.first },
          next: view.next === undefined ? undefined : { href: `${path}?after=${view.next}`, text: t.more },
        }),
      ],
    ],
  });
}

function sameNotice(request: InLanguage, frame: OfficeFrame, same: NonNullable<ImportDetail['same']>): Html {
  const t = textsFor(importTexts, request);
  const when = formatDateTime(same.createdAt, request.language);
  return notice(
    'warning',
    html`<p>${t.same(when, same.by)}</p><p><a class="ds-link" href="${courtPath(frame, `/imports/${same.id}`)}">${t.sameLink}</a></p>`,
  );
}

function progress(request: InLanguage, path: string, { one, isRefreshing }: ImportView): HtmlValue {
  const t = textsFor(importTexts, request);
  const done = one.total - one.counts.waiting;
  const text = t.progress(formatNumber(done), formatNumber(one.total));
  return [
    html`<p role="status">${text}</p>`,
    html`<p><progress max="${one.total}" value="${done}" aria-label="${text}"></progress></p>`,
    isRefreshing
      ? html`<p>${t.refreshes} ${standaloneLink({ href: `${path}?refresh=no`, text: t.stop })}</p>`
      : html`<p>${linkButton({ href: path, text: t.again }, { secondary: true })}</p>`,
  ];
}

function factsOf(request: InLanguage, one: ImportDetail): Html {
  const t = textsFor(importTexts, request);
  const { counts } = one;
  const names = ['registered', 'drafted', 'resembling', 'there', 'bad'] as const;
  const isHeld = one.state === 'held';
  return facts([
    { name: t.state, value: importStateTag(request, one) },
    { name: t.by, value: one.by },
    ...(one.chosenBy === undefined ? [] : [{ name: t.chosenBy, value: one.chosenBy }]),
    { name: t.at, value: formatDateTime(one.createdAt, request.language) },
    { name: t.total, value: formatNumber(one.total) },
    ...(isHeld ? [{ name: t.good, value: formatNumber(counts.waiting) }] : []),
    ...names
      .filter((name) => counts[name] > 0 || (name === 'bad' && isHeld))
      .map((name) => ({ name: t.counts[name], value: formatNumber(counts[name]) })),
  ]);
}

function choice(request: ImportRequest, path: string, { counts }: ImportDetail): HtmlValue {
  const t = textsFor(importTexts, request);
  const isAny = counts.waiting > 0;
  return [
    isAny && html`<h2 class="ds-heading" data-size="md">${t.choose}</h2>`,
    html`<div>${form(
      request,
      `${path}/choose`,
      html`<div class="acar-actions">${[
        isAny && submit(t.register(formatNumber(counts.waiting)), { name: 'do', value: 'register' }),
        isAny && submit(t.draft, { name: 'do', value: 'draft', secondary: true }),
        submit(t.discard, { name: 'do', value: 'discard', secondary: true, danger: true }),
      ]}</div>`,
    )}</div>`,
  ];
}

function downloads(request: InLanguage, path: string, { counts, isTextKept }: ImportDetail): HtmlValue {
  const t = textsFor(importTexts, request);
  const hasRows = counts.bad > 0 && isTextKept;
  return [
    html`<div class="acar-actions">${[
      linkButton({ href: `${path}/report`, text: t.report }, { secondary: true }),
      hasRows && linkButton({ href: `${path}/bad-rows`, text: t.badRows }, { secondary: true }),
    ]}</div>`,
    counts.bad > 0 && html`<p class="acar-hint">${hasRows ? t.badRowsHint : t.badRowsGone}</p>`,
  ];
}

interface TroubledLine {
  readonly row: TroubledRow;
  readonly problem: RowProblem | undefined;
}

function rowsTable(request: InLanguage, frame: OfficeFrame, rows: readonly TroubledRow[]): Html {
  const t = textsFor(importTexts, request);
  const lines = rows.flatMap((row): TroubledLine[] =>
    row.problems.length === 0
      ? [{ row, problem: undefined }]
      : row.problems.map((problem) => ({ row, problem })),
  );
  return table(
    html`<span class="ds-sr-only">${t.troubled}</span>`,
    [
      { heading: t.line, cell: ({ row }: TroubledLine) => t.lineNumber(String(row.line)) },
      { heading: t.column, cell: ({ problem }) => (problem?.column ? problem.column : t.whole) },
      {
        heading: t.reason,
        cell: ({ row, problem }) => {
          const text = reasonOf(request, row, problem);
          if (row.caseId === undefined) return text;
          return html`${text}. <a class="ds-link" href="${courtPath(frame, `/cases/${row.caseId}`)}">${row.number ?? t.openCase}</a>`;
        },
      },
    ],
    lines,
  );
}
