import { LRUCache } from 'lru-cache';
import type { ClientDirectory, ClientMetadata, Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { isUsable, type RegisteredClient, toMetadata } from './model.ts';
import { findClient } from './store.ts';

export interface ClientDirectoryDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** Clients kept in memory. */
  readonly maxClients?: number;
  /** For how long a kept client is believed when no notification comes; three seconds. */
  readonly maxAgeMs?: number;
}

export interface CachedClientDirectory extends ClientDirectory {
  /** Begins to hear of changes made by other processes; resolves with the way to stop. Rejects when the database is away. */
  listen(): Promise<() => Promise<void>>;
}

const longestIdentifier = 100;
/** A lost notification must not keep a client that was disabled; one look in this time costs nothing. */
const longestBeliefMs = 3_000;

/** The relying parties as the identity provider sees them: only active ones, those with an exception only until its end. */
export function createClientDirectory(deps: ClientDirectoryDeps): CachedClientDirectory {
  const { db, clock } = deps;
  const cache = new LRUCache<string, { client: RegisteredClient; metadata: ClientMetadata }>({
    max: deps.maxClients ?? 1_000,
    ttl: deps.maxAgeMs ?? longestBeliefMs,
    ttlResolution: 0,
    perf: clock,
  });
  // Counts changes: an answer that was read before a change must not be kept after it.
  let changes = 0;

  const load = async (clientId: string) => {
    const before = changes;
    const client = await findClient(db, clientId);
    if (!client) return undefined;
    const entry = { client, metadata: toMetadata(client) };
    if (before === changes) cache.set(clientId, entry);
    return entry;
  };

  return {
    async find(clientId) {
      if (clientId.length > longestIdentifier || clientId.includes('\0')) return undefined;
      const entry = cache.get(clientId) ?? (await load(clientId));
      return entry && isUsable(entry.client, clock.now()) ? entry.metadata : undefined;
    },
    listen: () =>
      db.listen('client_changed', (clientId) => {
        changes += 1;
        if (clientId === '') cache.clear();
        else cache.delete(clientId);
      }),
  };
}
