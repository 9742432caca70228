import type { InteractionView } from '../../oidc/interactions/index.ts';
import { type Html, inReadersLanguage, type Request } from '../http/index.ts';
import { formatDate, type Language } from '../messages/index.ts';
import { wayIds, wayOf } from '../ways/index.ts';
import { tellTrouble } from './card-troubles.ts';
import { drawPhone } from './draw-phone.ts';
import {
  chooseMethodPage,
  consentPage,
  elsewherePage,
  endedPage,
  expiredPage,
  oneTimeCodePage,
  passwordPage,
  type Problem,
  readCardPage,
  type SignInAddresses,
  type SignInView,
} from './pages.ts';

/** Pages at the portal that the login pages link to. */
export interface PortalAddresses {
  readonly home: string;
  /** Begins a sign-in at the portal. */
  readonly signIn: string;
  readonly help: string;
  readonly accessibility: string;
}

export interface Drawn {
  readonly page: Html;
  readonly status: number;
  readonly formTargets: readonly string[];
  readonly connectTargets?: readonly string[];
  readonly tellsOrigin?: boolean;
}

type LiveView = Extract<InteractionView, { readonly timeLimit: unknown }>;
type Screen<S extends InteractionView['screen']> = Extract<InteractionView, { readonly screen: S }>;

/** Draws what the login machine shows. The screens of login methods are listed here, by the name that the method gives. */
export function drawInteraction(
  request: Request,
  view: InteractionView,
  portal: PortalAddresses,
  now: number,
): Drawn {
  switch (view.screen) {
    case 'choose':
      return live(view, choosePage(request, view, portal, now));
    case 'method':
      return view.view.screen === 'read-card'
        ? readCard(request, view, portal, now)
        : live(view, methodPage(request, view, portal, now));
    case 'consent':
      return live(view, continuePage(request, view, portal, now));
    case 'expired':
      return { page: expiredPageOf(request, view, portal), status: 410, formTargets: [] };
    case 'elsewhere':
      return { page: elsewherePageOf(request, view, portal), status: 403, formTargets: [] };
    case 'failed':
      return { page: endedPage(request, portal), status: 410, formTargets: [] };
  }
}

function live(view: LiveView, page: Html): Drawn {
  const { returnOrigin } = view.service;
  return { page, status: 200, formTargets: returnOrigin ? [returnOrigin] : [] };
}

function frame(
  view: LiveView,
  portal: PortalAddresses,
  { now, language }: { readonly now: number; readonly language: Language },
): SignInView {
  const { secondsLeft, canExtend } = view.timeLimit;
  return {
    service: { name: view.service.name, address: view.service.host },
    addresses: addresses(view.uid, portal, language),
    timeLimit: { endsAt: new Date(now + secondsLeft * 1000), secondsLeft, canExtend },
  };
}

function addresses(uid: string, portal: PortalAddresses, language: Language): SignInAddresses {
  const at = (step: string) => `/interaction/${uid}/${step}`;
  return {
    extend: at('extend'),
    cancel: at('cancel'),
    back: at('back'),
    recovery: inReadersLanguage('/recover', language),
    activation: inReadersLanguage('/activate', language),
    registration: inReadersLanguage('/register', language),
    help: portal.help,
    accessibility: portal.accessibility,
  };
}

function choosePage(request: Request, view: Screen<'choose'>, portal: PortalAddresses, now: number): Html {
  const reachable = new Set(view.methods.filter((method) => method.reachesLevel).map((method) => method.id));
  return chooseMethodPage(request, {
    ...frame(view, portal, { now, language: request.language }),
    problem: toProblem(view.notice, undefined),
    ways: wayIds.map((id) => ({ id, isAvailable: reachable.has(id) })),
    choose: `/interaction/${view.uid}/choose`,
  });
}

function methodPage(request: Request, view: Screen<'method'>, portal: PortalAddresses, now: number): Html {
  const { values, screen } = view.view;
  const drawn = drawPhone(request, {
    frame: frame(view, portal, { now, language: request.language }),
    page: `/interaction/${view.uid}`,
    view: view.view,
    hasNotice: view.notice !== undefined,
    blockedUntil: view.blockedUntil,
  });
  if (drawn) return drawn;
  const common = {
    ...frame(view, portal, { now, language: request.language }),
    problem: toProblem(view.notice, view.blockedUntil),
    answer: `/interaction/${view.uid}/advance`,
  };
  if (screen === 'one-time-code') {
    return oneTimeCodePage(request, {
      ...common,
      destination: String(values['destination'] ?? ''),
      resend: values['canResend'] === true ? `/interaction/${view.uid}/resend` : undefined,
    });
  }
  return passwordPage(request, { ...common, code: String(values['code'] ?? '') });
}

/** Its forms end at the agent on the person's computer, which must see who sends them. */
function readCard(request: Request, view: Screen<'method'>, portal: PortalAddresses, now: number): Drawn {
  const { values } = view.view;
  const text = (name: string) => String(values[name] ?? '');
  const trouble = view.notice === undefined ? undefined : tellTrouble(text('trouble'), request.language);
  const asking = values['isStale'] !== true && {
    agent: text('agent'),
    request: text('request'),
    nonce: text('nonce'),
    freshSeconds: Number(values['freshSeconds']),
  };
  const page = readCardPage(request, {
    ...frame(view, portal, { now, language: request.language }),
    problem: trouble ? { reason: 'explained', text: trouble } : toProblem(view.notice, view.blockedUntil),
    asking: asking || undefined,
    answer: `/interaction/${view.uid}/advance`,
    renew: `/interaction/${view.uid}/choose`,
    method: view.methodId,
  });
  const drawn = live(view, page);
  if (!asking) return drawn;
  const formTargets = [...drawn.formTargets, asking.agent];
  return { ...drawn, formTargets, connectTargets: [asking.agent], tellsOrigin: true };
}

function continuePage(request: Request, view: Screen<'consent'>, portal: PortalAddresses, now: number): Html {
  return consentPage(request, {
    ...frame(view, portal, { now, language: request.language }),
    person: { name: view.personName, method: wayOf(view.amr) },
    claims: view.claims.map(({ name, value }) => ({
      name,
      value:
        name === 'birthdate' && value ? formatDate(new Date(`${value}T12:00:00Z`), request.language) : value,
    })),
    decide: `/interaction/${view.uid}/decide`,
  });
}

function expiredPageOf(request: Request, view: Screen<'expired'>, portal: PortalAddresses): Html {
  const { service } = view;
  return expiredPage(request, {
    ...portal,
    service: service && { name: service.name, address: service.host, href: service.homepage },
    restart: view.canStartAgain ? `/interaction/${view.uid}/again` : undefined,
  });
}

function elsewherePageOf(request: Request, view: Screen<'elsewhere'>, portal: PortalAddresses): Html {
  const { service } = view;
  return elsewherePage(request, {
    ...portal,
    service: service && { name: service.name, address: service.host, href: service.homepage },
  });
}

const reasons: ReadonlySet<string> = new Set([
  'wrong_credentials',
  'malformed_input',
  'wrong_one_time_code',
  'expired',
  'no_channel',
  'refused',
  'unavailable',
  'level_not_reachable',
  'busy',
]);

function toProblem(reason: string | undefined, blockedUntil: number | undefined): Problem | undefined {
  if (reason === undefined) return undefined;
  if (blockedUntil !== undefined) return { reason: 'blocked', until: new Date(blockedUntil) };
  return { reason: reasons.has(reason) ? reason : 'unavailable' } as Problem;
}
