import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../oidc/memory-store.ts';
import type { ItemKind, OidcStore } from '../../../oidc/ports.ts';
import { createAdapterFactory } from '../../../oidc/provider/adapter.ts';
import { createRequestMemory, type RequestMemory } from '../../../oidc/provider/request-memory.ts';
import { createTestClock } from '../../support/test-clock.ts';

const start = 1_800_000_000;
const token = { accountId: 'person', grantId: 'grant', sessionUid: 'uid', jti: 'token' };
const clock = createTestClock(start);
let store: OidcStore;
let asked: string[];
let memory: RequestMemory | undefined;

/** The store, noting what it is asked. */
function noting(inner: OidcStore): OidcStore {
  const noted = Object.entries(inner).map(([name, call]: [string, (...words: never[]) => unknown]) => [
    name,
    (...words: never[]) => {
      asked.push(name);
      return call(...words);
    },
  ]);
  return Object.fromEntries(noted) as OidcStore;
}

beforeEach(async () => {
  clock.set(start);
  asked = [];
  store = noting(createMemoryStore({ clock }));
  memory = undefined;
  await adapter('Grant').upsert('grant', { jti: 'grant' }, 600);
  await adapter('Session').upsert('cookie', { jti: 'cookie', uid: 'uid', accountId: 'person' }, 600);
  await adapter('AccessToken').upsert('token', token, 600);
  newRequest();
});

function newRequest() {
  asked = [];
  memory = createRequestMemory();
}

function adapter(kind: ItemKind) {
  const factory = createAdapterFactory({
    store,
    clients: { find: async () => undefined },
    epochSeconds: () => Math.floor(clock.now() / 1000),
    memory: () => memory,
    isOutage: () => false,
  });
  return factory(kind);
}

const findToken = () => adapter('AccessToken').find('token');
const findGrant = () => adapter('Grant').find('grant');
const findSession = () => adapter('Session').findByUid('uid');

describe('a code that is taken (RFC 6749 4.1.2: once)', () => {
  const code = { accountId: 'person', grantId: 'grant', sessionUid: 'uid', jti: 'code' };
  const resource = 'https://api.example.az/';
  const taken = async (payload: object, inRequest = true) => {
    const late: unknown[] = [];
    memory = undefined;
    await adapter('AuthorizationCode').upsert('code', { ...code, ...payload }, 600);
    if (inRequest) newRequest();
    const inner = store;
    store = {
      ...inner,
      consume: (kind, id, isWrittenBehind) => {
        late.push(isWrittenBehind);
        return inner.consume(kind, id, isWrittenBehind);
      },
    };
    await adapter('AuthorizationCode').find('code');
    await adapter('AuthorizationCode').consume('code');
    return late;
  };

  it('for an opaque token waits for the write of that token alone', async () => {
    expect(await taken({})).toEqual([true]);
  });

  it.each([{ resource }, { resource: [resource] }])(
    'for a resource, whose JWT is written nowhere, is durable by itself: %o',
    async (payload) => expect(await taken(payload)).toEqual([false]),
  );

  it('outside a request of the library is durable by itself', async () => {
    expect(await taken({}, false)).toEqual([false]);
  });
});

