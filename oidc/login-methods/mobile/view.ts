import type { PhoneRequestState } from '../../phone-ports.ts';
import { isHandheld } from '../../phone-proof/index.ts';
import type { LoginRequest, MethodView } from '../login-method.ts';
import type { MobileMethodDeps } from './ports.ts';
import { controlCodeOf, isOver } from './push.ts';
import type { LinkState, MobileState, PushState } from './state.ts';

/** The pages: a form for number and personal code, a link to the wallet, and the wait for another device. */
export const screens = { number: 'phone-number', link: 'open-wallet', push: 'phone-asked' } as const;

export async function describe(
  deps: MobileMethodDeps,
  state: MobileState,
  request: LoginRequest,
): Promise<MethodView> {
  const { alternative = '' } = deps;
  const asides = { alternative, isHandheld: isHandheld(request.userAgent) };
  switch (state.step) {
    case 'number': {
      const { phoneNumber = '', trouble = '', coolUntil = 0 } = state;
      return { screen: screens.number, values: { phoneNumber, trouble, coolUntil, ...asides } };
    }
    case 'link': {
      const view = linkView(state, await deps.phones.look(state.id));
      return { screen: screens.link, values: { ...view, ...asides } };
    }
    case 'push': {
      const session = await deps.service.poll(state.sessionId, { timeoutMs: 0 });
      return { screen: screens.push, values: { ...pushView(state, isOver(session)), ...asides } };
    }
    case 'ended':
      return { screen: screens.link, values: { phase: 'ended', trouble: state.trouble, ...asides } };
  }
}

/** What the page says of a link: to be opened, opened, confirmed in another window, or at its end. */
export function linkView({ link }: LinkState, found: PhoneRequestState) {
  switch (found.kind) {
    case 'open':
      return { phase: 'link', link };
    case 'taken':
      return { phase: 'opened', link };
    case 'approved':
      return { phase: 'confirmed' };
    case 'refused':
    case 'reported':
    case 'failed':
    case 'expired':
      return { phase: 'answered' };
  }
}

export function pushView(state: PushState, isAnswered: boolean) {
  return { phase: isAnswered ? 'answered' : 'asked', controlCode: controlCodeOf(state) };
}
