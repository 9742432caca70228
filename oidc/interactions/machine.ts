/** The states of one login, from the relying party's request to the answer that it gets. */
export const states = [
  'started',
  'choosing',
  'in-method',
  'verified',
  'consenting',
  'finished',
  'cancelled',
  'expired',
  'failed',
] as const;
export type LoginState = (typeof states)[number];

export const events = [
  /** The person must sign in; or is signed in and must let a service join. */
  'ask_sign_in',
  'ask_consent',
  'choose',
  /** What a method came to (login-method.ts). */
  'challenge',
  'wait',
  'verify',
  'fail',
  'give_up',
  'back',
  'extend',
  /** The relying party wants a level that the person did not reach, or that no way in reaches. */
  'fall_short',
  'need_consent',
  'approve',
  'switch_person',
  'finish',
  'cancel',
  'expire',
] as const;
export type LoginEvent = (typeof events)[number];

/** Facts that a transition may ask for; the caller states them, the machine reads no clock and no store. */
export interface GuardFacts {
  /** The chosen method is registered and can reach the level that the relying party wants. */
  readonly methodFits: boolean;
  /** The verified person reached that level. */
  readonly levelReached: boolean;
  /** Now is before the end of the whole login, so that its page may be extended. */
  readonly canExtend: boolean;
}
export type Guard = keyof GuardFacts;

/** Parts of a login's data that a transition wipes, so that nothing of an abandoned path stays behind. */
export type Part = 'method' | 'person' | 'notice';

interface Transition {
  readonly next: LoginState;
  readonly guard?: Guard;
  readonly clears?: readonly Part[];
}

const over = {} as const;
const leaving = {
  cancel: { next: 'cancelled', clears: ['method', 'person'] },
  expire: { next: 'expired', clears: ['method', 'person'] },
} as const;

/** The whole machine. What is not written here does not happen. */
export const transitions: { readonly [S in LoginState]: { readonly [E in LoginEvent]?: Transition } } = {
  started: {
    ask_sign_in: { next: 'choosing' },
    ask_consent: { next: 'consenting' },
    fall_short: { next: 'failed' },
    ...leaving,
  },
  choosing: {
    choose: { next: 'in-method', guard: 'methodFits', clears: ['method', 'notice'] },
    extend: { next: 'choosing', guard: 'canExtend' },
    ...leaving,
  },
  'in-method': {
    choose: { next: 'in-method', guard: 'methodFits', clears: ['method', 'notice'] },
    challenge: { next: 'in-method', clears: ['notice'] },
    wait: { next: 'in-method', clears: ['notice'] },
    fail: { next: 'in-method' },
    give_up: { next: 'choosing', clears: ['method'] },
    verify: { next: 'verified', guard: 'levelReached', clears: ['method', 'notice'] },
    fall_short: { next: 'failed', clears: ['method', 'person'] },
    back: { next: 'choosing', clears: ['method', 'notice'] },
    extend: { next: 'in-method', guard: 'canExtend' },
    ...leaving,
  },
  verified: { need_consent: { next: 'consenting' }, finish: { next: 'finished' }, ...leaving },
  consenting: {
    approve: { next: 'finished' },
    switch_person: { next: 'choosing', clears: ['method', 'person', 'notice'] },
    extend: { next: 'consenting', guard: 'canExtend' },
    ...leaving,
  },
  finished: over,
  cancelled: over,
  expired: over,
  failed: over,
};

export type TransitionResult =
  | { readonly kind: 'moved'; readonly next: LoginState; readonly clears: readonly Part[] }
  /** This event has no place in this state: a doubled or outdated form. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'refused'; readonly guard: Guard };

/** The one door to every change of a login's state. Pure. */
export function transition(state: LoginState, event: LoginEvent, facts: GuardFacts): TransitionResult {
  const found = transitions[state][event];
  if (!found) return { kind: 'ignored' };
  if (found.guard && !facts[found.guard]) return { kind: 'refused', guard: found.guard };
  return { kind: 'moved', next: found.next, clears: found.clears ?? [] };
}

export function isOver(state: LoginState): boolean {
  return transitions[state] === over;
}
