import type { ItemKind, OidcStore, StoredItem } from '../../oidc/ports.ts';
import { createOidcStore } from '../../src/identity/oidc-store/index.ts';
import type { TestService } from './test-service.ts';

/** What the service keeps, to be read and changed behind its back: for tests of what time does, without waiting. */
export function storeOf({ database }: Pick<TestService, 'database'>): OidcStore {
  return createOidcStore({ db: database.open({ maxConnections: 1 }), clock: { now: () => Date.now() } });
}

/** As if the person had signed in that many seconds earlier, in every session. */
export async function ageSignIn(test: TestService, accountId: string, seconds: number): Promise<void> {
  const store = storeOf(test);
  for (const item of await store.findSessionsOf(accountId, 100)) {
    const loginTs = Number(item.payload['loginTs']) - seconds;
    await store.upsert({ ...item, payload: { ...item.payload, loginTs } });
  }
}

/** Changes a kept item's payload. */
export async function changePayload(
  test: TestService,
  kind: ItemKind,
  id: string,
  change: (payload: StoredItem['payload']) => StoredItem['payload'],
): Promise<void> {
  const store = storeOf(test);
  const item = await store.find(kind, id);
  if (!item) throw new Error(`there is no ${kind} ${id}`);
  await store.upsert({ ...item, payload: change(item.payload) });
}
