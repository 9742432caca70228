import type { AttemptLimiter, LimitKey } from '../../oidc/ports.ts';
import type { Refused } from './errors.ts';

/** Runs a guess only if the limiter lets it; a right one forgets the tries of these keys. */
export async function limited<T extends { readonly kind: string }>(
  limiter: AttemptLimiter,
  keys: readonly LimitKey[],
  guess: () => Promise<T | Refused>,
): Promise<T | Refused> {
  const decision = await limiter.begin(keys);
  if (!decision.allowed) {
    return { kind: 'refused', code: 'account.too_many_tries', blockedUntil: decision.blockedUntil };
  }
  const outcome = await guess();
  if (outcome.kind !== 'refused') await limiter.succeeded(keys);
  return outcome;
}

/** Keys of their own, so that failed sign-ins do not close the way to recovery. */
export function limitKeys(door: string, subject: string, address: string): LimitKey[] {
  return [
    { scope: 'account', value: `${door} ${subject}` },
    { scope: 'account-and-address', value: `${door} ${subject} ${address}` },
    { scope: 'address', value: address },
  ];
}

/** The status of a page that comes back with a problem. */
export function statusOf(refusal: Refused): number {
  if (refusal.code === 'account.too_many_tries') return 429;
  return refusal.code === 'account.busy' ? 503 : 422;
}
