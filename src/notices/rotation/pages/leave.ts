import {
  field,
  form,
  type Html,
  html,
  standaloneLink,
  submit,
  table,
  tag,
  textsFor,
} from '../../../http/index.ts';
import { formatDate } from '../../../messages/index.ts';
import type { StaffMember } from '../../courts/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../../workplace/index.ts';
import { rotationTexts } from '../messages.ts';
import type { LeaveView } from '../views.ts';
import { absentPath } from './absent.ts';
import { newsOf, type RotationNews } from './words.ts';

export interface LeavePageView {
  readonly leaves: readonly LeaveView[];
  readonly judges: readonly StaffMember[];
  readonly today: string;
  /** What was typed in the form that was refused. */
  readonly typed?: { readonly judge: string; readonly from: string; readonly until: string };
  readonly news: RotationNews | undefined;
}

const colors = { ahead: 'info', now: 'warning', over: 'neutral', withdrawn: 'neutral' } as const;

/** Days on which judges get no new cases. */
export function leavePage(
  request: CourtRequest & { readonly csrf: string },
  frame: OfficeFrame,
  { leaves, judges, today, typed, news }: LeavePageView,
): Html {
  const t = textsFor(rotationTexts, request).leave;
  const path = courtPath(frame, '/leave');
  const day = (text: string) => formatDate(new Date(`${text}T08:00:00Z`), request.language);
  const withdraw = ({ leaveId, judge, state }: LeaveView) =>
    state !== 'ahead' && state !== 'now'
      ? '—'
      : form(request, `${path}/withdraw`, [
          html`<input type="hidden" name="leave" value="${leaveId}">`,
          html`<button class="ds-button" data-variant="tertiary" type="submit">${t.withdraw}<span class="ds-sr-only">: ${judge}</span></button>`,
        ]);
  return courtDocument(request, frame, {
    title: t.title,
    main: [
      newsOf(request, news),
      html`<p class="acar-lead">${t.lead}</p>`,
      leaves.length === 0
        ? html`<p>${t.none}</p>`
        : table<LeaveView>(
            t.caption,
            [
              { heading: t.judge, cell: (one) => one.judge },
              { heading: t.from, cell: (one) => day(one.from) },
              { heading: t.until, cell: (one) => day(one.until) },
              { heading: t.state, cell: (one) => tag(t.states[one.state], colors[one.state]) },
              { heading: t.withdraw, cell: withdraw, isOnScreenOnly: true },
            ],
            leaves,
          ),
      html`<p>${standaloneLink({ href: absentPath(frame), text: textsFor(rotationTexts, request).absent.toHere })}</p>`,
      html`<h2 class="ds-heading" data-size="md">${t.enter}</h2>`,
      form(request, path, [
        html`<div class="ds-field"><label class="ds-label" for="judge">${t.judge}</label>
<select class="ds-input" id="judge" name="judge">${judges.map(({ staffId, name }) => html`<option value="${staffId}"${staffId === typed?.judge && html` selected`}>${name}</option>`)}</select></div>`,
        field({ name: 'from', label: t.from, type: 'date', value: typed?.from ?? today, required: true }),
        field({ name: 'until', label: t.until, type: 'date', value: typed?.until ?? '', required: true }),
        submit(t.submit),
      ]),
    ],
  });
}
