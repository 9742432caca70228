import { describe, expect, it } from 'vitest';
import { createSessionPool } from '../../../certs/keys/session-pool.ts';

function countingPool(limit: number) {
  const closed: number[] = [];
  let opened = 0;
  const pool = createSessionPool({
    limit,
    open: () => Promise.resolve((opened += 1)),
    close: (session: number) => Promise.resolve(void closed.push(session)),
  });
  return { pool, closed, opened: () => opened };
}

/** Work that lasts until it is told to end. */
function gate() {
  const gates: (() => void)[] = [];
  const work = (session: number) => new Promise<number>((resolve) => gates.push(() => resolve(session)));
  return { work, open: () => gates.splice(0).forEach((one) => one()) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a pool of sessions', () => {
  it('lends each session to one borrower, opens no more than its limit, and uses them again', async () => {
    const { pool, opened } = countingPool(2);
    const busy = new Set<number>();
    const borrow = () =>
      pool.use(async (session) => {
        expect(busy.has(session)).toBe(false);
        busy.add(session);
        await turn();
        busy.delete(session);
      });
    await Promise.all(Array.from({ length: 20 }, borrow));
    expect(opened()).toBe(2);
  });

  it('closes a session whose work failed and goes on with another', async () => {
    const { pool, closed } = countingPool(1);
    await expect(pool.use(() => Promise.reject(new Error('in the middle')))).rejects.toThrow('in the middle');
    expect(closed).toEqual([1]);
    expect(await pool.use((session) => Promise.resolve(session))).toBe(2);
  });

  it('does not lose a place when a session cannot be opened', async () => {
    let isBroken = true;
    const open = () => (isBroken ? Promise.reject(new Error('no session')) : Promise.resolve(1));
    const pool = createSessionPool({ limit: 1, open, close: () => Promise.resolve() });
    await expect(pool.use(() => Promise.resolve())).rejects.toThrow('no session');
    isBroken = false;
    expect(await pool.use((session) => Promise.resolve(session))).toBe(1);
  });

  it('refuses those in line when it is closed, and closes what is lent when it comes back', async () => {
    const { pool, closed } = countingPool(1);
    const { work, open } = gate();
    const first = pool.use(work);
    const second = pool.use(work);
    await turn();
    const reason = new Error('gone');
    const refused = expect(second).rejects.toBe(reason);
    await pool.close(reason);
    await refused;
    expect(closed).toEqual([]);
    open();
    expect(await first).toBe(1);
    expect(closed).toEqual([1]);
    await expect(pool.use(work)).rejects.toBe(reason);
  });
});
