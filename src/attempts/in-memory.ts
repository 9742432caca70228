import type { AttemptLimiter, Clock, LimitKey } from '../../oidc/ports.ts';
import { countedName, countingOrder, delaySchedule, type LimitRule, limitRules } from './model.ts';

interface Counter {
  tries: number;
  windowStart: number;
  lastTryAt: number;
  blockedUntil: number;
}

/** The limiter of one process without a database: for tests and for tools. Nothing here is ever swept. */
export function createInMemoryAttemptLimiter(deps: {
  readonly clock: Clock;
  readonly rules?: typeof limitRules | undefined;
}): AttemptLimiter {
  const rules = deps.rules ?? limitRules;
  const counters = new Map<string, Counter>();
  return {
    begin(keys) {
      const now = deps.clock.now();
      for (const scope of countingOrder) {
        const ofScope = new Map(
          keys.filter((key) => key.scope === scope).map((key) => [countedName(key), key]),
        );
        const blocked = [...ofScope.values()]
          .map((key) => count(counters, key, rules[scope], now))
          .filter((until) => until !== undefined);
        if (blocked.length > 0)
          return Promise.resolve({ allowed: false, blockedUntil: Math.max(...blocked) });
      }
      return Promise.resolve({ allowed: true });
    },
    succeeded(keys) {
      for (const key of keys) if (key.scope !== 'address') counters.delete(countedName(key));
      return Promise.resolve();
    },
  };
}

/** Counts a try; the answer is the end of the block when the try must not be judged. */
function count(
  counters: Map<string, Counter>,
  key: LimitKey,
  rule: LimitRule,
  now: number,
): number | undefined {
  const known = counters.get(countedName(key));
  if (known && known.blockedUntil > Math.max(now, known.lastTryAt)) return known.blockedUntil;
  const kept = known && !isForgotten(known, rule, now) ? known : undefined;
  const tries = (kept?.tries ?? 0) + 1;
  const schedule = delaySchedule(rule);
  const delay = schedule[Math.min(tries, schedule.length) - 1] ?? rule.longestDelayMs;
  counters.set(countedName(key), {
    tries,
    windowStart: kept?.windowStart ?? now,
    lastTryAt: now,
    blockedUntil: now + delay,
  });
  return undefined;
}

function isForgotten(counter: Counter, rule: LimitRule, now: number): boolean {
  if (counter.lastTryAt + rule.forgetAfterMs <= now) return true;
  const isWithinFree = counter.tries < rule.freeTries;
  return rule.windowMs !== undefined && isWithinFree && counter.windowStart + rule.windowMs <= now;
}
