import type { Adapter, AdapterPayload } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { ClientDirectory, ItemKind, OidcStore, StoredItem } from '../ports.ts';

export interface StorageDependencies {
  readonly store: OidcStore;
  readonly clients: ClientDirectory;
  /** Seconds since 1970. */
  readonly epochSeconds: () => number;
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

/** Gives oidc-provider its storage: clients from the directory, everything else from the store. */
export function createAdapterFactory(deps: StorageDependencies): (name: string) => Adapter {
  return (name) => {
    if (name === 'Client') return tellOutages(clientAdapter(deps.clients), deps.isOutage);
    if (isStoredKind(name)) return tellOutages(itemAdapter(name, deps), deps.isOutage);
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

/** The library looks before it consumes; two requests may both have looked. Only one of them may go on. */
function itemAdapter(kind: ItemKind, { store, epochSeconds }: StorageDependencies): Adapter {
  return {
    find: async (id) => toPayload(await store.find(kind, id)),
    findByUid: async (uid) => toPayload(await store.findSessionByUid(uid)),
    findByUserCode: async () => undefined,
    upsert: (id, payload, expiresIn = 0) =>
      store.upsert(toItem(kind, id, payload, epochSeconds() + expiresIn)),
    async consume(id) {
      if (await store.consume(kind, id)) return;
      const item = await store.find(kind, id);
      if (item?.grantId) await store.revokeGrant(item.grantId);
      if (kind === 'PushedAuthorizationRequest')
        throw new errors.InvalidRequestUri('request_uri was already used');
      throw new errors.InvalidGrant('it was used by another request at the same moment');
    },
    destroy: (id) => store.destroy(kind, id),
    revokeByGrantId: (grantId) => store.revokeGrant(grantId),
  };
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
    grantId: payload.grantId,
    ...(kind === 'Session' ? { uid: payload.uid, accountId: payload.accountId } : {}),
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
