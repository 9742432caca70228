import {
  exitLink,
  field,
  form,
  type Html,
  html,
  inReadersLanguage,
  submit,
  textsFor,
} from '../../http/index.ts';
import { activationTexts, frameTexts } from '../messages.ts';
import {
  type AccountLinks,
  type AccountPageRequest,
  accountDocument,
  codeField,
  errorOf,
  expiredNotice,
  type FormProblem,
} from './frame.ts';
import { newPasswordPage, passwordSetPage } from './new-password.ts';

export interface CodesView {
  readonly problem?: FormProblem | undefined;
  /** What was typed; the activation code is a secret and is typed again. */
  readonly code?: string;
  readonly hasExpired?: boolean;
}

/** Step 1: the two codes of the sheet. */
export function activationCodesPage(request: AccountPageRequest, links: AccountLinks, view: CodesView): Html {
  const { language } = request;
  const all = textsFor(activationTexts, request);
  const t = all.codes;
  const code = codeField(view, { label: t.code, hint: t.codeHint }, language);
  const activationCode = field({
    name: 'activationCode',
    label: t.activationCode,
    hint: t.activationCodeHint,
    error: errorOf(view.problem, 'activationCode', language),
    autocomplete: 'one-time-code',
    maxLength: 64,
    required: true,
    isProse: false,
  });
  return accountDocument(request, links, {
    title: t.title,
    progress: { names: all.steps, current: 0 },
    problem: view.problem,
    exits: [
      exitLink({ href: '/register', text: t.noCodes }),
      exitLink({ href: inReadersLanguage(links.signIn, request.language), text: t.already }),
    ],
    main: [
      expiredNotice(view.hasExpired === true, all.expired),
      html`<p class="acar-lead">${t.lead}</p>`,
      form(request, '/activate', [code, activationCode, submit(textsFor(frameTexts, request).continue)]),
      html`<p class="acar-quiet">${t.lost}</p>`,
    ],
  });
}

/** Step 2: the first password. */
export function activationPasswordPage(
  request: AccountPageRequest,
  links: AccountLinks,
  problem?: FormProblem,
): Html {
  const { password: texts, steps: names } = textsFor(activationTexts, request);
  const way = { action: '/activate/password', back: '/activate', problem };
  return newPasswordPage(request, links, { texts, progress: { names, current: 1 }, ...way });
}

export function activatedPage(request: AccountPageRequest, links: AccountLinks): Html {
  return passwordSetPage(request, links, textsFor(activationTexts, request).finished);
}
