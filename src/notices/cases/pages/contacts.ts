import { field, form, type Html, html, standaloneLink, submit, textsFor } from '../../../http/index.ts';
import { courtDocument, courtPath, type OfficeFrame } from '../../workplace/index.ts';
import type { CaseProblem } from '../check.ts';
import { caseTexts } from '../messages.ts';
import type { TypedCase } from '../model.ts';
import type { CaseDetail } from '../detail.ts';
import { hiddenFields } from './form.ts';
import type { CaseRequest } from './case.ts';
import { contactFields, problemIn, problemSummary } from './parts.ts';

export interface ContactsView extends CaseDetail {
  readonly version: number;
  /** What is in the fields. */
  readonly typed: TypedCase;
  readonly problems: readonly CaseProblem[];
}

/** Whose contacts the fields are, by place. */
export function whoField({ participants }: Pick<CaseDetail, 'participants'>): readonly [string, string] {
  return ['who', participants.map(({ participantId }) => participantId).join(' ')];
}

/** How the participants of a registered case are reached. */
export function contactsPage(request: CaseRequest, frame: OfficeFrame, view: ContactsView): Html {
  const t = textsFor(caseTexts, request);
  const { case: one, problems, participants } = view;
  const path = courtPath(frame, `/cases/${one.caseId}`);
  return courtDocument(request, frame, {
    title: `${t.contacts.title}: ${one.number ?? ''}`,
    hasErrors: problems.length > 0,
    main: [
      problemSummary(request, problems),
      html`<p>${standaloneLink({ href: path, text: t.contacts.back })}</p>`,
      html`<p class="acar-lead">${t.contacts.lead}</p>`,
      html`<div>${form(request, `${path}/contacts`, [
        hiddenFields([
          ['version', String(view.version)],
          ['count', String(participants.length)],
          whoField(view),
        ]),
        participants.map(({ name, role, code }, index) => {
          const place = index + 1;
          const typed = view.typed.participants[index] ?? { code: '', mobile: '', email: '', language: 'az' };
          return html`<fieldset class="ds-fieldset acar-part"><legend class="ds-label">${t.roles[role]}: ${name}</legend>
<div class="acar-fields">${[
            code === undefined &&
              field({
                name: `code-${place}`,
                label: t.fields.code,
                value: typed.code,
                maxLength: 40,
                autocomplete: 'off',
                isProse: false,
                error: problemIn(request, problems, `code-${place}`),
              }),
            ...contactFields(request, typed, place, problems),
          ]}</div></fieldset>`;
        }),
        submit(t.contacts.save),
      ])}</div>`,
    ],
  });
}
