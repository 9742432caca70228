import { exitLink, type Html, html, inReadersLanguage, linkButton, textsFor } from '../../http/index.ts';
import { registrationTexts } from '../messages.ts';
import { type AccountLinks, type AccountPageRequest, accountDocument } from './frame.ts';

/** The door of online registration while it is closed: how to get a code today. */
export function registrationPage(request: AccountPageRequest, links: AccountLinks): Html {
  const t = textsFor(registrationTexts, request);
  return accountDocument(request, links, {
    title: t.title,
    exits: [exitLink({ href: inReadersLanguage(links.signIn, request.language), text: t.signIn })],
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<h2 class="ds-heading" data-size="sm">${t.how}</h2>`,
      html`<ol class="ds-list">${t.steps.map((step) => html`<li>${step}</li>`)}</ol>`,
      html`<p>${linkButton({ href: '/activate', text: t.activate })}</p>`,
    ],
  });
}
