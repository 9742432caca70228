import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../oidc/memory-store.ts';
import type { OidcStore, SignInEvent } from '../../../oidc/ports.ts';
import { createSessions, mostSessions, type Sessions } from '../../../oidc/provider/index.ts';
import { createTestClock } from '../../support/test-clock.ts';

const start = 1_800_000_000;
const clock = createTestClock(start);
const portal = 'portal';
let store: OidcStore;
let sessions: Sessions;
let recorded: SignInEvent[];
let told: string[];

beforeEach(() => {
  clock.set(start);
  store = createMemoryStore({ clock });
  recorded = [];
  told = [];
  sessions = createSessions({
    store,
    clients: {
      find: async (id) => ({ client_id: id, backchannel_logout_uri: 'https://agency.example/logout' }),
    },
    logoutQueue: { enqueue: async ({ sid }) => void told.push(sid) },
    recorder: { record: async (event) => void recorded.push(event) },
    epochSeconds: () => Math.floor(clock.now() / 1000),
  });
});

async function open(accountId: string, n: number, isBrokenOff = false): Promise<void> {
  clock.set(start + n);
  const details = {
    startedAt: start + n,
    signedInAt: start + n,
    method: 'password',
    address: '192.0.2.1',
    userAgent: 'x',
  };
  await store.upsert({
    kind: 'Session',
    id: `${accountId}-${n}`,
    uid: `${accountId}-u${n}`,
    accountId,
    expiresAt: start + 5000,
    payload: {
      uid: `${accountId}-u${n}`,
      jti: `${accountId}-${n}`,
      accountId,
      loginTs: start + n,
      authorizations: { [portal]: { sid: `${accountId}-sid${n}` } },
      ...(isBrokenOff ? {} : { acar: details }),
    },
  });
}

const everyUid = async (accountId: string) =>
  (await store.findSessionsOf(accountId, 10_000)).map(({ uid }) => uid);

describe('a person with more sessions than are kept open', () => {
  it('loses the oldest when one of them is used: recorded with the reason, and every service is told', async () => {
    for (let n = 0; n < mostSessions + 3; n += 1) await open('a', n);
    await open('b', 500);
    expect(await sessions.touch('a', portal, `a-sid${mostSessions}`)).toBe(true);
    expect(recorded.map(({ sessionUid }) => sessionUid).toSorted()).toEqual(['a-u0', 'a-u1', 'a-u2']);
    expect(recorded).toEqual(
      recorded.map((event) => ({ ...event, type: 'session.ended', accountId: 'a', reason: 'too_many' })),
    );
    expect(told.toSorted()).toEqual(['a-sid0', 'a-sid1', 'a-sid2']);
    const listed = (await sessions.listOf('a')).map(({ uid }) => uid);
    expect(listed).toEqual(await everyUid('a'));
    expect(listed).toHaveLength(mostSessions);
    expect(await everyUid('b')).toHaveLength(1);
  });

  it('is signed out in the oldest one, which does not live on at the identity provider', async () => {
    for (let n = 0; n <= mostSessions; n += 1) await open('a', n);
    expect(await sessions.touch('a', portal, 'a-sid0')).toBe(false);
    expect(await everyUid('a')).not.toContain('a-u0');
  });

  it('ends each of them when all are to end, and one by its name wherever it stands', async () => {
    for (let n = 0; n < 2 * mostSessions + 50; n += 1) await open('a', n);
    await open('b', 0);
    expect(await sessions.end('b', 'a-u0')).toBe(false);
    expect(await sessions.end('a', 'a-u0')).toBe(true);
    expect(await sessions.endAll('a', 'a-u7')).toBe(2 * mostSessions + 48);
    expect(await everyUid('a')).toEqual(['a-u7']);
    expect(await sessions.endAll('a')).toBe(1);
    expect(await everyUid('b')).toEqual(['b-u0']);
  });
});

describe('the list of sessions', () => {
  it('shows a sign-in that was broken off before a service was opened', async () => {
    await open('a', 1, true);
    expect(await sessions.listOf('a')).toMatchObject([
      { uid: 'a-u1', startedAt: start + 1, method: '', address: '', userAgent: '' },
    ]);
    expect(await sessions.endAll('a')).toBe(1);
    expect(await everyUid('a')).toEqual([]);
    expect(recorded).toMatchObject([{ type: 'session.ended', method: undefined, reason: undefined }]);
  });
});
