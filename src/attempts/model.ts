import { createHmac, type KeyObject } from 'node:crypto';
import type { LimitKey } from '../../oidc/ports.ts';
import { networkOf } from './network.ts';

export type LimitScope = LimitKey['scope'];

export interface LimitRule {
  /** Tries without any delay. */
  readonly freeTries: number;
  /** The delay after the last free try; it doubles with each further one. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** So long without a counted try, and the counter starts again. */
  readonly forgetAfterMs: number;
  /** Where set, free tries that were not used up are forgotten at the end of each window, however busy the key is. */
  readonly windowMs: number | undefined;
}

export type LimitRules = Readonly<Record<LimitScope, LimitRule>>;

const second = 1_000;
const minute = 60 * second;

/**
 * The limits in one place. An address is shared by a household or an office: it is counted by the window, and forgets
 * after its longest delay, so that a busy office recovers by itself.
 */
export const limitRules: LimitRules = {
  'account-and-address': {
    freeTries: 3,
    firstDelayMs: 5 * second,
    longestDelayMs: 15 * minute,
    forgetAfterMs: 60 * minute,
    windowMs: undefined,
  },
  account: {
    freeTries: 10,
    firstDelayMs: 30 * second,
    longestDelayMs: 15 * minute,
    forgetAfterMs: 60 * minute,
    windowMs: undefined,
  },
  address: {
    freeTries: 60,
    firstDelayMs: 10 * second,
    longestDelayMs: 10 * minute,
    forgetAfterMs: 10 * minute,
    windowMs: 10 * minute,
  },
};

/**
 * The order in which keys are counted: the narrowest first, the account last. A try that one key refuses is not counted
 * on the keys after it, so that a blocked address cannot lock an account for its owner elsewhere.
 */
export const countingOrder: readonly LimitScope[] = ['account-and-address', 'address', 'account'];

/** Milliseconds of delay after the nth counted try (the first at index 0); from the last entry on it stays. */
export function delaySchedule(rule: LimitRule): readonly number[] {
  const delays: number[] = Array.from({ length: Math.max(rule.freeTries - 1, 0) }, () => 0);
  let delay = Math.min(rule.firstDelayMs, rule.longestDelayMs);
  while (delay < rule.longestDelayMs) {
    delays.push(delay);
    delay *= 2;
  }
  return [...delays, rule.longestDelayMs];
}

/** What is counted as one: of a value with addresses in it, whatever stands beside them, their networks. */
export function countedName({ scope, value }: LimitKey): string {
  const counted = scope === 'account' ? value : value.split(separators).map(networkOf).join('');
  return `${scope}\0${counted}`;
}

/** Kept between the parts, so that different values stay different. */
const separators = /([ |])/;

/** Names a key in a store without telling what it is about: HMAC-SHA-256 with the pepper. */
export function keyDigest(pepper: KeyObject, key: LimitKey): Buffer {
  return createHmac('sha256', pepper).update(countedName(key)).digest();
}
