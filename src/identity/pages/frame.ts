import {
  document,
  errorSummary,
  exitButton,
  exits,
  form,
  type Html,
  type HtmlValue,
  html,
  inReadersLanguage,
  type Link,
  notice,
  submit,
  textsFor,
  timeLimitNotice,
  trustedHtml,
} from '../../http/index.ts';
import { formatDateTime, type Language } from '../../messages/index.ts';
import { signingIn } from '../messages.ts';
import type { ServiceView, SignInRequest, SignInView } from './view.ts';

export interface FramedPage {
  readonly title: string;
  readonly main: HtmlValue;
  readonly scripts?: readonly string[];
  /** The field that the person should look at when something was wrong. */
  readonly firstField?: string;
  /** Other ways on, before the one that cancels. */
  readonly exits?: readonly HtmlValue[];
  readonly layout?: 'sheet' | 'wide-sheet';
  /** Without script the page loads itself again after so long. */
  readonly refreshSeconds?: number;
}

/** The frame of a running sign-in: who asks, what went wrong, the question, cancel, and the time limit. */
export function signInDocument(request: SignInRequest, view: SignInView, page: FramedPage): Html {
  const t = textsFor(signingIn, request);
  const { addresses } = view;
  return document(request, {
    title: page.title,
    site: t.site,
    layout: page.layout ?? 'sheet',
    scripts: ['time-limit.js', ...(page.scripts ?? [])],
    hasErrors: view.problem !== undefined,
    ...(page.refreshSeconds === undefined ? {} : { refreshWithoutScriptSeconds: page.refreshSeconds }),
    footerLinks: footerLinks(request.language, addresses),
    heading: false,
    main: [
      asker(view.service, request.language),
      html`<h1 class="ds-heading" data-size="lg">${page.title}</h1>`,
      problem(view, request.language, page.firstField),
      page.main,
      exits([...(page.exits ?? []), form(request, addresses.cancel, exitButton(t.cancel))]),
      timeLimit(request, view),
    ],
  });
}

export function footerLinks(
  language: Language,
  links: { readonly help: string; readonly accessibility: string },
): Link[] {
  const t = textsFor(signingIn, { language });
  return [
    { href: inReadersLanguage(links.help, language), text: t.help },
    { href: inReadersLanguage(links.accessibility, language), text: t.accessibility },
  ];
}

const building = trustedHtml(
  '<svg class="acar-asker__mark" viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="M6 18 24 7l18 11z"/><path d="M10 24v12M19 24v12M29 24v12M38 24v12M6 41h36"/></svg>',
);

/** Who asks, with the address beside the name: names can be chosen freely, addresses cannot. */
export function asker(service: ServiceView, language: Language): Html {
  const t = textsFor(signingIn, { language });
  return html`<div class="acar-asker">${building}<div><p class="acar-quiet">${t.asks}</p>
<p class="acar-asker__name">${service.name}</p>
<p class="acar-asker__address">${service.address}</p></div></div>`;
}

function problem(view: SignInView, language: Language, firstField: string | undefined): HtmlValue {
  if (!view.problem) return undefined;
  const t = textsFor(signingIn, { language });
  if (view.problem.reason === 'blocked') {
    return notice('danger', html`<p>${t.blocked(formatDateTime(view.problem.until, language))}</p>`);
  }
  if (view.problem.reason === 'explained') return notice('danger', html`<p>${view.problem.text}</p>`);
  const text = t.problems[view.problem.reason];
  if (!firstField) return notice('danger', html`<p>${text}</p>`);
  return errorSummary(t.errorHeading, [{ field: firstField, text }]);
}

function timeLimit(request: SignInRequest, view: SignInView): Html {
  const t = textsFor(signingIn, request);
  const { endsAt, secondsLeft, canExtend } = view.timeLimit;
  const extend = canExtend
    ? form(request, view.addresses.extend, submit(t.extend, { tertiary: true }))
    : undefined;
  return timeLimitNotice({ endsAt, secondsLeft, extend }, request.language, {
    until: t.limitUntil,
    minutes: t.limitMinutes,
    seconds: t.limitSeconds,
    extended: t.limitExtended,
  });
}

/** Back to the choice of a way in. */
export function backForm(request: SignInRequest, view: SignInView): Html {
  const t = textsFor(signingIn, request);
  return form(request, view.addresses.back, exitButton(t.back));
}
