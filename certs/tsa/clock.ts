/** Both clocks of a machine, read one right after the other; milliseconds. */
export interface ClockReading {
  /** Since 1970. */
  readonly wall: number;
  /** Since some moment; never steps. */
  readonly monotonic: number;
}

/** What the time service of the machine (an NTP daemon) said about the wall clock. */
export interface ClockReference {
  /** The reading at which it was said. */
  readonly reading: ClockReading;
  /** How far the wall clock was from UTC, to either side. */
  readonly offsetMs: number;
  /** By how much the offset itself may be wrong. */
  readonly errorMs: number;
}

export interface ClockRule {
  /** What the time stamps promise. */
  readonly accuracyMs: number;
  /** Without it nothing is stamped unless a reference stands behind the clock. */
  readonly requiresReference: boolean;
  /** An older reference says nothing any more. */
  readonly referenceMaxAgeMs: number;
  /** By how much a quartz may drift; the error of a reference grows with its age. */
  readonly driftPerMillion: number;
}

export interface ClockInputs {
  readonly now: ClockReading;
  /** The last word of the time service; undefined: it is silent. */
  readonly reference: ClockReference | undefined;
  /** Read when the process started: without a reference the wall clock must not have moved against it. */
  readonly start: ClockReading;
  /** genTime of the last time stamp of this node. */
  readonly lastGenTime: number | undefined;
}

export type ClockVerdict =
  | { readonly kind: 'trusted'; readonly time: number; readonly errorMs: number }
  | { readonly kind: 'untrusted'; readonly text: string };

/**
 * Whether the wall clock may be stamped (EN 319 421 7.7.2): it agrees with a fresh reference, carried forward by the
 * monotonic clock, within the accuracy; and it did not go back behind what was stamped already.
 */
export function judgeClock(rule: ClockRule, inputs: ClockInputs): ClockVerdict {
  const { now, reference, start, lastGenTime } = inputs;
  if (!reference && rule.requiresReference) return untrusted('no time source stands behind the clock');
  const since = reference?.reading ?? start;
  const age = now.monotonic - since.monotonic;
  if (!(age >= 0)) return untrusted('the monotonic clock went back');
  if (reference && age > rule.referenceMaxAgeMs)
    return untrusted('the time source has been silent for too long');
  const jump = Math.abs(now.wall - since.wall - age);
  const drift = (age * rule.driftPerMillion) / 1_000_000;
  const known = reference ? Math.abs(reference.offsetMs) + Math.abs(reference.errorMs) + drift : 0;
  const errorMs = jump + known + readingMs;
  // Not `>`: NaN in any input is no reason to trust.
  if (!(errorMs <= rule.accuracyMs))
    return untrusted('the clock is further from UTC than the accuracy allows');
  if (lastGenTime !== undefined && !(now.wall >= lastGenTime)) return untrusted('the clock went back');
  return { kind: 'trusted', time: now.wall, errorMs };
}

/** Readings and time stamps are cut to the millisecond. */
const readingMs = 1;

function untrusted(text: string): ClockVerdict {
  return { kind: 'untrusted', text };
}
