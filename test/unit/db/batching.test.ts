import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatching, DatabaseError, type Sort } from '../../../src/db/index.ts';

const limits = { statementsInFlight: 2, keysPerStatement: 3 };
const nextTurn = () => new Promise<void>((done) => setImmediate(done));

/** A sort whose statements end when the test says so. */
function heldSort(changes: Partial<Sort<string, string>> = {}) {
  const sent: { requests: readonly string[]; end(): void; fail(error: unknown): void }[] = [];
  const sort: Sort<string, string> = {
    isRead: false,
    speaker: 'first',
    echo: () => 'echo',
    run: (requests) =>
      new Promise((resolve, reject) =>
        sent.push({ requests, end: () => resolve(requests.map((r) => `did ${r}`)), fail: reject }),
      ),
    ...changes,
  };
  return { sent, sort, texts: () => sent.map((statement) => statement.requests.join()) };
}

describe('batching', () => {
  it('sends what is asked in one turn of the loop as one statement, up to its size', async () => {
    const { sort, texts } = heldSort();
    const ask = createBatching(limits).open(sort);
    for (const key of ['a', 'b', 'c', 'd']) void ask(key, key);
    await nextTurn();
    expect(texts()).toEqual(['a,b,c', 'd']);
  });

  it('holds back while two statements are on their way, then sends all that waited together', async () => {
    const { sent, sort, texts } = heldSort();
    const ask = createBatching(limits).open(sort);
    for (const key of ['a', 'b', 'c', 'd']) {
      void ask(key, key);
      await nextTurn();
    }
    expect(texts()).toEqual(['a', 'b']);
    sent[0]?.end();
    await nextTurn();
    await nextTurn();
    expect(texts()).toEqual(['a', 'b', 'c,d']);
  });

  it('puts one request per key into a statement: the first claimant, or the last write', async () => {
    const batching = createBatching(limits);
    for (const speaker of ['first', 'last'] as const) {
      const { sent, sort, texts } = heldSort({ speaker });
      const ask = batching.open(sort);
      const answers = Promise.all([ask(speaker, '1'), ask(speaker, '2'), ask(speaker, '3')]);
      await nextTurn();
      expect(texts()).toEqual([speaker === 'first' ? '1' : '3']);
      sent[0]?.end();
      expect(await answers).toEqual(
        speaker === 'first' ? ['did 1', 'echo', 'echo'] : ['echo', 'echo', 'did 3'],
      );
    }
  });

  it('does not let a later call on a key overtake an earlier one, whatever its sort', async () => {
    const batching = createBatching(limits);
    const [writes, removals] = [heldSort({ speaker: 'last' }), heldSort()];
    const [write, remove] = [batching.open(writes.sort), batching.open(removals.sort)];
    void write('k', 'one');
    void remove('k', 'k');
    void write('k', 'two');
    void remove('other', 'other');
    await nextTurn();
    expect([writes.texts(), removals.texts()]).toEqual([['one'], ['other']]);
    writes.sent[0]?.end();
    await nextTurn();
    await nextTurn();
    expect([writes.texts(), removals.texts()]).toEqual([['one'], ['other', 'k']]);
    removals.sent[1]?.end();
    await nextTurn();
    await nextTurn();
    expect(writes.texts()).toEqual(['one', 'two']);
  });

  it('does not send a key twice at once, except to read it', async () => {
    const batching = createBatching(limits);
    const [reads, writes] = [heldSort({ isRead: true }), heldSort()];
    const [read, write] = [batching.open(reads.sort), batching.open(writes.sort)];
    for (let n = 0; n < 2; n++) {
      void read('r', 'r');
      void write('w', 'w');
      await nextTurn();
    }
    expect([reads.texts(), writes.texts()]).toEqual([['r', 'r'], ['w']]);
  });

  it('sends once more what the database gave up for another node, and tells when it gives up again', async () => {
    const { sent, sort } = heldSort();
    const answer = createBatching(limits).open(sort)('a', 'a');
    const gaveUp = new DatabaseError('database.retry', '40P01');
    await nextTurn();
    sent[0]?.fail(gaveUp);
    await nextTurn();
    sent[1]?.fail(gaveUp);
    await expect(answer).rejects.toBe(gaveUp);
    expect(sent).toHaveLength(2);
  });

  it('tells a failure to every caller of the statement, repeats nothing, and goes on', async () => {
    const { sent, sort } = heldSort();
    const ask = createBatching(limits).open(sort);
    const failed = Promise.allSettled([ask('a', 'a'), ask('a', 'b'), ask('c', 'c')]);
    await nextTurn();
    sent[0]?.fail(new DatabaseError('database.unavailable', 'gone'));
    expect((await failed).map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
    const again = ask('a', 'a');
    await nextTurn();
    expect(sent).toHaveLength(2);
    sent[1]?.end();
    expect(await again).toBe('did a');
  });

  it('knows when the writes asked for so far have ended', async () => {
    const batching = createBatching(limits);
    const { sent, sort } = heldSort();
    void batching.open(sort)('a', 'a');
    const ended = batching.writesEnded().then(() => 'ended');
    expect(await Promise.race([ended, nextTurn()])).toBeUndefined();
    sent[0]?.end();
    expect(await ended).toBe('ended');
    await batching.writesEnded();
  });

  it('behaves towards each key as if calls were made one after the other (property)', async () => {
    const call = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      sort: fc.constantFrom('set' as const, 'get' as const, 'take' as const),
      turns: fc.nat(2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 60 }), fc.scheduler(), async (calls, scheduler) => {
        const [real, model] = [new Map<string, number>(), new Map<string, number>()];
        const late = <T>(work: () => T[]) => scheduler.schedule(Promise.resolve()).then(work);
        const batching = createBatching(limits);
        const set = batching.open<[string, number], void>({
          isRead: false,
          speaker: 'last',
          echo: () => {},
          run: (all) => late(() => all.map(([key, value]) => void real.set(key, value))),
        });
        const get = batching.open<string, number | undefined>({
          isRead: true,
          speaker: 'first',
          echo: (answer) => answer,
          run: (keys) => late(() => keys.map((key) => real.get(key))),
        });
        const take = batching.open<string, boolean>({
          isRead: false,
          speaker: 'first',
          echo: () => false,
          run: (keys) => late(() => keys.map((key) => real.delete(key))),
        });
        const [answers, expected]: [Promise<unknown>[], unknown[]] = [[], []];
        for (const [n, { key, sort, turns }] of calls.entries()) {
          if (sort === 'set') {
            answers.push(set(key, [key, n]));
            expected.push(void model.set(key, n));
          } else if (sort === 'get') {
            answers.push(get(key, key));
            expected.push(model.get(key));
          } else {
            answers.push(take(key, key));
            expected.push(model.delete(key));
          }
          for (let turn = 0; turn < turns; turn++) await nextTurn();
        }
        const all = Promise.all(answers);
        await scheduler.waitFor(all);
        expect(await all).toEqual(expected);
        expect(real).toEqual(model);
      }),
      { numRuns: 200 },
    );
  });
});
