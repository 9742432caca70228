import {
  exitButton,
  exitLink,
  field,
  form,
  type Html,
  html,
  notice,
  passwordField,
  submit,
  textsFor,
} from '../../http/index.ts';
import { wayCards } from '../../ways/index.ts';
import { signingIn } from '../messages.ts';
import { backForm, signInDocument } from './frame.ts';
import type { ChooseMethodView, OneTimeCodeView, PasswordView, SignInRequest } from './view.ts';

/** The four ways in as equal cards. */
export function chooseMethodPage(request: SignInRequest, view: ChooseMethodView): Html {
  const t = textsFor(signingIn, request).choose;
  return signInDocument(request, view, {
    title: t.title,
    layout: 'wide-sheet',
    exits: [
      exitLink({ href: view.addresses.recovery, text: t.forgotten }),
      exitLink({ href: view.addresses.registration, text: t.register }),
    ],
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      form(request, view.choose, wayCards(view.ways, request.language, { kind: 'button' })),
    ],
  });
}

/** Code and password. A wrong pair is one error: the page does not tell which part was wrong. */
export function passwordPage(request: SignInRequest, view: PasswordView): Html {
  const t = textsFor(signingIn, request).password;
  const hasCode = view.code !== undefined && view.code !== '';
  const focus = view.problem ? undefined : hasCode ? 'password' : 'code';
  const code = field({
    name: 'code',
    label: t.code,
    hint: t.codeHint,
    inputMode: 'numeric',
    autocomplete: 'username',
    maxLength: 64,
    required: true,
    isProse: false,
    autofocus: focus === 'code',
    ...(hasCode && { value: view.code }),
  });
  const password = passwordField(
    {
      name: 'password',
      label: t.password,
      autocomplete: 'current-password',
      maxLength: 256,
      required: true,
      autofocus: focus === 'password',
    },
    t,
  );
  return signInDocument(request, view, {
    title: t.title,
    firstField: 'code',
    scripts: ['password-reveal.js'],
    exits: [
      exitLink({ href: view.addresses.recovery, text: t.forgotten }),
      exitLink({ href: view.addresses.activation, text: t.activate }),
      backForm(request, view),
    ],
    main: form(request, view.answer, [code, password, submit(t.submit)]),
  });
}

/** A code sent to the person's phone or mail box. */
export function oneTimeCodePage(request: SignInRequest, view: OneTimeCodeView): Html {
  const t = textsFor(signingIn, request).oneTimeCode;
  const code = field({
    name: 'code',
    label: t.code,
    hint: t.codeHint,
    inputMode: 'numeric',
    autocomplete: 'one-time-code',
    maxLength: 12,
    required: true,
    isProse: false,
    autofocus: view.problem === undefined,
  });
  return signInDocument(request, view, {
    title: t.title,
    firstField: 'code',
    exits: [view.resend && form(request, view.resend, exitButton(t.resend)), backForm(request, view)],
    main: [
      view.wasResent && notice('success', html`<p>${t.resent}</p>`),
      html`<p>${t.sent(view.destination)}</p>`,
      form(request, view.answer, [code, submit(t.submit)]),
    ],
  });
}
