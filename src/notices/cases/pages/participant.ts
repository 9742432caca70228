import {
  form,
  field,
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
import { courtDocument, courtPath, type OfficeFrame } from '../../workplace/index.ts';
import { type CaseProblem, partiesLost } from '../check.ts';
import type { CaseDetail } from '../detail.ts';
import { caseTexts } from '../messages.ts';
import { longestReason, type Participant, type TypedParticipant } from '../model.ts';
import type { LookedUp } from '../names.ts';
import type { FoundCase } from '../search-store.ts';
import { type FormRequest, hiddenFields } from './form.ts';
import { participantPart } from './participant-part.ts';
import { type InLanguage, problemIn, problemSummary } from './parts.ts';
import { foundTable } from './resembling.ts';

export interface ParticipantFormView extends CaseDetail {
  /** From which the clerk goes on. */
  readonly version: number;
  readonly joining: TypedParticipant;
  readonly reason: string;
  readonly problems: readonly CaseProblem[];
  /** Other cases that this one would resemble; the clerk may go on. */
  readonly found?: readonly FoundCase[];
  readonly lookup?: LookedUp | undefined;
  readonly focus?: string | undefined;
  /** Somebody else was quicker. */
  readonly isStale?: boolean;
}

export function participantPath(frame: OfficeFrame, caseId: string, rest: string): string {
  return courtPath(frame, `/cases/${caseId}/participants/${rest}`);
}

/** Somebody joins a registered case. */
export function newParticipantPage(
  request: FormRequest,
  frame: OfficeFrame,
  view: ParticipantFormView,
): Html {
  const t = textsFor(caseTexts, request);
  const { case: one, participants, problems, found = [] } = view;
  return courtDocument(request, frame, {
    title: t.participant.addTitle(one.number ?? ''),
    hasErrors: problems.length > 0,
    scripts: ['form-parts.js'],
    main: [
      headOf(request, frame, view),
      html`<p class="acar-lead">${t.participant.addLead}</p>`,
      partiesPart(request, participants, problems),
      html`<div>${form(request, participantPath(frame, one.caseId, 'new'), [
        formBegin(view),
        html`<div data-parts class="acar-parts">${[
          html`<p class="acar-hint">${t.fields.codeHint} ${t.form.lookHint}</p>`,
          participantPart(request, { ...partOf(view), legend: t.participant.fields }),
        ]}</div>`,
        found.length > 0 && [resemblingPart(request, frame, found), reasonField(request, view)],
        found.length > 0
          ? submit(t.participant.addAnyway, { name: 'do', value: 'add_anyway' })
          : submit(t.participant.add, { name: 'do', value: 'add' }),
      ])}</div>`,
    ],
  });
}

/** Somebody is taken off a registered case, or another comes in their place. */
export function participantPage(
  request: FormRequest,
  frame: OfficeFrame,
  view: ParticipantFormView & { readonly leaving: Participant },
): Html {
  const t = textsFor(caseTexts, request);
  const { case: one, participants, problems, leaving, found = [] } = view;
  const after = participants.filter((other) => other !== leaving);
  const isNeeded = partiesLost(one.kind, { before: participants, after }).length > 0;
  const error = problemIn(request, problems, 'participants');
  return courtDocument(request, frame, {
    title: `${t.roles[leaving.role]}: ${leaving.name}`,
    hasErrors: problems.length > 0,
    scripts: ['form-parts.js'],
    main: [
      headOf(request, frame, view),
      html`<p class="acar-lead">${t.participant.removeLead}</p>`,
      isNeeded && notice('info', html`<p>${t.participant.needed(t.roles[leaving.role])}</p>`),
      html`<div>${form(request, participantPath(frame, one.caseId, leaving.participantId), [
        formBegin(view),
        reasonField(request, view),
        !isNeeded && submit(t.participant.remove, { name: 'do', value: 'remove', danger: true }),
        html`<h2 class="ds-heading" data-size="sm" id="participants" tabindex="-1">${t.participant.replacement}</h2>`,
        error !== undefined && html`<p class="ds-validation-message" data-color="danger">${error}</p>`,
        html`<div data-parts class="acar-parts">${[
          html`<p class="acar-hint">${t.participant.replacementHint} ${t.fields.codeHint} ${t.form.lookHint}</p>`,
          participantPart(request, { ...partOf(view), legend: t.participant.fields }),
        ]}</div>`,
        resemblingPart(request, frame, found),
        submit(found.length > 0 ? t.participant.replaceAnyway : t.participant.replace, {
          name: 'do',
          value: found.length > 0 ? 'replace_anyway' : 'replace',
          secondary: !isNeeded,
        }),
      ])}</div>`,
    ],
  });
}

function partOf({ joining, problems, lookup, focus }: ParticipantFormView) {
  return { one: joining, place: 1, problems, lookup, focus };
}

function headOf(request: InLanguage, frame: OfficeFrame, view: ParticipantFormView): HtmlValue {
  const t = textsFor(caseTexts, request).participant;
  const { case: one, problems, isStale = false } = view;
  const { changedBy, changedAt, caseId } = one;
  return [
    problemSummary(request, problems, false),
    isStale &&
      notice('warning', html`<p>${t.meanwhile(changedBy, formatDateTime(changedAt, request.language))}</p>`),
    html`<p>${standaloneLink({ href: courtPath(frame, `/cases/${caseId}`), text: t.back })}</p>`,
  ];
}

function formBegin({ version }: ParticipantFormView): HtmlValue {
  return [
    // The first button is the one that Enter presses: it changes nothing.
    html`<button type="submit" name="do" value="edit" hidden></button>`,
    hiddenFields([['version', String(version)]]),
  ];
}

function partiesPart(
  request: InLanguage,
  participants: readonly Participant[],
  problems: readonly CaseProblem[],
): HtmlValue {
  const t = textsFor(caseTexts, request);
  const error = problemIn(request, problems, 'participants');
  return [
    html`<h2 class="ds-heading" data-size="sm" id="participants" tabindex="-1">${t.participant.there}</h2>`,
    error !== undefined && html`<p class="ds-validation-message" data-color="danger">${error}</p>`,
    table(
      html`<span class="ds-sr-only">${t.participant.there}</span>`,
      [
        { heading: t.fields.role, cell: ({ role }: Participant) => t.roles[role] },
        { heading: t.fields.name, cell: ({ name }) => name },
        { heading: t.fields.code, cell: ({ code }) => code ?? t.stale.none },
      ],
      participants,
    ),
  ];
}

function resemblingPart(request: FormRequest, frame: OfficeFrame, found: readonly FoundCase[]): HtmlValue {
  const t = textsFor(caseTexts, request).participant;
  if (found.length === 0) return undefined;
  return [notice('warning', html`<p>${t.resembling}</p>`), foundTable(request, frame, found)];
}

function reasonField(request: InLanguage, { reason, problems }: ParticipantFormView): Html {
  const t = textsFor(caseTexts, request).participant;
  return field({
    name: 'reason',
    label: t.reason,
    hint: t.reasonHint,
    value: reason,
    maxLength: longestReason,
    autocomplete: 'off',
    error: problemIn(request, problems, 'reason'),
  });
}
