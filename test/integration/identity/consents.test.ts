import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { type Consents, createConsents } from '../../../src/identity/consents/index.ts';
import { createHistory, createRecorder } from '../../../src/records/index.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const start = 1_800_000_000;
const clock = createTestClock(start);
let database: TestDatabase;
let consents: Consents;
beforeAll(async () => {
  database = await createTestDatabase();
  consents = createConsents({ db: database.open(), clock, recorder: createRecorder({ clock }) });
});
afterAll(() => database.drop());

const from = { address: '192.0.2.7', userAgent: 'Brauzer\n1' };
let person = 'p0';
let counter = 0;
beforeEach(() => {
  person = `p${++counter}`;
  clock.set(start);
});

const history = statement(
  'test.history',
  'select client_id, action, scopes from consent_event where account_id = $1 order by event_id',
);

describe('consents', () => {
  it('know nothing of a person who gave nothing', async () => {
    expect(await consents.find(person, 'shop')).toEqual([]);
    expect(await consents.list(person)).toEqual([]);
    expect(await consents.withdraw(person, 'shop')).toBe(false);
  });

  it('add up per client, and hold for that person and client only', async () => {
    await consents.give(person, 'shop', ['openid', 'profile'], from);
    await consents.give(person, 'shop', ['email', 'openid'], from);
    await consents.give(person, 'bank', ['openid'], from);
    expect(await consents.find(person, 'shop')).toEqual(['email', 'openid', 'profile']);
    expect(await consents.find(person, 'bank')).toEqual(['openid']);
    expect(await consents.find('somebody', 'shop')).toEqual([]);
  });

  it('end with a withdrawal and begin anew after it', async () => {
    await consents.give(person, 'shop', ['openid', 'profile'], from);
    await consents.give(person, 'bank', ['openid'], from);
    expect(await consents.withdraw(person, 'shop')).toBe(true);
    expect(await consents.find(person, 'shop')).toEqual([]);
    expect(await consents.withdraw(person, 'shop')).toBe(false);
    expect((await consents.list(person)).map((consent) => consent.clientId)).toEqual(['bank']);
    await consents.give(person, 'shop', ['email'], from);
    expect(await consents.find(person, 'shop')).toEqual(['email']);
  });

  it('list what holds now, with the time it began', async () => {
    await consents.give(person, 'shop', ['profile'], from);
    clock.advance(10);
    await consents.withdraw(person, 'shop');
    clock.advance(10.123);
    await consents.give(person, 'shop', ['openid'], from);
    clock.advance(10);
    await consents.give(person, 'shop', ['email'], from);
    await consents.give(person, 'bank', ['openid'], from);
    expect(await consents.list(person)).toEqual([
      { clientId: 'bank', scopes: ['openid'], givenAt: (start + 30) * 1000 + 123 },
      { clientId: 'shop', scopes: ['email', 'openid'], givenAt: (start + 20) * 1000 + 123 },
    ]);
  });

  it('write a row only when something changes, and keep every one', async () => {
    await consents.give(person, 'shop', ['openid'], from);
    await consents.give(person, 'shop', ['openid'], from);
    await consents.give(person, 'shop', [], from);
    await consents.withdraw(person, 'shop');
    const owner = database.owner();
    expect(await owner.query(history, [person])).toEqual([
      { client_id: 'shop', action: 'given', scopes: ['openid'] },
      { client_id: 'shop', action: 'withdrawn', scopes: [] },
    ]);
    const { entries } = await createHistory(database.open()).historyOf(person, { limit: 10 });
    expect(entries.map(({ type, clientId, facts }) => ({ type, clientId, facts }))).toEqual([
      {
        type: 'consent.given',
        clientId: 'shop',
        facts: { scopes: 'openid', address: '192.0.2.7', userAgent: 'Brauzer 1' },
      },
    ]);
    const db = database.open();
    for (const sql of ['delete from consent_event', `update consent_event set scopes = '{}'`]) {
      await expect(db.query(statement(`test.${sql.slice(0, 6)}`, sql))).rejects.toMatchObject({
        code: 'database.failed',
      });
    }
  });
});