describe('what comes along with a token', () => {
  it('answers the looks at its grant and its session in the same request, once each', async () => {
    expect(await findToken()).toMatchObject(token);
    expect(await findSession()).toMatchObject({ jti: 'cookie', accountId: 'person', exp: start + 600 });
    expect(await findGrant()).toMatchObject({ jti: 'grant' });
    expect(asked).toEqual(['findWithKin']);
    await findSession();
    await findGrant();
    expect(asked).toEqual(['findWithKin', 'findSessionByUid', 'find']);
  });

  it('is absent where the store had none, without another look', async () => {
    await store.revokeGrant('grant');
    await store.destroy('Session', 'cookie');
    memory = undefined;
    await adapter('RefreshToken').upsert('refresh', { ...token, jti: 'refresh' }, 600);
    newRequest();
    expect(await adapter('RefreshToken').find('refresh')).toMatchObject({ jti: 'refresh' });
    expect([await findSession(), await findGrant()]).toEqual([undefined, undefined]);
    expect(asked).toEqual(['findWithKin']);
  });

  it('is nothing to the next request', async () => {
    await findToken();
    newRequest();
    await store.destroy('Session', 'cookie');
    await store.destroy('Grant', 'grant');
    expect([await findSession(), await findGrant()]).toEqual([undefined, undefined]);
  });

  it('says nothing of other grants and sessions', async () => {
    await findToken();
    expect(await adapter('Grant').find('another')).toBeUndefined();
    expect(await adapter('Session').findByUid('another')).toBeUndefined();
    expect(await adapter('Session').find('cookie')).toMatchObject({ uid: 'uid' });
    expect(asked).toEqual(['findWithKin', 'find', 'findSessionByUid', 'find']);
  });

  it.each([
    ['revokes the grant', () => adapter('AccessToken').revokeByGrantId('grant')],
    ['removes the grant', () => adapter('Grant').destroy('grant')],
    ['ends the session', () => adapter('Session').destroy('cookie')],
    ['stores the session', () => adapter('Session').upsert('cookie', { uid: 'uid', jti: 'new' }, 600)],
    ['stores the grant', () => adapter('Grant').upsert('grant', { jti: 'new' }, 600)],
  ])('is forgotten when the same request %s', async (_, change) => {
    await findToken();
    await change();
    asked = [];
    expect([await findGrant(), await findSession()]).toEqual([
      await viaStore('Grant', 'grant'),
      await viaStore('Session', 'cookie'),
    ]);
    expect(asked.slice(0, 2)).toEqual(['find', 'findSessionByUid']);
  });

  it('expires as it would in the store', async () => {
    await findToken();
    clock.set(start + 600);
    expect([await findGrant(), await findSession()]).toEqual([undefined, undefined]);
  });

  it('includes the grant that an interaction was answered with', async () => {
    memory = undefined;
    const answered = { jti: 'uid', grantId: 'before', result: { consent: { grantId: 'grant' } } };
    await adapter('Interaction').upsert('uid', answered, 600);
    newRequest();
    expect(await adapter('Interaction').find('uid')).toMatchObject(answered);
    expect(await findGrant()).toMatchObject({ jti: 'grant' });
    expect(asked).toEqual(['findWithKin']);
  });

  it('is asked for when an item of an earlier release does not name its session', async () => {
    await store.upsert({ kind: 'AccessToken', id: 'old', payload: token, expiresAt: start + 600 });
    newRequest();
    expect(await adapter('AccessToken').find('old')).toMatchObject(token);
    expect(await findSession()).toMatchObject({ jti: 'cookie' });
    expect(await findGrant()).toMatchObject({ jti: 'grant' });
  });

  it('is not looked at outside the requests of the library', async () => {
    memory = undefined;
    await findToken();
    expect(asked).toEqual(['find']);
  });
});

describe('what a request writes', () => {
  it('is on its way when the library goes on, and stored when the request is settled', async () => {
    const gate = Promise.withResolvers<void>();
    const quick = store;
    store = { ...quick, upsert: (item) => gate.promise.then(() => quick.upsert(item)) };
    await adapter('AuthorizationCode').upsert('code', { jti: 'code' }, 60);
    expect(await store.find('AuthorizationCode', 'code')).toBeUndefined();
    gate.resolve();
    await memory?.settled();
    expect(await store.find('AuthorizationCode', 'code')).toMatchObject({ id: 'code' });
  });

  it('fails the request that it belongs to', async () => {
    store = { ...store, destroy: () => Promise.reject(new Error('away')) };
    await adapter('Session').destroy('cookie');
    await expect(memory?.settled()).rejects.toThrow('away');
  });

  it('is waited for at once outside the requests of the library', async () => {
    memory = undefined;
    store = { ...store, upsert: () => Promise.reject(new Error('away')) };
    await expect(adapter('Interaction').upsert('uid', {}, 60)).rejects.toThrow('away');
  });

  it('is waited for at once where one of several may win', async () => {
    expect(await adapter('AccessToken').consume('token')).toBeUndefined();
    await expect(adapter('AccessToken').consume('token')).rejects.toThrow('invalid_grant');
    expect(await store.find('AccessToken', 'token')).toBeUndefined();
  });
});

/** What a request that remembers nothing finds. */
async function viaStore(kind: 'Grant' | 'Session', id: string) {
  const before = memory;
  memory = undefined;
  const found = await adapter(kind).find(id);
  memory = before;
  return found;
}
