import {
  field,
  form,
  type Html,
  type HtmlValue,
  html,
  notice,
  standaloneLink,
  submit,
  textsFor,
} from '../../../http/index.ts';
import { type CourtRequest, courtDocument, courtPath, type OfficeFrame } from '../../workplace/index.ts';
import type { CaseProblem } from '../check.ts';
import { type CaseForm, fieldsOf } from '../form.ts';
import { caseTexts } from '../messages.ts';
import { caseKinds, longestSubject, mostParticipants, type TypedParticipant } from '../model.ts';
import type { LookedUp } from '../names.ts';
import { participantPart } from './participant-part.ts';
import { choiceField, type InLanguage, problemIn, problemSummary } from './parts.ts';

export interface CaseFormView extends Pick<CaseForm, 'caseId' | 'version' | 'typed'> {
  readonly problems?: readonly CaseProblem[];
  readonly lookup?: { readonly place: number } & LookedUp;
  /** The field in which to go on. */
  readonly focus?: string;
  readonly news?: 'saved' | undefined;
}

export type FormRequest = CourtRequest & InLanguage;

/** A case that is being entered. It works without script; with it, participants come and go without a new page. */
export function caseFormPage(request: FormRequest, frame: OfficeFrame, view: CaseFormView): Html {
  const t = textsFor(caseTexts, request);
  const { caseId, version, problems = [], news } = view;
  const isStored = version > 0;
  return courtDocument(request, frame, {
    title: isStored ? t.form.draftTitle : t.form.newTitle,
    hasErrors: problems.length > 0,
    scripts: ['form-parts.js'],
    main: [
      problemSummary(request, problems),
      news && notice('success', html`<p>${t.news[news]}</p>`),
      html`<p>${standaloneLink({ href: courtPath(frame, '/cases'), text: t.form.back })}</p>`,
      html`<p class="acar-lead">${t.form.lead}</p>`,
      html`<div>${form(request, courtPath(frame, '/cases/draft'), [
        // The first button is the one that Enter presses.
        html`<button type="submit" name="do" value="save" hidden></button>`,
        hiddenFields([
          ['case', caseId],
          ['version', String(version)],
        ]),
        html`<div class="acar-fields acar-fields--case">${caseFields(request, view)}</div>`,
        html`<div data-parts class="acar-parts">${participantsPart(request, view)}</div>`,
        html`<div class="acar-actions">${[
          submit(t.form.register, { name: 'do', value: 'register' }),
          submit(t.form.save, { name: 'do', value: 'save', secondary: true }),
          isStored && submit(t.form.discard, { name: 'do', value: 'discard', tertiary: true, danger: true }),
        ]}</div>`,
      ])}</div>`,
    ],
  });
}

function caseFields(request: InLanguage, { typed, focus, problems = [] }: CaseFormView): HtmlValue {
  const t = textsFor(caseTexts, request);
  return [
    choiceField({
      name: 'kind',
      label: t.fields.kind,
      value: typed.kind,
      options: Object.fromEntries(caseKinds.map((kind) => [kind, t.kinds[kind]])),
      error: problemIn(request, problems, 'kind'),
      autofocus: problems.length === 0 && focus === undefined,
    }),
    field({
      name: 'subject',
      label: t.fields.subject,
      hint: t.fields.subjectHint,
      value: typed.subject,
      maxLength: longestSubject,
      autocomplete: 'off',
      error: problemIn(request, problems, 'subject'),
    }),
  ];
}

/** For a page that carries a form on. */
export function hiddenFields(fields: readonly (readonly [string, string])[]): Html[] {
  return fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** Everything that was typed, on its way to another page and back. */
export function carriedForm(view: Pick<CaseForm, 'caseId' | 'version' | 'typed'>): Html[] {
  return hiddenFields(fieldsOf(view));
}

function participantsPart(request: InLanguage, view: CaseFormView): HtmlValue {
  const t = textsFor(caseTexts, request);
  const { typed, problems = [], focus } = view;
  const { length } = typed.participants;
  const error = problemIn(request, problems, 'participants');
  return [
    html`<input type="hidden" name="count" value="${length}">`,
    html`<h2 class="ds-heading" data-size="sm" id="participants" tabindex="-1">${t.form.participants}</h2>`,
    error !== undefined && html`<p class="ds-validation-message" data-color="danger">${error}</p>`,
    html`<p class="acar-hint">${t.fields.codeHint} ${t.form.lookHint}</p>`,
    typed.participants.map((one, index) => partOf(request, view, { one, place: index + 1 })),
    length < mostParticipants
      ? html`<p><button class="ds-button" data-variant="secondary" data-part type="submit" name="do" value="add"${focus === 'add' && html` autofocus`}>${t.form.add}</button></p>`
      : html`<p>${t.form.full(String(mostParticipants))}</p>`,
  ];
}

function partOf(
  request: InLanguage,
  { problems = [], lookup, focus }: CaseFormView,
  { one, place }: { readonly one: TypedParticipant; readonly place: number },
): Html {
  const t = textsFor(caseTexts, request).form;
  const legend = t.participant(String(place));
  return participantPart(request, {
    one,
    place,
    legend,
    problems,
    focus,
    lookup: lookup?.place === place ? lookup : undefined,
    end: html`<p><button class="ds-button" data-variant="tertiary" data-part type="submit" name="do" value="remove-${place}">${t.remove}<span class="ds-sr-only">: ${legend}</span></button></p>`,
  });
}
