import { exitButton, form, type Html, html, type HtmlValue, submit, textsFor } from '../../http/index.ts';
import { phone } from '../messages.ts';
import { backForm, type FramedPage, signInDocument } from './frame.ts';
import type { PhoneView, SignInRequest } from './view.ts';

/** Seconds after which a page without script loads itself again. */
const refreshSeconds = 5;

export interface WaitingPage {
  readonly title: string;
  readonly main: HtmlValue;
  readonly exits?: readonly HtmlValue[];
  /** What is shown now; when the event stream tells of another, the page is loaded again. */
  readonly phase: string;
  readonly refreshSeconds?: number;
}

/** A page that waits for the phone: by script with the event stream, without script by loading itself again. */
export function waitingDocument(request: SignInRequest, view: PhoneView, page: WaitingPage): Html {
  const t = textsFor(phone, request);
  return phoneDocument(request, view, {
    title: page.title,
    scripts: ['waiting.js'],
    refreshSeconds: page.refreshSeconds ?? refreshSeconds,
    exits: page.exits ?? [],
    main: [
      page.main,
      html`<form method="post" action="${view.answer}" class="acar-form" data-events="${view.events}" data-phase="${page.phase}">
<input type="hidden" name="csrf" value="${request.csrf}">
<p class="acar-quiet">${t.proceedHint}</p>${submit(t.confirmed, { secondary: true })}</form>`,
    ],
  });
}

/** The phone has answered: what it said is looked at when this form is sent. */
export function answeredPage(request: SignInRequest, view: PhoneView): Html {
  const t = textsFor(phone, request);
  return phoneDocument(request, view, {
    title: t.answered.title,
    scripts: ['press-button.js'],
    main: [
      html`<p class="acar-lead">${t.answered.text}</p>`,
      html`<form method="post" action="${view.answer}" class="acar-form" data-press>
<input type="hidden" name="csrf" value="${request.csrf}">${submit(t.proceed)}</form>`,
    ],
  });
}

export function phoneDocument(request: SignInRequest, view: PhoneView, page: FramedPage): Html {
  return signInDocument(request, view, { ...page, exits: [...(page.exits ?? []), backForm(request, view)] });
}

/** Leads to the other way in with a phone. */
export function alternativeForm(
  request: SignInRequest,
  { choose, alternative }: PhoneView,
  button: Html,
): HtmlValue {
  if (alternative === undefined) return undefined;
  const method = html`<input type="hidden" name="method" value="${alternative}">`;
  return form(request, choose, [method, button]);
}

/** Asks the method for something else, such as another code. */
export function stepForm(
  request: SignInRequest,
  view: PhoneView,
  step: {
    readonly name: 'renew' | 'way';
    readonly value: string;
    readonly text: string;
    readonly isExit?: boolean;
  },
): Html {
  const { name, value, text, isExit = false } = step;
  return form(
    request,
    view.answer,
    isExit ? exitButton(text, { name, value }) : submit(text, { name, value }),
  );
}

export function steps(list: readonly string[]): Html {
  return html`<ol class="ds-list">${list.map((step) => html`<li>${step}</li>`)}</ol>`;
}
