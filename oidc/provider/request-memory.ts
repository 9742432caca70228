import { Provider } from 'oidc-provider';
import type { ItemWithKin, StoredItem } from '../ports.ts';

/** What one request of the protocol holds of the storage; it is gone with the request. */
export interface RequestMemory {
  /** Keeps what came with an item, for one look each. */
  keepKin(found: ItemWithKin): void;
  /**
   * The code or token that was looked up is for a resource: its access token is a JWT, of which nothing is written. With
   * no other a JWT can be had (RFC 8707 2.2).
   */
  readonly mayGiveJwt: () => boolean;
  /** Undefined when nothing is known of the grant; otherwise what the store would say. */
  takeGrant(id: string): Known | undefined;
  takeSession(uid: string): Known | undefined;
  /** Whatever is kept may have changed: the store is asked again. */
  forgetKin(): void;
  /** This request, and no other, took a session away. */
  sessionEnded(): void;
  readonly hasEndedSession: () => boolean;
  /** A write on its way, which the answer waits for, though the library does not. */
  post(write: Promise<void>): void;
  /** Resolves when everything posted is durable; rejects with the first failure. */
  settled(): Promise<void>;
}

export interface Known {
  readonly item: StoredItem | undefined;
}

const memories = new WeakMap<object, RequestMemory>();

/** The memory of a request by its Koa context. */
export function memoryOf(ctx: object): RequestMemory {
  const known = memories.get(ctx) ?? createRequestMemory();
  memories.set(ctx, known);
  return known;
}

/** The memory of the request that the library is serving now; undefined where our own pages call the library. */
export function currentMemory(): RequestMemory | undefined {
  const ctx = Provider.ctx;
  return ctx && memoryOf(ctx);
}

/** A memory of nothing. */
export function createRequestMemory(): RequestMemory {
  const grants = new Map<string, Known>();
  const sessions = new Map<string, Known>();
  const posted: Promise<void>[] = [];
  let hasEnded = false;
  let isForResource = false;
  return {
    keepKin({ item, grant, session }) {
      if (item.payload['resource'] !== undefined) isForResource = true;
      if (item.grantId !== undefined) grants.set(item.grantId, { item: grant });
      if (item.uid !== undefined) sessions.set(item.uid, { item: session });
    },
    mayGiveJwt: () => isForResource,
    takeGrant: (id) => take(grants, id),
    takeSession: (uid) => take(sessions, uid),
    forgetKin() {
      grants.clear();
      sessions.clear();
    },
    sessionEnded() {
      hasEnded = true;
    },
    hasEndedSession: () => hasEnded,
    post(write) {
      // A request that ends with another error may leave nobody to wait for it.
      write.catch(() => {});
      posted.push(write);
    },
    async settled() {
      await Promise.all(posted);
    },
  };
}

function take(known: Map<string, Known>, key: string): Known | undefined {
  const found = known.get(key);
  known.delete(key);
  return found;
}
