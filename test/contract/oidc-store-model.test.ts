import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../oidc/memory-store.ts';
import type { ItemKind, OidcStore } from '../../oidc/ports.ts';
import { createOidcStore } from '../../src/identity/oidc-store/index.ts';
import { createTestClock } from '../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const start = 1_800_000_000;
const clock = createTestClock(start);
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('the PostgreSQL store', () => {
  it('answers any sequence of calls as the memory store does', async () => {
    const model = createMemoryStore({ clock });
    const real = createOidcStore({ db: database.open(), clock });
    const kind = fc.constantFrom<ItemKind>('Session', 'RefreshToken', 'Grant');
    const id = fc.constantFrom('a', 'b');
    const owner = fc.option(fc.constantFrom('x', 'y'), { nil: undefined });
    const stored = fc.record({
      kind,
      id,
      payload: fc.dictionary(fc.string(), fc.jsonValue()),
      expiresAt: fc.integer({ min: start - 5, max: start + 60 }),
      grantId: fc.option(id, { nil: undefined }),
      uid: owner,
      accountId: owner,
    });
    const call = fc.oneof(
      stored.map((value) => (store: OidcStore) => store.upsert(value)),
      stored.map((value) => (store: OidcStore) => store.insertOnce(value)),
      fc.tuple(kind, id).map((key) => (store: OidcStore) => store.find(...key)),
      id.map((key) => (store: OidcStore) => store.findWithKin('RefreshToken', key)),
      fc.tuple(kind, id).map((key) => (store: OidcStore) => store.consume(...key)),
      fc.tuple(kind, id).map((key) => (store: OidcStore) => store.destroy(...key)),
      id.map((grantId) => (store: OidcStore) => store.revokeGrant(grantId)),
      fc.constantFrom('x', 'y').map((key) => (store: OidcStore) => store.findSessionsOf(key, 100)),
      fc.constantFrom('x', 'y').map((key) => (store: OidcStore) => store.findSessionByUid(key)),
    );
    const step = fc.record({ calls: fc.array(call, { minLength: 1, maxLength: 3 }), pass: fc.nat(10) });
    let now = start;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        // A new run begins when everything of the last one has expired, so nothing needs clearing.
        now += 1000;
        const shift = (seconds: number) => clock.set(now + seconds);
        const shifted = (store: OidcStore): OidcStore => ({
          ...store,
          upsert: (value) => store.upsert({ ...value, expiresAt: value.expiresAt - start + now }),
          insertOnce: (value) => store.insertOnce({ ...value, expiresAt: value.expiresAt - start + now }),
        });
        let passed = 0;
        shift(0);
        for (const { calls, pass } of steps) {
          for (const perform of calls) {
            expect(await perform(shifted(real))).toEqual(await perform(shifted(model)));
            // Sessions of one person that begin in the same millisecond have no order.
            passed += 0.001;
            shift(passed);
          }
          passed += pass;
          shift(passed);
        }
      }),
      { numRuns: 100 },
    );
  });
});
