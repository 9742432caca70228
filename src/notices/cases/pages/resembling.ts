import { field, form, type Html, html, notice, submit, table, textsFor } from '../../../http/index.ts';
import { formatDate } from '../../../messages/index.ts';
import { courtDocument, courtPath, type OfficeFrame } from '../../workplace/index.ts';
import type { CaseProblem } from '../check.ts';
import type { CaseForm } from '../form.ts';
import { caseTexts } from '../messages.ts';
import { longestReason } from '../model.ts';
import type { FoundCase } from '../search-store.ts';
import { carriedForm, type FormRequest } from './form.ts';
import { type InLanguage, problemIn, problemSummary } from './parts.ts';

export interface ResemblingView extends Pick<CaseForm, 'caseId' | 'version' | 'typed'> {
  readonly found: readonly FoundCase[];
  readonly problems: readonly CaseProblem[];
}

/** An open case with the same parties is there: the clerk looks, and says why it is another. */
export function resemblingPage(request: FormRequest, frame: OfficeFrame, view: ResemblingView): Html {
  const t = textsFor(caseTexts, request);
  const { found, problems } = view;
  return courtDocument(request, frame, {
    title: t.resembling.title,
    hasErrors: problems.length > 0,
    main: [
      problemSummary(request, problems),
      notice('warning', html`<p>${t.resembling.lead}</p>`),
      foundTable(request, frame, found),
      form(request, courtPath(frame, '/cases/draft'), [
        carriedForm(view),
        field({
          name: 'reason',
          label: t.resembling.reason,
          hint: t.resembling.reasonHint,
          maxLength: longestReason,
          autocomplete: 'off',
          error: problemIn(request, problems, 'reason'),
        }),
        html`<div class="acar-actions">${[
          submit(t.resembling.anyway, { name: 'do', value: 'register' }),
          submit(t.resembling.edit, { name: 'do', value: 'edit', secondary: true }),
          submit(t.resembling.save, { name: 'do', value: 'save', secondary: true }),
        ]}</div>`,
      ]),
    ],
  });
}

/** Other cases, each with the way to it. */
export function foundTable(request: InLanguage, frame: OfficeFrame, found: readonly FoundCase[]): Html {
  const t = textsFor(caseTexts, request);
  return table(
    html`<span class="ds-sr-only">${t.resembling.title}</span>`,
    [
      {
        heading: t.list.number,
        cell: ({ caseId, number }: FoundCase) =>
          html`<a class="ds-link" href="${courtPath(frame, `/cases/${caseId}`)}">${number}</a>`,
      },
      { heading: t.list.subject, cell: ({ subject }) => subject },
      { heading: t.list.at, cell: ({ registeredAt }) => formatDate(registeredAt, request.language) },
    ],
    found,
  );
}
