import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../certs/signatures/index.ts';
import { createValidity } from '../../../src/notices/index.ts';
import { createTestClock } from '../../support/test-clock.ts';

describe('the validity of a notice', () => {
  it('is unknown while nothing can be verified, which is told, and tried again with the next page', async () => {
    const bytes = Buffer.from('%PDF-');
    const told: unknown[] = [];
    let tries = 0;
    const fail = async () => {
      tries += 1;
      throw new Error('no evidence');
    };
    const validity = createValidity({
      clock: createTestClock(0),
      files: { open: async () => Object.assign(sourceOf(bytes), { digest: Buffer.alloc(32) }) },
      verification: { verify: fail, verifyFor: fail },
      onError: (error) => void told.push(error),
    });
    const asked = { documentId: '1', number: 'B-001-2026-000001' };
    expect(await validity.verdict(asked)).toBeUndefined();
    expect(await validity.verdict(asked)).toBeUndefined();
    expect(await validity.report(asked, '192.0.2.7')).toBeUndefined();
    expect([tries, told.length]).toEqual([3, 3]);
  });

  it('is unknown while the check waits behind others, and goes on: the notice is shown meanwhile', async () => {
    const told: unknown[] = [];
    let tries = 0;
    const checked = Promise.withResolvers<never>();
    const validity = createValidity({
      clock: createTestClock(0),
      files: {
        open: async () => Object.assign(sourceOf(Buffer.from('%PDF-')), { digest: Buffer.alloc(32) }),
      },
      verification: {
        verify() {
          tries += 1;
          return checked.promise;
        },
        verifyFor: () => checked.promise,
      },
      onError: (error) => void told.push(error),
      longestWaitMs: 1,
    });
    const asked = { documentId: '1', number: 'B-001-2026-000001' };
    expect(await validity.verdict(asked)).toBeUndefined();
    expect(await validity.verdict(asked)).toBeUndefined();
    expect([tries, told]).toEqual([1, []]);
    // What goes wrong after the page was shown is told as before, and brings nothing down.
    checked.reject(new Error('no evidence'));
    await expect.poll(() => told.length).toBe(2);
  });
});
