import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffSeconds } from '../../../src/jobs/index.ts';

const policy = { firstDelaySeconds: 2, longestDelaySeconds: 3600, maxTries: 40 };

describe('the pause between tries', () => {
  it('doubles with each try until the longest pause', () => {
    const pauses = [1, 2, 3, 4, 12, 40].map((tries) => backOffSeconds(tries, policy, () => 0.999999));
    expect(pauses.map(Math.round)).toEqual([2, 4, 8, 16, 3600, 3600]);
  });

  it('is spread over the upper half of its length, never zero and never longer', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), random, (tries, chance) => {
        const pause = backOffSeconds(tries, policy, () => chance);
        const full = Math.min(2 * 2 ** Math.min(tries - 1, 30), 3600);
        return pause >= full / 2 && pause <= full;
      }),
    );
  });
});
