import { field, type Html, type HtmlValue, html, textsFor } from '../../../http/index.ts';
import type { CaseProblem } from '../check.ts';
import { caseTexts } from '../messages.ts';
import { longestName, participantKinds, participantRoles, type TypedParticipant } from '../model.ts';
import type { LookedUp } from '../names.ts';
import { choiceField, contactFields, type InLanguage, problemIn } from './parts.ts';

export interface ParticipantPart {
  readonly one: TypedParticipant;
  /** Behind the names of its fields. */
  readonly place: number;
  readonly legend: string;
  readonly problems: readonly CaseProblem[];
  readonly lookup?: LookedUp | undefined;
  /** The field in which to go on. */
  readonly focus?: string | undefined;
  readonly end?: HtmlValue;
}

/** Everything that is entered about a participant. */
export function participantPart(request: InLanguage, part: ParticipantPart): Html {
  const t = textsFor(caseTexts, request);
  const { one, place, legend, problems, lookup, focus } = part;
  const errorOf = (name: string) => problemIn(request, problems, name);
  return html`<fieldset class="ds-fieldset acar-part"><legend class="ds-label">${legend}</legend>
<div class="acar-fields">${[
    choiceField({
      name: `role-${place}`,
      label: t.fields.role,
      value: one.role,
      options: Object.fromEntries(participantRoles.map((role) => [role, t.roles[role]])),
      error: errorOf(`role-${place}`),
      autofocus: focus === `role-${place}`,
    }),
    choiceField({
      name: `kind-${place}`,
      label: t.fields.participantKind,
      value: one.kind,
      options: Object.fromEntries(participantKinds.map((kind) => [kind, t.participantKinds[kind]])),
      error: errorOf(`kind-${place}`),
    }),
    field({
      name: `code-${place}`,
      label: t.fields.code,
      value: one.code,
      error: errorOf(`code-${place}`),
      maxLength: 40,
      autocomplete: 'off',
      isProse: false,
      beside: html`<button class="ds-button" data-variant="secondary" data-part type="submit" name="do" value="look-${place}">${t.form.look}<span class="ds-sr-only">: ${legend}</span></button>`,
    }),
    field({
      name: `name-${place}`,
      label: t.fields.name,
      value: one.name,
      error: errorOf(`name-${place}`),
      maxLength: longestName,
      autocomplete: 'off',
      isProse: false,
      autofocus: focus === `name-${place}`,
    }),
    ...contactFields(request, one, place, problems),
  ]}</div>
<div role="status">${lookup && html`<p>${lookupText(request, lookup)}</p>`}</div>
${part.end}</fieldset>`;
}

function lookupText(request: InLanguage, { outcome, isKept }: LookedUp): string {
  const t = textsFor(caseTexts, request).form.looked;
  if (outcome.kind !== 'found') return t[outcome.kind];
  return isKept ? t.other(outcome.name) : t.filled;
}
