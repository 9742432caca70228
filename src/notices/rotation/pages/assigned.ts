import {
  facts,
  form,
  type Html,
  type HtmlValue,
  html,
  notice,
  standaloneLink,
  submit,
  table,
  textsFor,
} from '../../../http/index.ts';
import { formatDateTime } from '../../../messages/index.ts';
import type { StaffMember } from '../../courts/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../../workplace/index.ts';
import { rotationTexts } from '../messages.ts';
import type { CaseView, Waiting } from '../views.ts';
import { kindText, newsOf, reasonField, type RotationNews } from './words.ts';

type PageRequest = CourtRequest & { readonly csrf: string };

export interface TypedAssignment {
  readonly form: 'recusal' | 'draw' | 'give';
  readonly reason: string;
  /** The id of the judge who was chosen. */
  readonly judge?: string;
}

export interface AssignedPageView extends CaseView {
  /** Judges to whom the chair may give the case by name. */
  readonly others: readonly StaffMember[];
  /** What was typed in the form that was refused. */
  readonly typed?: TypedAssignment;
  readonly news: RotationNews | undefined;
}

export function assignedPath(frame: Pick<OfficeFrame, 'court'>, caseId: string, rest = ''): string {
  return courtPath(frame, `/cases/${caseId}/judge${rest}`);
}

/** Who has a case, who had it, and what the judge and the chair can do about it. */
export function assignedPage(request: PageRequest, frame: OfficeFrame, view: AssignedPageView): Html {
  const t = textsFor(rotationTexts, request).assigned;
  const { of, waiting, history } = view;
  const [now] = history;
  const isAssigned = of.state === 'assigned' || of.state === 'closed';
  return courtDocument(request, frame, {
    title: t.title,
    main: [
      newsOf(request, view.news),
      html`<p class="acar-lead">${t.of(of.number ?? '')}</p>`,
      facts([
        { name: t.kind, value: kindText(of.kind, request.language) },
        { name: t.judge, value: isAssigned && now ? now.name : t.nobody },
      ]),
      waiting && waitingNotice(request, frame, { waiting, caseId: of.caseId }),
      historyTable(request, view),
      recusalsTable(request, frame, view),
      actions(request, frame, view),
      isAllowedToSee(frame, of) &&
        html`<p>${standaloneLink({ href: courtPath(frame, `/cases/${of.caseId}`), text: t.toCase })}</p>`,
    ],
  });
}

/** A judge sees the page of their own case alone. */
function isAllowedToSee({ member, offices }: OfficeFrame, { judgeId }: AssignedPageView['of']): boolean {
  return judgeId === member.staffId || offices.includes('clerk') || offices.includes('chair');
}

function waitingNotice(
  request: PageRequest,
  frame: OfficeFrame,
  { waiting, caseId }: { readonly waiting: Waiting; readonly caseId: string },
): Html {
  const t = textsFor(rotationTexts, request).assigned;
  const words = { log: t.waiting, no_log: t.noLog, no_judge: t.noJudge, too_many_judges: t.tooManyJudges }[
    waiting
  ];
  const again = standaloneLink({ href: assignedPath(frame, caseId), text: t.again });
  return notice(waiting === 'log' ? 'info' : 'warning', html`<p>${words}</p><p>${again}</p>`);
}

function historyTable(request: PageRequest, { history }: CaseView): HtmlValue {
  const t = textsFor(rotationTexts, request);
  if (history.length === 0) return undefined;
  return table(
    t.assigned.history,
    [
      { heading: t.assigned.judge, cell: ({ name }) => name },
      { heading: t.assigned.howHeading, cell: ({ how }) => t.assigned.how[how] },
      { heading: t.assigned.since, cell: ({ at }) => formatDateTime(at, request.language) },
      { heading: t.reason, cell: ({ reason }) => reason ?? '—' },
    ],
    history,
  );
}

/** Why a judge asks to be freed may be private: the chair, who decides, and the judge read it. */
function recusalsTable(request: PageRequest, frame: OfficeFrame, { recusals }: CaseView): HtmlValue {
  const t = textsFor(rotationTexts, request);
  const isChair = frame.offices.includes('chair');
  const mayRead = ({ staffId }: CaseView['recusals'][number]) => isChair || staffId === frame.member.staffId;
  if (recusals.length === 0) return undefined;
  return table(
    t.assigned.recusals,
    [
      { heading: t.assigned.judge, cell: ({ judge }) => judge },
      { heading: t.reason, cell: (one) => (mayRead(one) ? one.reason : '—') },
      {
        heading: t.leave.state,
        cell: (one) =>
          one.answer !== undefined && mayRead(one)
            ? `${t.assigned.recusalStates[one.state]}: ${one.answer}`
            : t.assigned.recusalStates[one.state],
      },
    ],
    recusals,
  );
}

function actions(request: PageRequest, frame: OfficeFrame, view: AssignedPageView): HtmlValue {
  const { of } = view;
  const isChair = frame.offices.includes('chair');
  const isOwn = of.state === 'assigned' && of.judgeId === frame.member.staffId;
  const isAsked = view.recusals.some(({ state }) => state === 'asked');
  const isOpen = of.state === 'assigned' || of.state === 'registered';
  return [
    isOwn && !isAsked && recuseForm(request, frame, view),
    isChair && of.state === 'assigned' && drawAgainForm(request, frame, view),
    isChair && isOpen && view.others.length > 0 && giveForm(request, frame, view),
  ];
}

function typedIn({ typed }: AssignedPageView, form: TypedAssignment['form']) {
  return { typed: typed?.form === form ? typed.reason : undefined };
}

function recuseForm(request: PageRequest, frame: OfficeFrame, view: AssignedPageView): Html {
  const t = textsFor(rotationTexts, request).assigned;
  return html`<h2 class="ds-heading" data-size="md">${t.recuse}</h2><p>${t.recuseLead}</p>
${form(request, assignedPath(frame, view.of.caseId, '/recusal'), [
  reasonField(request, 'recusal-reason', typedIn(view, 'recusal')),
  submit(t.recuseSubmit, { secondary: true }),
])}`;
}

function drawAgainForm(request: PageRequest, frame: OfficeFrame, view: AssignedPageView): Html {
  const t = textsFor(rotationTexts, request).assigned;
  return html`<h2 class="ds-heading" data-size="md">${t.drawAgain}</h2><p>${t.drawAgainLead}</p>
${form(request, assignedPath(frame, view.of.caseId, '/draw'), [
  reasonField(request, 'draw-reason', typedIn(view, 'draw')),
  submit(t.drawAgainSubmit, { secondary: true }),
])}`;
}

function giveForm(request: PageRequest, frame: OfficeFrame, view: AssignedPageView): Html {
  const { of, others, typed } = view;
  const t = textsFor(rotationTexts, request).assigned;
  return html`<h2 class="ds-heading" data-size="md">${t.give}</h2><p>${t.giveLead}</p>
${form(request, assignedPath(frame, of.caseId, '/give'), [
  html`<div class="ds-field"><label class="ds-label" for="judge">${t.judge}</label>
<select class="ds-input" id="judge" name="judge">${others.map(({ staffId, name }) => html`<option value="${staffId}"${staffId === typed?.judge && html` selected`}>${name}</option>`)}</select></div>`,
  reasonField(request, 'give-reason', typedIn(view, 'give')),
  submit(t.giveSubmit, { danger: true }),
])}`;
}
