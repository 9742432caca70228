import {
  field,
  form,
  type Html,
  html,
  linkButton,
  notice,
  standaloneLink,
  submit,
  textsFor,
} from '../../http/index.ts';
import { frameTexts, recoveryTexts } from '../messages.ts';
import type { Channel } from '../model.ts';
import {
  type AccountLinks,
  type AccountPageRequest,
  accountDocument,
  errorOf,
  expiredNotice,
  type FormProblem,
  newPasswordFields,
} from './frame.ts';

/** Step 1: whose password. */
export function recoveryCodePage(
  request: AccountPageRequest,
  links: AccountLinks,
  view: { problem?: FormProblem | undefined; code?: string; hasExpired?: boolean },
): Html {
  const all = textsFor(recoveryTexts, request);
  const t = all.code;
  const code = field({
    name: 'code',
    label: t.label,
    hint: t.hint,
    error: errorOf(view.problem, 'code', request.language),
    inputMode: 'numeric',
    autocomplete: 'username',
    maxLength: 64,
    required: true,
    isProse: false,
    autofocus: !view.problem,
    ...(view.code !== undefined && { value: view.code }),
  });
  return accountDocument(request, links, {
    title: t.title,
    progress: { names: all.steps, current: 0 },
    problem: view.problem,
    main: [
      expiredNotice(view.hasExpired === true, all.expired),
      html`<p class="acar-lead">${t.lead}</p>`,
      form(request, '/recover', [code, submit(textsFor(frameTexts, request).continue)]),
      html`<p>${t.forgotten}</p>`,
      html`<p>${standaloneLink({ href: links.signIn, text: textsFor(frameTexts, request).signIn })}</p>`,
    ],
  });
}

/** Step 2: one question, two buttons; both are always there, whatever the account has. */
export function recoveryChannelPage(
  request: AccountPageRequest,
  links: AccountLinks,
  problem?: FormProblem,
): Html {
  const all = textsFor(recoveryTexts, request);
  const t = all.channel;
  const button = (channel: Channel) => submit(t[channel], { name: 'channel', value: channel });
  return accountDocument(request, links, {
    title: t.title,
    progress: { names: all.steps, current: 1 },
    problem,
    back: '/recover',
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      form(
        request,
        '/recover/channel',
        html`<div class="acar-actions" id="channel">${button('sms')}${button('email')}</div>`,
      ),
    ],
  });
}

/** Step 3: the six digits. It says "if": the page is the same for a code that nobody has. */
export function recoveryOneTimeCodePage(
  request: AccountPageRequest,
  links: AccountLinks,
  view: { channel: Channel; problem?: FormProblem | undefined; wasResent?: boolean },
): Html {
  const all = textsFor(recoveryTexts, request);
  const t = all.oneTimeCode;
  const code = field({
    name: 'code',
    label: t.label,
    hint: t.hint,
    error: errorOf(view.problem, 'code', request.language),
    inputMode: 'numeric',
    autocomplete: 'one-time-code',
    maxLength: 12,
    required: true,
    isProse: false,
    autofocus: !view.problem,
  });
  const again = form(
    request,
    '/recover/channel',
    submit(t.resend, { secondary: true, name: 'channel', value: view.channel }),
  );
  return accountDocument(request, links, {
    title: t.title,
    progress: { names: all.steps, current: 2 },
    problem: view.problem,
    main: [
      view.wasResent && notice('success', html`<p>${t.resent}</p>`),
      html`<p class="acar-lead">${t.sent[view.channel]}</p>`,
      form(request, '/recover/code', [code, submit(textsFor(frameTexts, request).continue)]),
      html`<p>${t.nothing}</p>`,
      again,
      html`<ul class="acar-choices"><li>${standaloneLink({ href: '/recover/channel', text: t.other })}</li>
<li>${standaloneLink({ href: '/recover', text: t.again })}</li></ul>`,
    ],
  });
}

/** Step 4. */
export function recoveryPasswordPage(
  request: AccountPageRequest,
  links: AccountLinks,
  problem?: FormProblem,
): Html {
  const all = textsFor(recoveryTexts, request);
  const fields = newPasswordFields(request.language, { problem, autofocus: !problem });
  return accountDocument(request, links, {
    title: all.password.title,
    progress: { names: all.steps, current: 3 },
    problem,
    scripts: ['password-reveal.js'],
    back: '/recover/channel',
    main: [
      html`<p class="acar-lead">${all.password.lead}</p>`,
      form(request, '/recover/password', [fields, submit(textsFor(frameTexts, request).password.save)]),
    ],
  });
}

export function recoveredPage(request: AccountPageRequest, links: AccountLinks): Html {
  const all = textsFor(recoveryTexts, request);
  return accountDocument(request, links, {
    title: all.finished.title,
    progress: { names: all.steps, current: all.steps.length },
    main: [
      html`<p class="acar-lead">${all.finished.text}</p>`,
      html`<p>${linkButton({ href: links.signIn, text: textsFor(frameTexts, request).signIn })}</p>`,
    ],
  });
}
