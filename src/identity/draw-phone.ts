import type { MethodView } from '../../oidc/login-methods/index.ts';
import type { Html, Request } from '../http/index.ts';
import { formatDateTime, type Language } from '../messages/index.ts';
import { phoneTroubles } from './messages.ts';
import {
  openWalletPage,
  type OpenWalletView,
  phoneAskedPage,
  phoneNumberPage,
  type PhoneView,
  type Problem,
  scanCodePage,
  type ScanCodeView,
  type SignInView,
} from './pages.ts';
import { tellPhoneTrouble } from './phone-troubles.ts';

export interface PhoneScreen {
  readonly frame: SignInView;
  /** Address of the login's page. */
  readonly page: string;
  readonly view: MethodView;
  /** False = nothing went wrong with the step before. */
  readonly hasNotice: boolean;
  /** Milliseconds since 1970. */
  readonly blockedUntil: number | undefined;
}

/** Draws the screens of the ways in with a phone; undefined for the screen of another way. */
export function drawPhone(request: Request, screen: PhoneScreen): Html | undefined {
  const { values } = screen.view;
  const text = (name: string) => String(values[name] ?? '');
  const common = commonOf(request, screen);
  switch (screen.view.screen) {
    case 'scan-code':
      return scanCodePage(request, { ...common, ...scanPhase(values) });
    case 'open-wallet':
      return openWalletPage(request, { ...common, ...walletPhase(values) });
    case 'phone-number':
      return phoneNumberPage(request, { ...common, phoneNumber: text('phoneNumber') });
    case 'phone-asked': {
      const phase = text('phase') === 'asked' ? 'asked' : 'answered';
      return phoneAskedPage(request, { ...common, phase, controlCode: text('controlCode') });
    }
    default:
      return undefined;
  }
}

function commonOf(request: Request, { frame, page, view, ...told }: PhoneScreen): PhoneView {
  const { alternative, isHandheld } = view.values;
  return {
    ...frame,
    problem: told.hasNotice ? problemOf(view, told.blockedUntil, request.language) : undefined,
    answer: `${page}/advance`,
    events: `${page}/events`,
    choose: `${page}/choose`,
    alternative: typeof alternative === 'string' && alternative !== '' ? alternative : undefined,
    isHandheld: isHandheld === true,
  };
}

function problemOf({ values }: MethodView, blockedUntil: number | undefined, language: Language): Problem {
  const t = phoneTroubles[language];
  const at = (milliseconds: number) => formatDateTime(new Date(milliseconds), language);
  if (blockedUntil !== undefined) return explained(t.blocked(at(blockedUntil)));
  const coolUntil = Number(values['coolUntil'] ?? 0);
  if (coolUntil > 0) return explained(t.coolingUntil(at(coolUntil)));
  return explained(tellPhoneTrouble(String(values['trouble'] ?? ''), language) ?? t.unavailable);
}

function explained(text: string): Problem {
  return { reason: 'explained', text };
}

type Phases<View extends { readonly phase: string }> = View extends unknown
  ? Omit<View, keyof PhoneView>
  : never;

function scanPhase(values: MethodView['values']): Phases<ScanCodeView> {
  const phase = String(values['phase']);
  switch (phase) {
    case 'code':
      return { phase, code: String(values['code']), secondsLeft: Number(values['secondsLeft']) };
    case 'number':
      return { phase, number: String(values['number']) };
    case 'answered':
    case 'ended':
      return { phase };
    default:
      return { phase: 'idle' };
  }
}

function walletPhase(values: MethodView['values']): Phases<OpenWalletView> {
  const phase = String(values['phase']);
  switch (phase) {
    case 'link':
    case 'opened':
      return { phase, link: String(values['link']) };
    case 'confirmed':
    case 'answered':
      return { phase };
    default:
      return { phase: 'ended' };
  }
}
