import {
  document,
  doneMark,
  errorSummary,
  exitLink,
  exits,
  field,
  type Html,
  type HtmlValue,
  html,
  inReadersLanguage,
  notice,
  passwordField,
  type Request,
  steps,
  textsFor,
} from '../../http/index.ts';
import { formatDateTime, type Language } from '../../messages/index.ts';
import type { AccountRefusalCode, Refused } from '../errors.ts';
import { frameTexts } from '../messages.ts';

export type AccountPageRequest = Pick<Request, 'language' | 'path' | 'csrf'>;

/** Where the pages lead on to. */
export interface AccountLinks {
  /** Goes on with the sign-in that brought the person here, or begins one. */
  readonly signIn: string;
  readonly help: string;
  readonly accessibility: string;
}

/** What was wrong with the form, and the field where to mend it. */
export interface FormProblem {
  readonly refusal: Refused;
  readonly field: string;
}

export interface AccountPage {
  readonly title: string;
  readonly main: HtmlValue;
  /** The steps of the way and the one that this page is, from 0. */
  readonly progress?: { readonly names: readonly string[]; readonly current: number };
  readonly problem?: FormProblem | undefined;
  readonly scripts?: readonly string[];
  /** Other ways on, at the end of the page. */
  readonly exits?: readonly HtmlValue[];
  /** The way back, the last of them. */
  readonly back?: string;
  /** The end of the way: a sign above the heading. */
  readonly isDone?: boolean;
}

export function accountDocument(request: AccountPageRequest, links: AccountLinks, page: AccountPage): Html {
  const t = textsFor(frameTexts, request);
  const { problem, progress } = page;
  return document(request, {
    title: page.title,
    site: t.site,
    heading: false,
    hasErrors: problem !== undefined,
    scripts: page.scripts ?? [],
    footerLinks: [
      { href: inReadersLanguage(links.help, request.language), text: t.help },
      { href: inReadersLanguage(links.accessibility, request.language), text: t.accessibility },
    ],
    main: [
      progress && steps(progress.names, progress.current, t.done),
      page.isDone && doneMark(),
      html`<h1 class="ds-heading" data-size="lg">${page.title}</h1>`,
      problem &&
        errorSummary(t.errorHeading, [
          { field: problem.field, text: problemText(problem, request.language) },
        ]),
      page.main,
      (page.exits || page.back) &&
        exits([...(page.exits ?? []), page.back && exitLink({ href: page.back, text: t.back })]),
    ],
  });
}

/** The sentence for a refusal. */
function problemText(problem: { readonly refusal: Refused }, language: Language): string {
  const t = textsFor(frameTexts, { language });
  const { code, blockedUntil } = problem.refusal;
  if (blockedUntil !== undefined) return t.tooManyTries(formatDateTime(new Date(blockedUntil), language));
  const sentences: Partial<Record<AccountRefusalCode, string>> = t.problems;
  return sentences[code] ?? t.problems['account.busy'];
}

/** The sentence beside the field, when the problem is that field's. */
export function errorOf(
  problem: FormProblem | undefined,
  field: string,
  language: Language,
): string | undefined {
  return problem?.field === field ? problemText(problem, language) : undefined;
}

export function expiredNotice(isShown: boolean, text: string): HtmlValue {
  return isShown && notice('warning', html`<p>${text}</p>`);
}

/** Asks for the operator's code, at the first step of every way. */
export function codeField(
  view: { readonly problem?: FormProblem | undefined; readonly code?: string },
  texts: { readonly label: string; readonly hint: string },
  language: Language,
): Html {
  return field({
    name: 'code',
    label: texts.label,
    hint: texts.hint,
    error: errorOf(view.problem, 'code', language),
    inputMode: 'numeric',
    autocomplete: 'username',
    maxLength: 64,
    required: true,
    isProse: false,
    autofocus: !view.problem,
    ...(view.code !== undefined && { value: view.code }),
  });
}

/** The field of a new password that a refusal is about. */
export function newPasswordField(refusal: Refused): 'password' | 'repeated' {
  return refusal.code === 'account.passwords_differ' ? 'repeated' : 'password';
}

/** The two fields of a new password; the page adds the script `password-reveal.js`. */
export function newPasswordFields(
  language: Language,
  options: { problem?: FormProblem | undefined; autofocus: boolean },
): Html[] {
  const t = textsFor(frameTexts, { language });
  const { problem, autofocus } = options;
  const common = { autocomplete: 'new-password', maxLength: 512, required: true };
  return [
    passwordField(
      {
        ...common,
        name: 'password',
        label: t.password.new,
        hint: t.password.hint,
        error: errorOf(problem, 'password', language),
        autofocus,
      },
      t,
    ),
    passwordField(
      {
        ...common,
        name: 'repeated',
        label: t.password.repeated,
        error: errorOf(problem, 'repeated', language),
      },
      t,
    ),
  ];
}
