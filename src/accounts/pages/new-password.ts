import { form, type Html, html, inReadersLanguage, linkButton, submit, textsFor } from '../../http/index.ts';
import { frameTexts } from '../messages.ts';
import {
  type AccountLinks,
  type AccountPageRequest,
  accountDocument,
  type FormProblem,
  newPasswordFields,
} from './frame.ts';

/** The last steps of a way to a password, activation and recovery alike. */
export interface PasswordWay {
  readonly names: readonly string[];
  readonly current: number;
}

/** Asks for the new password. */
export function newPasswordPage(
  request: AccountPageRequest,
  links: AccountLinks,
  view: {
    readonly texts: { readonly title: string; readonly lead: string };
    readonly progress: PasswordWay;
    readonly action: string;
    readonly back: string;
    readonly problem: FormProblem | undefined;
  },
): Html {
  const { texts, progress, action, back, problem } = view;
  const fields = newPasswordFields(request.language, { problem, autofocus: !problem });
  return accountDocument(request, links, {
    title: texts.title,
    progress,
    problem,
    scripts: ['password-reveal.js'],
    back,
    main: [
      html`<p class="acar-lead">${texts.lead}</p>`,
      form(request, action, [fields, submit(textsFor(frameTexts, request).password.save)]),
    ],
  });
}

/** The password is set: on to the sign-in, and nowhere else. */
export function passwordSetPage(
  request: AccountPageRequest,
  links: AccountLinks,
  texts: { readonly title: string; readonly text: string },
): Html {
  return accountDocument(request, links, {
    title: texts.title,
    isDone: true,
    main: [
      html`<p class="acar-lead">${texts.text}</p>`,
      html`<p>${linkButton({ href: inReadersLanguage(links.signIn, request.language), text: textsFor(frameTexts, request).signIn })}</p>`,
    ],
  });
}
