import {
  document,
  doneMark,
  exitLink,
  exits,
  type Html,
  html,
  linkButton,
  type Request,
  textsFor,
} from '../http/index.ts';
import { type LoginProblem, loginMessages } from '../relying-party/index.ts';
import { messages } from './messages.ts';
import { paths, type SiteName } from './model.ts';

type Shown = Pick<Request, 'language' | 'path'>;

/** Why the sign-in did not come about, and the ways on. */
export function problemPage(request: Shown, site: SiteName, problem: LoginProblem): Html {
  const t = textsFor(messages, request);
  const { problem: words, tryAgain } = textsFor(loginMessages, request);
  const { title, text } = words[problem];
  return document(request, {
    site: t.sites[site].name,
    title,
    main: [html`<p class="acar-lead">${text}</p>`, waysOn(tryAgain, t.toStart)],
  });
}

export function signedOutPage(request: Shown, site: SiteName): Html {
  const t = textsFor(messages, request);
  return document(request, {
    site: t.sites[site].name,
    title: t.signedOutTitle,
    heading: false,
    main: [
      doneMark(),
      html`<h1 class="ds-heading" data-size="lg">${t.signedOutTitle}</h1>`,
      html`<p class="acar-lead">${t.sites[site].signedOut}</p>`,
      waysOn(t.signIn, t.toStart),
    ],
  });
}

function waysOn(signIn: string, toStart: string): Html {
  return html`<p>${linkButton({ href: paths.signIn, text: signIn })}</p>
${exits([exitLink({ href: '/', text: toStart })])}`;
}
