import { document, type Html, html, type Request, textsFor } from '../../http/index.ts';
import { type LoginProblem, loginMessages } from '../../relying-party/index.ts';
import { messages } from './messages.ts';
import { paths } from './model.ts';

type Shown = Pick<Request, 'language' | 'path'>;

/** Why the sign-in did not come about, and the ways on. */
export function problemPage(request: Shown, problem: LoginProblem): Html {
  const t = textsFor(messages, request);
  const { problem: words, tryAgain } = textsFor(loginMessages, request);
  const { title, text } = words[problem];
  return document(request, {
    site: t.site,
    title,
    main: html`<p>${text}</p><p><a class="ds-button" href="${paths.signIn}">${tryAgain}</a> <a class="ds-link" href="/">${t.toStart}</a></p>`,
  });
}

export function signedOutPage(request: Shown): Html {
  const t = textsFor(messages, request);
  return document(request, {
    site: t.site,
    title: t.signedOutTitle,
    main: html`<p>${t.signedOutText}</p><p><a class="ds-button" href="${paths.signIn}">${t.signIn}</a> <a class="ds-link" href="/">${t.toStart}</a></p>`,
  });
}
