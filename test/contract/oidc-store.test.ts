import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../oidc/memory-store.ts';
import type { ItemKind, OidcStore, StoredItem } from '../../oidc/ports.ts';
import { kindNumbers } from '../../src/identity/oidc-store/codec.ts';
import { createOidcStore } from '../../src/identity/oidc-store/index.ts';
import { createTestClock } from '../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const start = 1_800_000_000;

const kindsWithKin = ['Interaction', 'AuthorizationCode', 'AccessToken', 'RefreshToken'] as const;
const kinds = Object.keys(kindNumbers) as ItemKind[];
const clock = createTestClock(start);
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

let counter = 0;
const newId = () => `id-${++counter}`;

function item(kind: ItemKind, changes: Partial<StoredItem> = {}): StoredItem {
  return { kind, id: newId(), payload: { n: 1 }, expiresAt: start + 600, ...changes };
}

function inMemory() {
  const store = createMemoryStore({ clock });
  return { one: store, other: store };
}

/** Two stores with a pool of their own each, as two processes would have. */
function inPostgres() {
  const [one, other] = [database.open(), database.open()];
  return { one: createOidcStore({ db: one, clock }), other: createOidcStore({ db: other, clock }) };
}

describe.each([
  ['memory', inMemory],
  ['PostgreSQL', inPostgres],
])('OidcStore in %s', (_, openStores) => {
  let one: OidcStore;
  let other: OidcStore;
  beforeAll(() => {
    ({ one, other } = openStores());
    clock.set(start);
  });

  it('finds what was stored, by kind and id together', async () => {
    const session = item('Session', { uid: newId(), accountId: newId() });
    const code = item('AuthorizationCode', { id: session.id, grantId: newId() });
    await one.upsert(session);
    await one.upsert(code);
    expect(await other.find('Session', session.id)).toEqual(session);
    expect(await other.find('AuthorizationCode', session.id)).toEqual(code);
    expect(await other.find('Grant', session.id)).toBeUndefined();
  });

  it.each(kinds)('keeps every member of a %s', async (kind) => {
    const full = item(kind, { grantId: 'g', uid: newId(), accountId: 'a' });
    await one.upsert(full);
    expect(await other.find(kind, full.id)).toEqual(full);
  });

  it('keeps Azerbaijani letters, nested JSON, escapes and control characters unchanged', async () => {
    const payload = {
      name: 'Şəhriyar Ğəniyev oğlu, İçərişəhər, ıüöç',
      nested: { list: [1, null, true, { deep: ['"', '\\', '{', '}', ',', 'NULL'] }], empty: {} },
      odd: '\u0000\u001f\ud83d\udd11\ud800 \'";--',
      'key "with" quotes': 1.5e-7,
    };
    const stored = item('Interaction', { payload });
    await one.upsert(stored);
    expect((await other.find('Interaction', stored.id))?.payload).toEqual(payload);
  });

  it('gives each caller an object of their own', async () => {
    const stored = item('Session', { payload: { nested: { n: 1 } } });
    await one.upsert(stored);
    const [first, second] = await Promise.all([
      one.find('Session', stored.id),
      one.find('Session', stored.id),
    ]);
    expect(first).toEqual(second);
    expect(first?.payload['nested']).not.toBe(second?.payload['nested']);
  });

  it('stores the payload as it was when upsert was called', async () => {
    const payload: Record<string, unknown> = { n: 1 };
    const stored = item('Session', { payload });
    const written = one.upsert(stored);
    payload['n'] = 2;
    await written;
    expect((await one.find('Session', stored.id))?.payload).toEqual({ n: 1 });
  });

  it('shows an item until the second in which it expires', async () => {
    const code = item('AuthorizationCode', { expiresAt: start + 60 });
    const session = item('Session', { expiresAt: start + 60, uid: newId(), accountId: newId() });
    await one.upsert(code);
    await one.upsert(session);
    clock.set(start + 59);
    expect(await one.find('AuthorizationCode', code.id)).toEqual(code);
    expect(await one.findSessionByUid(session.uid ?? '')).toEqual(session);
    clock.set(start + 60);
    expect(await one.find('AuthorizationCode', code.id)).toBeUndefined();
    expect(await one.findSessionByUid(session.uid ?? '')).toBeUndefined();
    expect(await one.findSessionsOf(session.accountId ?? '', 100)).toEqual([]);
    expect(await one.consume('AuthorizationCode', code.id)).toBe(false);
    clock.set(start);
  });

  it('is destroyed by exactly one of many callers, and not when it has expired', async () => {
    const session = item('Session');
    await one.upsert(session);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).destroy('Session', session.id)),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await one.destroy('Session', session.id)).toBe(false);
    const old = item('Session', { expiresAt: start });
    await one.upsert(old);
    expect(await one.destroy('Session', old.id)).toBe(false);
  });

  it('finds a session by its uid, also after its id changed, and no other kind', async () => {
    const uid = newId();
    const session = item('Session', { uid });
    await one.upsert(session);
    await one.upsert(item('Interaction', { uid }));
    expect(await other.findSessionByUid(uid)).toEqual(session);
    clock.set(start + 1);
    const renewed = { ...session, id: newId() };
    await one.upsert(renewed);
    expect(await other.findSessionByUid(uid)).toEqual(renewed);
    await one.destroy('Session', session.id);
    expect(await other.findSessionByUid(uid)).toEqual(renewed);
    clock.set(start);
  });

  it.each(kindsWithKin)('finds a %s together with its grant and its session', async (kind) => {
    const grant = item('Grant', { payload: { of: 'grant' } });
    const session = item('Session', { uid: newId(), accountId: newId(), payload: { of: 'session' } });
    const bound = item(kind, { grantId: grant.id, uid: session.uid });
    const decoys = [
      item('Session', { id: grant.id }),
      item('AccessToken', { uid: session.uid, grantId: grant.id }),
      item('Interaction', { id: session.id, uid: session.uid }),
    ];
    await Promise.all([grant, session, bound, ...decoys].map((stored) => one.upsert(stored)));
    expect(await other.findWithKin(kind, bound.id)).toEqual({ item: bound, grant, session });
  });

  it('finds an item whose kin is missing, or that names none', async () => {
    const bound = item('RefreshToken', { grantId: newId(), uid: newId() });
    const alone = item('RefreshToken');
    await Promise.all([one.upsert(bound), one.upsert(alone)]);
    expect(await other.findWithKin('RefreshToken', bound.id)).toEqual({ item: bound });
    expect(await other.findWithKin('RefreshToken', alone.id)).toEqual({ item: alone });
    expect(await other.findWithKin('RefreshToken', newId())).toBeUndefined();
    expect(await other.findWithKin('AccessToken', bound.id)).toBeUndefined();
  });

  it('shows kin until the second in which it expires, and none of an expired item', async () => {
    const grant = item('Grant', { expiresAt: start + 20 });
    const session = item('Session', { uid: newId(), expiresAt: start + 10 });
    const token = item('AccessToken', { grantId: grant.id, uid: session.uid, expiresAt: start + 30 });
    await Promise.all([grant, session, token].map((stored) => one.upsert(stored)));
    clock.set(start + 9);
    expect(await one.findWithKin('AccessToken', token.id)).toEqual({ item: token, grant, session });
    clock.set(start + 10);
    expect(await one.findWithKin('AccessToken', token.id)).toEqual({ item: token, grant });
    clock.set(start + 20);
    expect(await one.findWithKin('AccessToken', token.id)).toEqual({ item: token });
    await one.upsert({ ...grant, expiresAt: start + 60 });
    clock.set(start + 30);
    expect(await one.findWithKin('AccessToken', token.id)).toBeUndefined();
    clock.set(start);
  });

  it('finds kin as it is now: a revoked grant, an ended and a renewed session', async () => {
    const grant = item('Grant');
    const session = item('Session', { uid: newId() });
    const interaction = item('Interaction', { grantId: grant.id, uid: session.uid });
    await Promise.all([grant, session, interaction].map((stored) => one.upsert(stored)));
    await one.consume('Interaction', interaction.id);
    await other.revokeGrant(grant.id);
    const renewed = { ...session, id: newId(), payload: { n: 2 } };
    clock.set(start + 1);
    await other.upsert(renewed);
    const consumed = { ...interaction, consumedAt: start };
    expect(await one.findWithKin('Interaction', interaction.id)).toEqual({
      item: consumed,
      session: renewed,
    });
    await other.destroy('Session', renewed.id);
    await other.destroy('Session', session.id);
    expect(await one.findWithKin('Interaction', interaction.id)).toEqual({ item: consumed });
    clock.set(start);
  });

  it('gives each caller kin of their own, also those of one token or of one session', async () => {
    const grant = item('Grant', { payload: { nested: { n: 1 } } });
    const session = item('Session', { uid: newId(), payload: { nested: { n: 2 } } });
    const tokens = [1, 2].map(() => item('AccessToken', { grantId: grant.id, uid: session.uid }));
    await Promise.all([grant, session, ...tokens].map((stored) => one.upsert(stored)));
    const asked = [...tokens, ...tokens, ...tokens];
    const found = await Promise.all(asked.map((token) => one.findWithKin('AccessToken', token.id)));
    expect(found).toEqual(asked.map((token) => ({ item: token, grant, session })));
    for (const pick of ['item', 'grant', 'session'] as const) {
      expect(new Set(found.map((answer) => answer?.[pick]?.payload)).size).toBe(asked.length);
    }
    const nested = found.flatMap((answer) => [answer?.grant, answer?.session]);
    expect(new Set(nested.map((kin) => kin?.payload['nested'])).size).toBe(2 * asked.length);
  });

  it('lists the live sessions of a person, the newest first, at most 100', async () => {
    const accountId = newId();
    const sessions: StoredItem[] = [];
    for (let n = 0; n < 103; n++) {
      clock.set(start + n);
      const session = item('Session', { accountId, expiresAt: start + 1000 });
      sessions.unshift(session);
      await one.upsert(session);
    }
    await one.upsert(item('Session', { accountId: newId() }));
    // Use does not make an old session young.
    const oldest = sessions.at(-1);
    if (oldest) await one.upsert({ ...oldest, payload: { n: 2 } });
    expect((await other.findSessionsOf(accountId, 100)).map((found) => found.id)).toEqual(
      sessions.slice(0, 100).map((session) => session.id),
    );
    clock.set(start);
  });

  it('keeps consumedAt when an item is replaced', async () => {
    const token = item('RefreshToken');
    await one.upsert(token);
    expect(await one.consume('RefreshToken', token.id)).toBe(true);
    await one.upsert({ ...token, payload: { n: 2 } });
    expect(await other.find('RefreshToken', token.id)).toEqual({
      ...token,
      payload: { n: 2 },
      consumedAt: start,
    });
    expect(await other.consume('RefreshToken', token.id)).toBe(false);
  });

  it('lets exactly one of 50 parallel callers consume a code (RFC 6749 4.1.2)', async () => {
    for (let round = 0; round < 20; round++) {
      const code = item('AuthorizationCode');
      await one.upsert(code);
      const won = await Promise.all(
        Array.from({ length: 50 }, (_, n) => (n % 2 ? one : other).consume('AuthorizationCode', code.id)),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
    }
  });

  it('lets exactly one of 50 parallel callers insert an id (RFC 9449 11.1)', async () => {
    for (let round = 0; round < 20; round++) {
      const proof = item('ReplayDetection');
      const won = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 ? one : other).insertOnce({ ...proof, payload: { caller: n } }),
        ),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await one.find('ReplayDetection', proof.id))?.payload).toEqual({ caller: won.indexOf(true) });
    }
  });

  it('lets an id be inserted again once the first has expired', async () => {
    const proof = item('ReplayDetection', { expiresAt: start + 10 });
    expect(await one.insertOnce(proof)).toBe(true);
    expect(await one.insertOnce(proof)).toBe(false);
    clock.set(start + 10);
    expect(await one.insertOnce({ ...proof, expiresAt: start + 20 })).toBe(true);
    expect(await other.insertOnce({ ...proof, expiresAt: start + 20 })).toBe(false);
    clock.set(start);
  });

  it('consumes nothing that is absent or destroyed', async () => {
    const code = item('AuthorizationCode');
    expect(await one.consume('AuthorizationCode', code.id)).toBe(false);
    await one.upsert(code);
    await one.destroy('AuthorizationCode', code.id);
    expect(await one.consume('AuthorizationCode', code.id)).toBe(false);
    await one.destroy('AuthorizationCode', code.id);
  });

  it('revokes a grant with its codes and tokens, and nothing else (RFC 6749 4.1.2)', async () => {
    const grantId = newId();
    const doomed = [
      item('Grant', { id: grantId }),
      ...(['AuthorizationCode', 'AccessToken', 'AccessToken', 'RefreshToken'] as const).map((kind) =>
        item(kind, { grantId }),
      ),
    ];
    const kept = [
      item('Grant'),
      item('AccessToken', { grantId: newId() }),
      item('Session', { grantId }),
      item('Interaction', { id: grantId }),
    ];
    await Promise.all([...doomed, ...kept].map((stored) => one.upsert(stored)));
    await other.revokeGrant(grantId);
    for (const { kind, id } of doomed) expect(await one.find(kind, id)).toBeUndefined();
    for (const stored of kept) expect(await one.find(stored.kind, stored.id)).toEqual(stored);
  });

  it('keeps the order of calls on one key that nobody waited for', async () => {
    for (let round = 0; round < 30; round++) {
      const session = item('Session');
      const noise = Array.from({ length: 5 }, () => one.upsert(item('Session')));
      const calls = [
        one.upsert(session),
        one.destroy('Session', session.id),
        one.find('Session', session.id),
        one.upsert({ ...session, payload: { n: 2 } }),
        one.upsert({ ...session, payload: { n: 3 } }),
        one.find('Session', session.id),
        one.consume('Session', session.id),
        one.consume('Session', session.id),
        one.upsert({ ...session, payload: { n: 4 } }),
        one.insertOnce({ ...session, payload: { n: 5 } }),
        one.find('Session', session.id),
      ];
      const answers = await Promise.all(calls);
      await Promise.all(noise);
      expect(answers[2]).toBeUndefined();
      expect(answers[5]).toEqual({ ...session, payload: { n: 3 } });
      expect(answers.slice(6, 10)).toEqual([true, false, undefined, false]);
      expect(answers[10]).toEqual({ ...session, payload: { n: 4 }, consumedAt: start });
    }
  });

  it('revokes what it was asked to store before', async () => {
    const token = item('AccessToken', { grantId: newId() });
    const before = Array.from({ length: 1_000 }, () => one.upsert(item('AccessToken')));
    await Promise.all([...before, one.upsert(token), one.revokeGrant(token.grantId ?? '')]);
    expect(await one.find('AccessToken', token.id)).toBeUndefined();
  });

  it.each([
    ['with NUL', 'a\0b'],
    ['empty', ''],
    ['half a surrogate pair', 'a\ud800'],
    ['very long', 'a'.repeat(100_000)],
  ])('treats an id that is %s as absent and refuses to store it, for its caller alone', async (_, id) => {
    const neighbour = item('Session');
    const [stored, refused, inserted, found, byUid, sessions, consumed, kin] = await Promise.all([
      one.upsert(neighbour).then(() => 'stored'),
      one.upsert({ ...neighbour, id }).catch((error: unknown) => error),
      one.insertOnce({ ...neighbour, id }).catch((error: unknown) => error),
      one.find('Session', id),
      one.findSessionByUid(id),
      one.findSessionsOf(id, 100),
      one.consume('AuthorizationCode', id),
      one.findWithKin('AuthorizationCode', id),
      one.destroy('Session', id),
      one.revokeGrant(id),
    ]);
    expect(stored).toBe('stored');
    expect(refused).toBeInstanceOf(RangeError);
    expect(inserted).toBeInstanceOf(RangeError);
    expect([found, byUid, sessions, consumed, kin]).toEqual([undefined, undefined, [], false, undefined]);
    await expect(one.upsert(item('Session', { grantId: id }))).rejects.toThrow(RangeError);
  });

  it('carries many keys at once, and many callers of few keys', async () => {
    const items = Array.from({ length: 700 }, () => item('AccessToken', { payload: { x: newId() } }));
    await Promise.all(items.map((stored, n) => (n % 2 ? one : other).upsert(stored)));
    const found = await Promise.all(items.map((stored) => one.find('AccessToken', stored.id)));
    expect(found).toEqual(items);
    const few = items.slice(0, 3);
    await Promise.all(
      Array.from({ length: 300 }, async (_, n) => {
        const target = few[n % 3];
        if (target) await (n % 2 ? one : other).upsert({ ...target, payload: { n } });
      }),
    );
    await Promise.all(items.map((stored, n) => (n % 2 ? one : other).destroy('AccessToken', stored.id)));
    expect((await Promise.all(items.map((s) => one.find('AccessToken', s.id)))).filter(Boolean)).toEqual([]);
  });
});
