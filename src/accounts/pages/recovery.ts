import {
  exitButton,
  exitLink,
  field,
  form,
  type Html,
  html,
  inReadersLanguage,
  notice,
  submit,
  textsFor,
} from '../../http/index.ts';
import { frameTexts, recoveryTexts } from '../messages.ts';
import type { Channel } from '../model.ts';
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

/** Step 1: whose password. */
export function recoveryCodePage(
  request: AccountPageRequest,
  links: AccountLinks,
  view: { problem?: FormProblem | undefined; code?: string; hasExpired?: boolean },
): Html {
  const all = textsFor(recoveryTexts, request);
  const t = all.code;
  const code = codeField(view, t, request.language);
  return accountDocument(request, links, {
    title: t.title,
    progress: { names: all.steps, current: 0 },
    problem: view.problem,
    exits: [
      exitLink({
        href: inReadersLanguage(links.signIn, request.language),
        text: textsFor(frameTexts, request).signIn,
      }),
    ],
    main: [
      expiredNotice(view.hasExpired === true, all.expired),
      html`<p class="acar-lead">${t.lead}</p>`,
      form(request, '/recover', [code, submit(textsFor(frameTexts, request).continue)]),
      html`<p class="acar-quiet">${t.forgotten}</p>`,
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
        html`<div class="acar-actions acar-actions--stacked" id="channel">${button('sms')}${button('email')}</div>`,
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
    exitButton(t.resend, { name: 'channel', value: view.channel }),
  );
  return accountDocument(request, links, {
    title: t.title,
    progress: { names: all.steps, current: 2 },
    problem: view.problem,
    exits: [
      again,
      exitLink({ href: '/recover/channel', text: t.other }),
      exitLink({ href: '/recover', text: t.again }),
    ],
    main: [
      view.wasResent && notice('success', html`<p>${t.resent}</p>`),
      html`<p class="acar-lead">${t.sent[view.channel]}</p>`,
      form(request, '/recover/code', [code, submit(textsFor(frameTexts, request).continue)]),
      html`<p class="acar-quiet">${t.nothing}</p>`,
    ],
  });
}

/** Step 4. */
export function recoveryPasswordPage(
  request: AccountPageRequest,
  links: AccountLinks,
  problem?: FormProblem,
): Html {
  const { password: texts, steps: names } = textsFor(recoveryTexts, request);
  const way = { action: '/recover/password', back: '/recover/channel', problem };
  return newPasswordPage(request, links, { texts, progress: { names, current: 3 }, ...way });
}

export function recoveredPage(request: AccountPageRequest, links: AccountLinks): Html {
  return passwordSetPage(request, links, textsFor(recoveryTexts, request).finished);
}
