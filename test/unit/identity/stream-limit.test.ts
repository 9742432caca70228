import { describe, expect, it } from 'vitest';
import { createStreamLimit } from '../../../src/identity/stream-limit.ts';

/** Waits until its reader is gone. */
async function* source(signal: AbortSignal) {
  yield 'first';
  await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

describe('streams of one login', () => {
  it('are refused beyond their number, whatever other logins have, and admitted again when one is gone', async () => {
    const limit = createStreamLimit(1);
    const reader = new AbortController();
    const events = limit.admit('a login', source)?.(reader.signal)[Symbol.asyncIterator]();
    await events?.next();
    expect(limit.admit('a login', source)).toBeUndefined();
    expect(limit.admit('another', source)).toBeDefined();
    const end = events?.next();
    reader.abort();
    await end;
    expect(limit.admit('a login', source)).toBeDefined();
  });
});
