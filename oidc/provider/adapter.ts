import type { Adapter, AdapterPayload } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { ClientDirectory, ItemKind, KindWithKin, OidcStore, StoredItem } from '../ports.ts';
import type { Known, RequestMemory } from './request-memory.ts';

export interface StorageDependencies {
  readonly store: OidcStore;
  readonly clients: ClientDirectory;
  /** Seconds since 1970. */
  readonly epochSeconds: () => number;
  /** Of the request that is being served; undefined outside the library's own requests. */
  readonly memory: () => RequestMemory | undefined;
  /** True for an error that says: the storage is away, try again later. */
  readonly isOutage: (error: unknown) => boolean;
}

const kinds: ReadonlySet<string> = new Set<ItemKind>([
  'Session',
  'Interaction',
  'Grant',
  'AuthorizationCode',
  'AccessToken',
  'RefreshToken',
  'ClientCredentials',
  'PushedAuthorizationRequest',
  'ReplayDetection',
]);

function isStoredKind(name: string): name is Exclude<ItemKind, 'LoginFlow'> {
  return kinds.has(name);
}

/** What the library looks at together with the grant and the session behind it, one after the other. */
function hasKin(kind: ItemKind): kind is KindWithKin {
  return ['Interaction', 'AuthorizationCode', 'AccessToken', 'RefreshToken'].includes(kind);
}

/** Gives oidc-provider its storage: clients from the directory, everything else from the store. */
export function createAdapterFactory(deps: StorageDependencies): (name: string) => Adapter {
  const store = tellOutages(deps.store, deps.isOutage);
  return (name) => {
    if (name === 'Client') return tellOutages(clientAdapter(deps.clients), deps.isOutage);
    if (isStoredKind(name)) return itemAdapter(name, { ...deps, store });
    throw new Error(`the feature that stores ${name} is not in use`);
  };
}

/** Answers 503 instead of 500 while the storage is away: a client then knows that trying again will help. */
export function tellOutages<T extends object>(calls: T, isOutage: (error: unknown) => boolean): T {
  const told = Object.entries(calls).map(
    ([name, call]: [string, (...words: never[]) => Promise<unknown>]) => [
      name,
      (...words: never[]) =>
        call(...words).catch((error: unknown) => {
          throw isOutage(error) ? outage() : error;
        }),
    ],
  );
  return Object.fromEntries(told) as T;
}

/** RFC 6749 4.1.2.1; told here and not at the relying party, since nothing is known of the request yet. */
function outage(): Error {
  const error = new errors.CustomOIDCProviderError('temporarily_unavailable', 'try again in a moment');
  return Object.assign(error, { status: 503, statusCode: 503, allow_redirect: false });
}

/**
 * The library asks for one thing after the other and waits for each; within one of its requests (`request-memory.ts`) what
 * will be asked next comes along, and what it writes is on its way while it goes on.
 */
function itemAdapter(kind: ItemKind, deps: StorageDependencies): Adapter {
  const { store, epochSeconds, memory } = deps;
  const change = async (write: Promise<void>) => {
    const request = memory();
    if (kind === 'Grant' || kind === 'Session') request?.forgetKin();
    // The answer waits for it (`provider.ts`), so that writes of one moment share a statement.
    if (request) request.post(write);
    else await write;
  };
  return {
    find: (id) => find(kind, id, deps),
    findByUid: async (uid) => {
      const known = memory()?.takeSession(uid);
      return known ? live(known, epochSeconds) : toPayload(await store.findSessionByUid(uid));
    },
    findByUserCode: async () => undefined,
    upsert: (id, payload, expiresIn = 0) =>
      change(store.upsert(toItem(kind, id, payload, epochSeconds() + expiresIn))),
    consume: (id) => consume(kind, id, deps),
    destroy: (id) => change(destroy(kind, id, deps)),
    revokeByGrantId(grantId) {
      memory()?.forgetKin();
      return store.revokeGrant(grantId);
    },
  };
}

async function find(kind: ItemKind, id: string, { store, epochSeconds, memory }: StorageDependencies) {
  const request = memory();
  const known = kind === 'Grant' ? request?.takeGrant(id) : undefined;
  if (known) return live(known, epochSeconds);
  if (!request || !hasKin(kind)) return toPayload(await store.find(kind, id));
  const found = await store.findWithKin(kind, id);
  if (found) request.keepKin(found);
  return toPayload(found?.item);
}

/** What is kept expires as it would in the store. */
function live({ item }: Known, epochSeconds: () => number): AdapterPayload | undefined {
  return item && item.expiresAt > epochSeconds() ? toPayload(item) : undefined;
}

/** Of several requests that end a session at the same moment, one remembers that it did. */
async function destroy(kind: ItemKind, id: string, { store, memory }: StorageDependencies): Promise<void> {
  const request = memory();
  if ((await store.destroy(kind, id)) && kind === 'Session') request?.sessionEnded();
}

/** The library looks before it consumes; two requests may both have looked. Only one of them may go on. */
async function consume(kind: ItemKind, id: string, { store, memory }: StorageDependencies): Promise<void> {
  // RFC 6749 4.1.2: once, whatever crashes. Where a JWT may be all that is answered, no later write says that it was.
  const request = memory();
  const isWrittenBehind = request !== undefined && !request.mayGiveJwt();
  if (await store.consume(kind, id, isWrittenBehind)) return;
  const item = await store.find(kind, id);
  if (item?.grantId) await store.revokeGrant(item.grantId);
  if (kind === 'PushedAuthorizationRequest')
    throw new errors.InvalidRequestUri('request_uri was already used');
  throw new errors.InvalidGrant('it was used by another request at the same moment');
}

function toPayload(item: StoredItem | undefined): AdapterPayload | undefined {
  if (!item) return undefined;
  // The store's own end counts: `extendSession` moves it.
  const payload = item.kind === 'Session' ? { ...item.payload, exp: item.expiresAt } : { ...item.payload };
  return item.consumedAt === undefined ? payload : { ...payload, consumed: item.consumedAt };
}

function toItem(kind: ItemKind, id: string, payload: AdapterPayload, expiresAt: number): StoredItem {
  return {
    kind,
    id,
    payload: { ...payload },
    expiresAt,
    // The grant that the person's answer made is the one that an interaction goes on with.
    grantId: payload.result?.consent?.grantId ?? payload.grantId,
    ...(kind === 'Session'
      ? { uid: payload.uid, accountId: payload.accountId }
      : { uid: payload.sessionUid }),
  };
}

const readOnly = () =>
  Promise.reject(new Error('clients are registered by the operator, not by the library'));

function clientAdapter(clients: ClientDirectory): Adapter {
  return {
    find: (id) => clients.find(id),
    findByUid: readOnly,
    findByUserCode: readOnly,
    upsert: readOnly,
    consume: readOnly,
    destroy: readOnly,
    revokeByGrantId: readOnly,
  };
}
