import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClockInputs, type ClockRule, judgeClock } from '../../../certs/tsa/index.ts';

const rule: ClockRule = {
  accuracyMs: 1000,
  requiresReference: true,
  referenceMaxAgeMs: 600_000,
  driftPerMillion: 100,
};
const at = (seconds: number, shiftMs = 0) => ({
  wall: 1_800_000_000_000 + seconds * 1000 + shiftMs,
  monotonic: seconds * 1000,
});
const inputs = (change: Partial<ClockInputs> = {}): ClockInputs => ({
  now: at(100),
  reference: { reading: at(60), offsetMs: 3, errorMs: 5 },
  start: at(0),
  lastGenTime: undefined,
  ...change,
});

describe('the rule of the clock', () => {
  it('trusts a clock that a fresh reference confirms, and says how wrong it may be', () => {
    expect(judgeClock(rule, inputs())).toEqual({ kind: 'trusted', time: at(100).wall, errorMs: 13 });
  });

  it.each<[string, Partial<ClockInputs>]>([
    ['without a reference where one is required', { reference: undefined }],
    ['with a reference that is too old', { now: at(661) }],
    ['further from UTC than the accuracy', { reference: { reading: at(60), offsetMs: -999, errorMs: 1 } }],
    ['of a reference that is unsure', { reference: { reading: at(60), offsetMs: 0, errorMs: 999 } }],
    ['that jumped ahead', { now: at(100, 1000) }],
    ['that jumped back', { now: at(100, -1000) }],
    ['behind the last time stamp', { lastGenTime: at(100).wall + 1 }],
    ['whose monotonic clock went back', { now: at(59) }],
    ['that is no number', { now: { wall: Number.NaN, monotonic: 100_000 } }],
    [
      'with a reference that is no number',
      { reference: { reading: at(60), offsetMs: Number.NaN, errorMs: 0 } },
    ],
  ])('does not trust one %s (EN 319 421 7.7.2)', (_, change) => {
    expect(judgeClock(rule, inputs(change)).kind).toBe('untrusted');
  });

  it('trusts without a reference, where none is required, as long as the clock keeps to the start', () => {
    const alone = { ...rule, requiresReference: false };
    expect(judgeClock(alone, inputs({ reference: undefined }))).toMatchObject({ kind: 'trusted' });
    expect(judgeClock(alone, inputs({ reference: undefined, now: at(100, 1001) }))).toMatchObject({
      kind: 'untrusted',
    });
  });

  it('never trusts a clock that is further from UTC than the accuracy', () => {
    const small = fc.integer({ min: -3000, max: 3000 });
    const run = fc.property(small, small, fc.integer({ min: 0, max: 700 }), (offsetMs, jump, seconds) => {
      const reference = { reading: at(0), offsetMs, errorMs: 0 };
      const verdict = judgeClock(rule, inputs({ reference, now: at(seconds, jump) }));
      // The reference says wall = UTC + offset at second 0; since then the wall clock jumped.
      const wrong = Math.abs(offsetMs + jump);
      if (verdict.kind === 'trusted') expect(wrong).toBeLessThanOrEqual(verdict.errorMs);
      if (verdict.kind === 'trusted') expect(verdict.errorMs).toBeLessThanOrEqual(rule.accuracyMs);
    });
    fc.assert(run, { numRuns: 2000 });
  });
});
