import { assertStorable, isItemId } from './item-id.ts';
import type { Clock, ItemKind, OidcStore, StoredItem } from './ports.ts';

interface Entry {
  readonly item: Omit<StoredItem, 'payload' | 'consumedAt'>;
  /** JSON text, so that nobody shares an object with the store. */
  readonly payload: string;
  readonly createdAt: number;
  readonly order: number;
  consumedAt: number | undefined;
}

const grantedKinds: ReadonlySet<ItemKind> = new Set(['AuthorizationCode', 'AccessToken', 'RefreshToken']);

/** Keeps items in this process, for tests and measurements: the same promises as the durable store but durability. */
export function createMemoryStore(deps: { readonly clock: Clock }): OidcStore {
  const { clock } = deps;
  const entries = new Map<string, Entry>();
  let sweepAtSize = 1_000;
  let order = 0;

  const isLive = (entry: Entry) => entry.item.expiresAt > seconds(clock);
  const live = (kind: ItemKind, id: string) => {
    const entry = entries.get(keyOf(kind, id));
    return entry && isLive(entry) ? entry : undefined;
  };
  const sessionsWhere = (wanted: (item: Entry['item']) => boolean) =>
    [...entries.values()]
      .filter((entry) => entry.item.kind === 'Session' && isLive(entry) && wanted(entry.item))
      .sort((a, b) => b.createdAt - a.createdAt || b.order - a.order);
  // Amortised: the whole map is read only after it has doubled.
  const dropExpired = () => {
    if (entries.size < sweepAtSize) return;
    for (const [key, entry] of entries) if (!isLive(entry)) entries.delete(key);
    sweepAtSize = Math.max(1_000, entries.size * 2);
  };
  const put = (item: StoredItem, replaced: Entry | undefined) => {
    const { payload, consumedAt: _, ...rest } = item;
    dropExpired();
    entries.set(keyOf(item.kind, item.id), {
      item: rest,
      payload: JSON.stringify(payload),
      createdAt: replaced?.createdAt ?? clock.now(),
      order: replaced?.order ?? order++,
      consumedAt: replaced?.consumedAt,
    });
  };

  const find = (kind: ItemKind, id: string) => toItem(live(kind, id));
  const byUid = (uid: string | undefined) =>
    uid ? toItem(sessionsWhere((item) => item.uid === uid)[0]) : undefined;

  return {
    find: async (kind, id) => find(kind, id),
    async findWithKin(kind, id) {
      const item = find(kind, id);
      const { grantId, uid } = item ?? {};
      return item && { item, grant: grantId ? find('Grant', grantId) : undefined, session: byUid(uid) };
    },
    findSessionByUid: async (uid) => byUid(uid),
    findSessionsOf: async (accountId, limit) =>
      sessionsWhere((item) => item.accountId === accountId)
        .slice(0, limit)
        .flatMap((entry) => toItem(entry) ?? []),
    async extendSession(uid, expiresAt) {
      for (const [key, entry] of entries) {
        const { item } = entry;
        if (item.kind !== 'Session' || item.uid !== uid || !isLive(entry) || item.expiresAt >= expiresAt)
          continue;
        entries.set(key, { ...entry, item: { ...item, expiresAt } });
      }
    },
    async upsert(item) {
      assertStorable(item);
      put(item, live(item.kind, item.id));
    },
    async insertOnce(item) {
      assertStorable(item);
      if (live(item.kind, item.id)) return false;
      put(item, undefined);
      return true;
    },
    async consume(kind, id) {
      const entry = live(kind, id);
      if (!entry || entry.consumedAt !== undefined) return false;
      entry.consumedAt = seconds(clock);
      return true;
    },
    async destroy(kind, id) {
      const isEnded = live(kind, id) !== undefined;
      entries.delete(keyOf(kind, id));
      return isEnded;
    },
    async revokeGrant(grantId) {
      if (!isItemId(grantId)) return;
      entries.delete(keyOf('Grant', grantId));
      for (const [key, { item }] of entries) {
        if (item.grantId === grantId && grantedKinds.has(item.kind)) entries.delete(key);
      }
    },
  };
}

function keyOf(kind: ItemKind, id: string): string {
  return `${kind}:${id}`;
}

function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}

function toItem(entry: Entry | undefined): StoredItem | undefined {
  if (!entry) return undefined;
  const payload = JSON.parse(entry.payload) as StoredItem['payload'];
  const { consumedAt } = entry;
  return { ...entry.item, payload, ...(consumedAt === undefined ? {} : { consumedAt }) };
}
