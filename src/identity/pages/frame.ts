import {
  document,
  errorSummary,
  form,
  type Html,
  type HtmlValue,
  html,
  type Link,
  notice,
  submit,
  textsFor,
  timeLimitNotice,
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
  /** Leave out the form that cancels: the page has its own. */
  readonly hasOwnCancel?: boolean;
  readonly width?: 'narrow' | 'wide';
}

/** The frame of a running sign-in: who asks, what went wrong, the question, cancel, and the time limit. */
export function signInDocument(request: SignInRequest, view: SignInView, page: FramedPage): Html {
  const t = textsFor(signingIn, request);
  const { addresses } = view;
  return document(request, {
    title: page.title,
    site: t.site,
    width: page.width ?? 'narrow',
    scripts: ['time-limit.js', ...(page.scripts ?? [])],
    hasErrors: view.problem !== undefined,
    footerLinks: footerLinks(request.language, addresses),
    heading: false,
    main: [
      asker(view.service, request.language),
      html`<h1 class="ds-heading" data-size="lg">${page.title}</h1>`,
      problem(view, request.language, page.firstField),
      page.main,
      !page.hasOwnCancel &&
        form(
          request,
          addresses.cancel,
          html`<button class="ds-button" data-variant="tertiary" type="submit">${t.cancel}</button>`,
        ),
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
    { href: links.help, text: t.help },
    { href: links.accessibility, text: t.accessibility },
  ];
}

/** Who asks, with the address beside the name: names can be chosen freely, addresses cannot. */
export function asker(service: ServiceView, language: Language): Html {
  const t = textsFor(signingIn, { language });
  return html`<div class="acar-asker"><p class="acar-quiet">${t.asks}</p>
<p class="acar-asker__name">${service.name}</p>
<p>${service.address}</p></div>`;
}

function problem(view: SignInView, language: Language, firstField: string | undefined): HtmlValue {
  if (!view.problem) return undefined;
  const t = textsFor(signingIn, { language });
  if (view.problem.reason === 'blocked') {
    return notice('danger', html`<p>${t.blocked(formatDateTime(view.problem.until, language))}</p>`);
  }
  const text = t.problems[view.problem.reason];
  if (!firstField) return notice('danger', html`<p>${text}</p>`);
  return errorSummary(t.errorHeading, [{ field: firstField, text }]);
}

function timeLimit(request: SignInRequest, view: SignInView): Html {
  const t = textsFor(signingIn, request);
  const { endsAt, secondsLeft, canExtend } = view.timeLimit;
  const extend = canExtend
    ? form(request, view.addresses.extend, submit(t.extend, { secondary: true }))
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
  return form(request, view.addresses.back, submit(t.back, { secondary: true }));
}
