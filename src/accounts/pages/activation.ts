import {
  field,
  form,
  type Html,
  html,
  linkButton,
  standaloneLink,
  submit,
  textsFor,
} from '../../http/index.ts';
import { activationTexts, frameTexts } from '../messages.ts';
import {
  type AccountLinks,
  type AccountPageRequest,
  accountDocument,
  errorOf,
  expiredNotice,
  type FormProblem,
  newPasswordFields,
} from './frame.ts';

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
  const code = field({
    name: 'code',
    label: t.code,
    hint: t.codeHint,
    error: errorOf(view.problem, 'code', language),
    inputMode: 'numeric',
    autocomplete: 'username',
    maxLength: 64,
    required: true,
    isProse: false,
    autofocus: !view.problem,
    ...(view.code !== undefined && { value: view.code }),
  });
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
    main: [
      expiredNotice(view.hasExpired === true, all.expired),
      html`<p class="acar-lead">${t.lead}</p>`,
      form(request, '/activate', [code, activationCode, submit(textsFor(frameTexts, request).continue)]),
      html`<p>${t.lost}</p>`,
      html`<ul class="acar-choices"><li>${standaloneLink({ href: '/register', text: t.noCodes })}</li>
<li>${standaloneLink({ href: links.signIn, text: t.already })}</li></ul>`,
    ],
  });
}

/** Step 2: the first password. */
export function activationPasswordPage(
  request: AccountPageRequest,
  links: AccountLinks,
  problem?: FormProblem,
): Html {
  const all = textsFor(activationTexts, request);
  const fields = newPasswordFields(request.language, { problem, autofocus: !problem });
  return accountDocument(request, links, {
    title: all.password.title,
    progress: { names: all.steps, current: 1 },
    problem,
    scripts: ['password-reveal.js'],
    back: '/activate',
    main: [
      html`<p class="acar-lead">${all.password.lead}</p>`,
      form(request, '/activate/password', [fields, submit(textsFor(frameTexts, request).password.save)]),
    ],
  });
}

export function activatedPage(request: AccountPageRequest, links: AccountLinks): Html {
  const all = textsFor(activationTexts, request);
  return accountDocument(request, links, {
    title: all.finished.title,
    progress: { names: all.steps, current: 2 },
    main: [
      html`<p class="acar-lead">${all.finished.text}</p>`,
      html`<p>${linkButton({ href: links.signIn, text: textsFor(frameTexts, request).signIn })}</p>`,
    ],
  });
}
