import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/index.ts';
import {
  createLogoutQueue,
  deliveriesOf,
  type LogoutDeliveryOptions,
  type LogoutNotice,
  startLogoutDelivery,
  sweepDeliveries,
  troubledDeliveries,
} from '../../../src/identity/logout-delivery/index.ts';
import { createHistory, createRecorder } from '../../../src/records/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let web: Database;
let worker: Database;
let stops: (() => Promise<unknown>)[];
let ahead: number;
beforeEach(async () => {
  test = await createTestDatabase();
  web = test.open({ role: 'acar_web' });
  worker = test.open({ role: 'acar_worker' });
  stops = [];
  ahead = 0;
});
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await test.drop();
});

const clock = { now: () => Date.now() + ahead };
const notice = (clientId: string, sid = 'sid-1') => ({ clientId, subject: 'account-1', sid });
const enqueue = (item: LogoutNotice) => createLogoutQueue({ db: web, clock }).enqueue(item);
const statesOf = async (sid = 'sid-1') =>
  (await deliveriesOf(web, sid)).map(({ clientId, state }) => `${clientId} ${state}`);

function deliver(send: LogoutDeliveryOptions['send'], more: Partial<LogoutDeliveryOptions> = {}) {
  const delivery = startLogoutDelivery({
    db: worker,
    clock,
    random: Math.random,
    send,
    recorder: createRecorder({ clock }),
    onError: () => {},
    retry: { firstDelaySeconds: 0.02, longestDelaySeconds: 0.05, maxTries: 1_000 },
    pollSeconds: 0.05,
    ...more,
  });
  stops.push(() => delivery.stop(5));
  return delivery;
}

describe('logout notices', () => {
  it('reach every client of the session, woken at once, and are recorded for the person', async () => {
    const sent: LogoutNotice[] = [];
    await enqueue(notice('agency-0'));
    deliver(async (item) => void sent.push(item), { pollSeconds: 3_600 });
    await expect.poll(() => statesOf()).toEqual(['agency-0 delivered']);
    await enqueue(notice('agency-1'));
    await expect.poll(() => statesOf()).toEqual(['agency-0 delivered', 'agency-1 delivered']);
    expect(sent).toEqual([notice('agency-0'), notice('agency-1')]);
    const { entries } = await createHistory(web).historyOf('account-1', { limit: 10 });
    expect(entries).toMatchObject([
      { type: 'logout.delivered', clientId: 'agency-1', facts: { tries: 1 } },
      { type: 'logout.delivered', clientId: 'agency-0', facts: { tries: 1 } },
    ]);
  });

  it('are one per session and client, however often they are asked for', async () => {
    await Promise.all(Array.from({ length: 8 }, () => enqueue(notice('agency'))));
    await enqueue(notice('agency', 'sid-2'));
    const sent: LogoutNotice[] = [];
    deliver(async (item) => void sent.push(item));
    await expect.poll(() => statesOf('sid-2')).toEqual(['agency delivered']);
    await expect.poll(() => statesOf()).toEqual(['agency delivered']);
    await enqueue(notice('agency'));
    await enqueue(notice('agency', 'sid-3'));
    await expect.poll(() => statesOf('sid-3')).toEqual(['agency delivered']);
    expect(sent).toHaveLength(3);
  });

  it('are tried again while a client does not answer, which an operator can see', async () => {
    let isAway = true;
    await enqueue(notice('agency'));
    deliver(async () => {
      if (isAway) throw new Error('the agency answered 503');
    });
    const trouble = async () => (await troubledDeliveries(web))[0];
    await expect.poll(async () => (await trouble())?.tries).toBeGreaterThan(2);
    expect(await trouble()).toMatchObject({
      ...notice('agency'),
      state: 'waiting',
      lastError: 'the agency answered 503',
      nextTryAt: expect.any(Date),
    });
    isAway = false;
    await expect.poll(() => statesOf()).toEqual(['agency delivered']);
    expect(await troubledDeliveries(web)).toEqual([]);
  });

  it('are given up after 24 hours, which is recorded', async () => {
    await enqueue(notice('agency'));
    deliver(
      async () => {
        throw new Error('nobody there\n');
      },
      { retry: { firstDelaySeconds: 3_600, longestDelaySeconds: 3_600, maxTries: 1_000 } },
    );
    await expect.poll(async () => (await troubledDeliveries(web))[0]?.tries).toBe(1);
    ahead = 23 * 3_600_000;
    await expect.poll(async () => (await troubledDeliveries(web))[0]?.tries).toBe(2);
    expect(await statesOf()).toEqual(['agency waiting']);
    ahead = 24 * 3_600_000 + 1_000;
    await expect.poll(() => statesOf()).toEqual(['agency failed']);
    const { entries } = await createHistory(web).historyOf('account-1', { limit: 10 });
    expect(entries).toMatchObject([{ type: 'logout.failed', clientId: 'agency', facts: { tries: 2 } }]);
    expect(await troubledDeliveries(web)).toMatchObject([{ state: 'failed', lastError: 'nobody there\n' }]);
  });

  it('are sent by one of several workers', async () => {
    for (let client = 0; client < 40; client++) await enqueue(notice(`agency-${client}`));
    const sent: string[] = [];
    for (let workers = 0; workers < 3; workers++) {
      deliver(async ({ clientId }) => void sent.push(clientId), { db: test.open({ role: 'acar_worker' }) });
    }
    await expect
      .poll(async () => (await statesOf()).every((state) => state.endsWith('delivered')))
      .toBe(true);
    expect(sent).toHaveLength(40);
    expect(new Set(sent).size).toBe(40);
  });

  it('are swept away some time after they ended', async () => {
    await enqueue(notice('agency'));
    const delivery = deliver(async () => {});
    await expect.poll(() => statesOf()).toEqual(['agency delivered']);
    await delivery.stop();
    await enqueue(notice('other'));
    expect(await sweepDeliveries(worker, new Date(clock.now() + 60_000))).toBe(1);
    expect(await statesOf()).toEqual(['other waiting']);
  });
});
