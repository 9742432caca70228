import {
  document,
  doneMark,
  type ErrorRequest,
  errorDocument,
  exitLink,
  exits,
  form,
  type Html,
  html,
  inReadersLanguage,
  linkButton,
  submit,
  textsFor,
} from '../../http/index.ts';
import { after, signingIn } from '../messages.ts';
import { asker, footerLinks } from './frame.ts';
import type { DeadEndView, LogoutView, PlainRequest, SignedOutView, SignInRequest } from './view.ts';

/** The time limit of a sign-in has passed. */
export function expiredPage(request: PlainRequest, view: DeadEndView): Html {
  return deadEnd(request, view, textsFor(after, request).expired);
}

/** A page of a sign-in that was finished elsewhere, or that the person came back to. */
export function endedPage(request: PlainRequest, view: DeadEndView): Html {
  return deadEnd(request, view, textsFor(after, request).ended);
}

interface DeadEndTexts {
  readonly title: string;
  readonly text: string;
  readonly restart: string;
  readonly toService: string;
  readonly toPortal: string;
}

function deadEnd(request: PlainRequest, view: DeadEndView, t: DeadEndTexts): Html {
  const { service, restart } = view;
  const isStranded = restart === undefined && service?.href === undefined;
  return document(request, {
    title: t.title,
    site: textsFor(signingIn, request).site,
    footerLinks: footerLinks(request.language, view),
    heading: false,
    main: [
      service && asker(service, request.language),
      html`<h1 class="ds-heading" data-size="lg">${t.title}</h1>`,
      html`<p class="acar-lead">${t.text}</p>`,
      html`<div class="acar-actions">${restart && linkButton({ href: restart, text: t.restart })}${
        service?.href &&
        linkButton({ href: service.href, text: t.toService }, { secondary: restart !== undefined })
      }${isStranded && linkButton({ href: inReadersLanguage(view.signIn, request.language), text: t.toPortal })}</div>`,
    ],
  });
}

/** The error page of the login origin, in the form that `createSite` asks for. */
export function createErrorPage(portal: {
  readonly home: string;
  readonly help: string;
  readonly accessibility: string;
}) {
  return (request: ErrorRequest, status: number, code: string): Html => {
    const t = textsFor(signingIn, request);
    return errorDocument(
      request,
      { status, code },
      {
        site: t.site,
        footerLinks: footerLinks(request.language, portal),
        homeHref: inReadersLanguage(portal.home, request.language),
      },
    );
  };
}

/** Out of one service, or out of everything; the names of what ends are on the page. */
export function logoutPage(request: SignInRequest, view: LogoutView): Html {
  const t = textsFor(after, request).logout;
  const { service, services } = view;
  const hidden = Object.entries(view.hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return document(request, {
    title: t.title,
    site: textsFor(signingIn, request).site,
    footerLinks: footerLinks(request.language, view),
    main: [
      html`<p class="acar-lead">${service ? t.lead(service.name) : t.leadNoService}</p>`,
      services.length > 0 &&
        html`<p>${t.everywhereMeans}</p><ul class="ds-list">${services.map((name) => html`<li>${name}</li>`)}</ul>`,
      form(request, view.action, [
        hidden,
        html`<div class="acar-actions acar-actions--stacked">${submit(t.everywhere, { name: 'logout', value: 'yes' })}${
          service && submit(t.here(service.name), { secondary: true })
        }</div>`,
      ]),
      exits([exitLink({ href: view.stay, text: t.stay })]),
    ],
  });
}

export function signedOutPage(request: PlainRequest, view: SignedOutView): Html {
  const t = textsFor(after, request).signedOut;
  const { service } = view;
  const isEverywhere = view.scope === 'everywhere' || !service;
  return document(request, {
    title: t.title,
    site: textsFor(signingIn, request).site,
    footerLinks: footerLinks(request.language, view),
    heading: false,
    main: [
      doneMark(),
      html`<h1 class="ds-heading" data-size="lg">${t.title}</h1>`,
      html`<p class="acar-lead">${isEverywhere ? t.everywhere : t.here(service.name)}</p>`,
      html`<p>${t.shared}</p>`,
      html`<div class="acar-actions">${service?.href && linkButton({ href: service.href, text: t.toService })}${linkButton(
        { href: view.signIn, text: t.signInAgain },
        { secondary: service?.href !== undefined },
      )}</div>`,
    ],
  });
}
