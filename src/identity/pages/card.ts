import {
  document,
  exitButton,
  exitLink,
  form,
  type Html,
  html,
  inReadersLanguage,
  submit,
  textsFor,
} from '../../http/index.ts';
import { card, signingIn } from '../messages.ts';
import { backForm, footerLinks, signInDocument } from './frame.ts';
import type { CardAsking, CardReturnView, PlainRequest, ReadCardView, SignInRequest } from './view.ts';

/** The sign-in with a card: one button, what it does, and what to do when nothing happens. */
export function readCardPage(request: SignInRequest, view: ReadCardView): Html {
  const t = textsFor(card, request);
  const { asking, addresses } = view;
  if (!asking) return stalePage(request, view);
  return signInDocument(request, view, {
    title: t.title,
    scripts: ['read-card.js'],
    exits: [
      exitLink({
        href: `${inReadersLanguage(addresses.help, request.language)}#${view.method}`,
        text: t.getAgent,
      }),
      agentForm(request, asking, 'diagnose', exitButton(t.diagnose)),
      backForm(request, view),
    ],
    main: [
      html`<ol class="ds-list">${t.steps.map((step) => html`<li>${step}</li>`)}</ol>`,
      agentForm(request, asking, 'authenticate', submit(t.read)),
      html`<p class="acar-quiet">${t.next}</p>`,
      progress(request, view, asking),
      html`<h2 class="ds-heading" data-size="xs">${t.helpHeading}</h2><p>${t.helpText}</p>`,
    ],
  });
}

/** A form to the agent on the person's computer; it carries nothing that the agent does not need. */
function agentForm(
  request: SignInRequest,
  asking: CardAsking,
  step: 'authenticate' | 'diagnose',
  button: Html,
): Html {
  return html`<form method="post" action="${asking.agent}/${step}" class="acar-form">
<input type="hidden" name="request" value="${asking.request}">
<input type="hidden" name="state" value="${request.csrf}">
${button}
</form>`;
}

/** Filled by the page's script: whether the agent answers, and a second button where the browser has Web eID. */
function progress(request: SignInRequest, view: ReadCardView, asking: CardAsking): Html {
  const t = textsFor(card, request);
  return html`<div data-read-card data-agent="${asking.agent}" data-nonce="${asking.nonce}" data-fresh="${asking.freshSeconds}" data-found="${t.agentFound}" data-missing="${t.agentMissing}" data-works="${t.extensionWorks}">
<p class="acar-quiet" role="status" data-told></p>
${form(request, view.answer, html`<input type="hidden" name="token" value=""><input type="hidden" name="error" value=""><button class="ds-button" data-variant="secondary" type="button" hidden data-extension lang="${request.language}">${t.extension}</button>`)}
</div>`;
}

/** The nonce is too old for a person who still has to type a PIN. */
function stalePage(request: SignInRequest, view: ReadCardView): Html {
  const t = textsFor(card, request);
  return signInDocument(request, view, {
    title: t.title,
    scripts: ['press-button.js'],
    exits: [backForm(request, view)],
    main: [
      html`<p class="acar-lead">${t.staleText}</p>`,
      pressedForm(
        request.csrf,
        view.renew,
        html`<input type="hidden" name="method" value="${view.method}">${submit(t.renew)}`,
      ),
    ],
  });
}

/**
 * What the agent's form opens. It comes from another site and without cookies: nothing is known of the person here, and
 * nothing happens until the form of this page is sent.
 */
export function cardReturnPage(request: PlainRequest, view: CardReturnView): Html {
  const t = textsFor(card, request).returned;
  const { token, error } = view;
  return document(request, {
    title: token === undefined ? t.failedTitle : t.title,
    site: textsFor(signingIn, request).site,
    scripts: ['press-button.js'],
    footerLinks: footerLinks(request.language, view),
    main: [
      html`<p class="acar-lead">${token === undefined ? t.failedText : t.text}</p>`,
      pressedForm(
        view.state,
        view.answer,
        html`${hidden('token', token)}${hidden('error', error)}${submit(t.proceed)}`,
      ),
    ],
  });
}

const hidden = (name: string, value: string | undefined) =>
  value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`;

/** A form whose button the page's script presses; without script the person does. */
function pressedForm(csrf: string, action: string, content: Html): Html {
  return html`<form method="post" action="${action}" class="acar-form" data-press>
<input type="hidden" name="csrf" value="${csrf}">
${content}
</form>`;
}
