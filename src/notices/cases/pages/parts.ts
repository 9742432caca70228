import { errorSummary, field, type Html, html, textsFor } from '../../../http/index.ts';
import type { Language } from '../../../messages/index.ts';
import type { CaseProblem } from '../check.ts';
import { caseTexts } from '../messages.ts';
import { longestName, type TypedParticipant } from '../model.ts';
import { languages } from '../../../messages/index.ts';

export type InLanguage = { readonly language: Language };

interface Choice {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: Readonly<Record<string, string>>;
  readonly error?: string | undefined;
  readonly autofocus?: boolean;
}

/** One of a few values. */
export function choiceField({ name, label, value, options, error, autofocus }: Choice): Html {
  return html`<div class="ds-field"><label class="ds-label" for="${name}">${label}</label>
<select class="ds-input" id="${name}" name="${name}"${error && html` aria-invalid="true" aria-describedby="${name}-error"`}${autofocus && html` autofocus`}>${Object.entries(
    options,
  ).map(
    ([key, text]) => html`<option value="${key}"${key === value && html` selected`}>${text}</option>`,
  )}</select>
${error && html`<div class="ds-validation-message" data-color="danger" id="${name}-error">${error}</div>`}</div>`;
}

/** What is wrong with a field, in words; several sentences where it is several things. */
export function problemIn(
  request: InLanguage,
  problems: readonly CaseProblem[],
  name: string,
): string | undefined {
  const texts = problems.filter((one) => one.field === name).map((one) => problemText(request, one.code));
  return texts.length === 0 ? undefined : texts.join('. ');
}

function problemText(request: InLanguage, code: CaseProblem['code']): string {
  return textsFor(caseTexts, request).problems[code];
}

/** Everything that is wrong, above the form. */
export function problemSummary(
  request: InLanguage,
  problems: readonly CaseProblem[],
  /** Whether places of participants are named, where there are several. */
  namesPlaces = true,
): Html | false {
  const t = textsFor(caseTexts, request);
  if (problems.length === 0) return false;
  return errorSummary(
    t.form.errors,
    problems.map(({ field: at, code }) => {
      const place = /-(\d+)$/.exec(at)?.[1];
      const text = problemText(request, code);
      return { field: at, text: place === undefined || !namesPlaces ? text : t.inPlace(place, text) };
    }),
  );
}

/** How a participant is reached: also what may be corrected later. */
export function contactFields(
  request: InLanguage,
  { mobile, email, language }: Pick<TypedParticipant, 'mobile' | 'email' | 'language'>,
  place: number,
  problems: readonly CaseProblem[],
): Html[] {
  const t = textsFor(caseTexts, request);
  const errorOf = (name: string) => problemIn(request, problems, name);
  return [
    field({
      name: `mobile-${place}`,
      label: t.fields.mobile,
      value: mobile,
      error: errorOf(`mobile-${place}`),
      type: 'tel',
      autocomplete: 'off',
      maxLength: 40,
      isProse: false,
    }),
    field({
      name: `email-${place}`,
      label: t.fields.email,
      value: email,
      error: errorOf(`email-${place}`),
      type: 'email',
      autocomplete: 'off',
      maxLength: longestName + 100,
      isProse: false,
    }),
    choiceField({
      name: `language-${place}`,
      label: t.fields.language,
      value: language,
      options: Object.fromEntries(languages.map((one) => [one, t.languages[one]])),
      error: errorOf(`language-${place}`),
    }),
  ];
}

/** The word for a key; a key that has none says itself. */
export function wordOf(words: Readonly<Record<string, string>>, key: string): string {
  return words[key] ?? key;
}
