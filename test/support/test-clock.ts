import type { Clock } from '../../oidc/ports.ts';

export interface TestClock extends Clock {
  /** Seconds since 1970; may have milliseconds. */
  set(seconds: number): void;
  advance(seconds: number): void;
}

/** A clock that stands still until it is told otherwise. */
export function createTestClock(startSeconds: number): TestClock {
  let milliseconds = Math.round(startSeconds * 1000);
  return {
    now: () => milliseconds,
    set(seconds) {
      milliseconds = Math.round(seconds * 1000);
    },
    advance(seconds) {
      milliseconds += Math.round(seconds * 1000);
    },
  };
}

export interface ShiftedClock extends Clock {
  advance(seconds: number): void;
  /** Back to the system's time. */
  reset(): void;
}

/** The system's clock, moved ahead: for tests with other programs, which have the system's time. */
export function createShiftedClock(): ShiftedClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance(seconds) {
      ahead += seconds * 1000;
    },
    reset() {
      ahead = 0;
    },
  };
}

export interface PausableClock extends Clock {
  /** Stands still until `resume`; then goes on from there. */
  pause(): void;
  resume(): void;
}

/** The system's clock, which can be held: for what lives shorter than a slow machine needs to look at it. */
export function createPausableClock(): PausableClock {
  let lost = 0;
  let heldAt: number | undefined;
  return {
    now: () => heldAt ?? Date.now() - lost,
    pause() {
      heldAt ??= Date.now() - lost;
    },
    resume() {
      if (heldAt !== undefined) lost = Date.now() - heldAt;
      heldAt = undefined;
    },
  };
}
