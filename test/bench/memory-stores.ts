import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js';
import LRU from 'oidc-provider/lib/helpers/lru.js';
import type { Adapter } from 'oidc-provider';
import type { ItemKind, OidcStore, StoredItem } from '../../oidc/ports.ts';

/** Sixty-four browsers at once need more than the adapter's own 1,000 entries: live sessions would be evicted. */
const mostEntries = 200_000;

/** The library's own memory adapter as a store, with more room. It looks before it consumes, as the library does. */
export function createLibraryStore(epochSeconds: () => number): OidcStore {
  const entries = new LRU({ maxSize: mostEntries });
  const adapterOf = (kind: ItemKind): Adapter => new MemoryAdapter(kind, entries);
  const find = async (kind: ItemKind, id: string) => toItem(kind, id, await adapterOf(kind).find(id));
  const upsert = async ({ kind, id, payload, expiresAt }: StoredItem) => {
    await adapterOf(kind).upsert(id, payload, expiresAt - epochSeconds());
  };
  const findSessionByUid = async (uid: string) => {
    const payload = await adapterOf('Session').findByUid(uid);
    return toItem('Session', payload?.jti ?? '', payload);
  };
  return {
    find,
    upsert,
    findSessionByUid,
    async findWithKin(kind, id) {
      const item = await find(kind, id);
      if (!item) return undefined;
      return {
        item,
        grant: item.grantId ? await find('Grant', item.grantId) : undefined,
        session: item.uid ? await findSessionByUid(item.uid) : undefined,
      };
    },
    findSessionsOf: async () => [],
    extendSession: async () => {},
    async insertOnce(item) {
      if (await find(item.kind, item.id)) return false;
      await upsert(item);
      return true;
    },
    async consume(kind, id) {
      const item = await find(kind, id);
      if (!item || item.consumedAt !== undefined) return false;
      await adapterOf(kind).consume(id);
      return true;
    },
    async destroy(kind, id) {
      const isEnded = (await find(kind, id)) !== undefined;
      await adapterOf(kind).destroy(id);
      return isEnded;
    },
    async revokeGrant(grantId) {
      await adapterOf('AccessToken').revokeByGrantId(grantId);
      await adapterOf('Grant').destroy(grantId);
    },
  };
}

type Payload = Awaited<ReturnType<Adapter['find']>>;

function toItem(kind: ItemKind, id: string, stored: Payload): StoredItem | undefined {
  if (!stored) return undefined;
  const { consumed, ...payload } = stored as Record<string, unknown> & { consumed?: number };
  const { exp, grantId } = stored;
  const item = { kind, id, payload, expiresAt: exp ?? Number.MAX_SAFE_INTEGER, grantId };
  return consumed === undefined ? item : { ...item, consumedAt: consumed };
}
