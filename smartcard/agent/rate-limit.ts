/** How many requests one caller may make: so many at once, and then one in each interval. */
export interface RateLimit {
  /** False when the caller made too many. Callers are few: the issuers of the configuration. */
  admit(caller: string): boolean;
}

/** `now` in milliseconds. */
export function createRateLimit(
  now: () => number,
  { burst, everyMs }: { burst: number; everyMs: number },
): RateLimit {
  const callers = new Map<string, { tokens: number; at: number }>();
  return {
    admit(caller) {
      const known = callers.get(caller) ?? { tokens: burst, at: now() };
      const refilled = Math.min(burst, known.tokens + Math.max(0, now() - known.at) / everyMs);
      const isAdmitted = refilled >= 1;
      callers.set(caller, { tokens: isAdmitted ? refilled - 1 : refilled, at: now() });
      return isAdmitted;
    },
  };
}
