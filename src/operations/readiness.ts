import type { Clock } from '../../oidc/ports.ts';

/** One thing that must be in order before requests make sense: database reachable, migrations complete, keys present. */
export interface ReadinessCheck {
  readonly name: string;
  /** Rejects when it is not in order. */
  readonly check: () => Promise<void>;
  /** The operator must look, but requests are answered all the same. */
  readonly isAlert?: true;
}

export interface Readiness {
  readonly isReady: boolean;
  /** By name, in the order given; also of alerts. */
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

const keptMs = 1_000;
const timeoutMs = 2_000;

/** Runs all checks at once. An answer is kept for a second and shared, so that asking often costs nothing. */
export function createReadiness(
  checks: readonly ReadinessCheck[],
  clock: Clock,
  onFailed: (error: unknown, name: string) => void,
): () => Promise<Readiness> {
  let latest: Promise<Readiness> | undefined;
  let latestAt = 0;
  const runOne = async ({ name, check }: ReadinessCheck) => {
    try {
      await withinTime(check());
      return [name, 'ok'] as const;
    } catch (error) {
      onFailed(error, name);
      return [name, 'failed'] as const;
    }
  };
  const runAll = async () => {
    const results = await Promise.all(checks.map(runOne));
    return {
      isReady: results.every(([, result], at) => result === 'ok' || checks[at]?.isAlert),
      checks: Object.fromEntries(results),
    };
  };
  return () => {
    if (!latest || clock.now() - latestAt >= keptMs) {
      latestAt = clock.now();
      latest = runAll();
    }
    return latest;
  };
}

async function withinTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('the check took too long')), timeoutMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
