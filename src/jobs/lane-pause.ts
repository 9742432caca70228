import type { Clock } from '../../oidc/ports.ts';
import { backOffSeconds, type Random, type RetryPolicy, type TryOutcome } from './model.ts';

/**
 * While the far end is away, one piece of work at a time asks whether it is back; the others wait untouched, so that
 * an outage costs them no tries and they go at full speed afterwards.
 */
export interface LanePause {
  /** How many pieces of work may run beside the `running`. */
  room(running: number): number;
  note(outcome: TryOutcome): void;
  stop(): void;
}

const longestPauseSeconds = 10;

export function createLanePause(
  options: {
    readonly clock: Clock;
    readonly random: Random;
    readonly retry: RetryPolicy;
    readonly concurrency: number;
  },
  wake: () => void,
): LanePause {
  const { clock, random, retry, concurrency } = options;
  let failures = 0;
  let until = 0;
  let timer: NodeJS.Timeout | undefined;
  const pauses = {
    ...retry,
    longestDelaySeconds: Math.min(retry.longestDelaySeconds, longestPauseSeconds),
  };
  return {
    room(running) {
      if (failures === 0) return Math.max(0, concurrency - running);
      return running === 0 && clock.now() >= until ? 1 : 0;
    },
    note(outcome) {
      clearTimeout(timer);
      if (outcome.kind !== 'retry' || !outcome.isLaneAway) {
        failures = 0;
        return;
      }
      failures += 1;
      const pauseMs = backOffSeconds(failures, pauses, random) * 1000;
      until = clock.now() + pauseMs;
      timer = setTimeout(wake, pauseMs);
    },
    stop: () => clearTimeout(timer),
  };
}
