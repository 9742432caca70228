import type { Adapter, AdapterPayload } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { ClientDirectory, ItemKind, OidcStore, StoredItem } from '../ports.ts';

export interface StorageDependencies {
  readonly store: OidcStore;
  readonly clients: ClientDirectory;
  /** Seconds since 1970. */
  readonly epochSeconds: () => number;
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
    if (name === 'Client') return clientAdapter(deps.clients);
    if (isStoredKind(name)) return itemAdapter(name, deps);
    throw new Error(`the feature that stores ${name} is not in use`);
  };
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
