import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PhoneRequest } from '../../../oidc/phone-ports.ts';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  createPhoneRequests,
  startPhoneNews,
  sweepPhoneRequests,
} from '../../../src/mobile/requests/index.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const asked: PhoneRequest = {
  flow: 'qr',
  serviceName: 'Vergi xidməti',
  clientId: 'tax',
  language: 'az',
  browser: 'Firefox, Windows',
  place: 'Bakı',
  number: '42',
};
const codeKey = randomBytes(32);
const clock = createTestClock(1_790_000_000);

const approve = statement(
  'test.approve',
  `with changed as (update phone_request set state = 'approved', payload = '{}', signature = '\\x01',
     algorithm = 'SHA256WithECEncryption', certificate = '\\x02', ended_at = now() where request_id = $1 returning 1)
   select pg_notify('phone', 'request:' || $1::text) from changed`,
);
const setTaken = statement(
  'test.set_taken',
  `with changed as (update phone_request set state = 'taken' where request_id = $1 returning 1)
   select pg_notify('phone', 'request:' || $1::text) from changed`,
);

let test_: TestDatabase;
let owner: Database;
let first: Awaited<ReturnType<typeof openNode>>;
let second: Awaited<ReturnType<typeof openNode>>;

async function openNode() {
  const db = test_.open();
  const news = await startPhoneNews(db);
  const walletOrigin = 'https://wallet.example.az';
  return { db, news, requests: createPhoneRequests({ db, clock, randomBytes, news, codeKey, walletOrigin }) };
}

beforeAll(async () => {
  test_ = await createTestDatabase();
  owner = test_.owner();
  [first, second] = await Promise.all([openNode(), openNode()]);
});
afterAll(async () => {
  await Promise.all([first.news.stop(), second.news.stop()]);
  await test_.drop();
});

describe('requests that a phone finds by code or link', () => {
  test('are known on every node, and the key of their codes stands in no table', async () => {
    const opened = await first.requests.open(asked);
    expect(opened.link).toBe(`https://wallet.example.az/open?request=${opened.token}`);
    expect(opened.secret).toHaveLength(32);
    expect(await second.requests.look(opened.id)).toEqual({ kind: 'open' });
    const [row] = await owner.query<{ line: string }>(
      statement('test.row', `select phone_request::text as line from phone_request where request_id = $1`),
      [opened.id],
    );
    expect(row?.line).not.toContain(opened.token);
    expect(row?.line).not.toContain(Buffer.from(opened.secret).toString('hex'));
    expect(row?.line).toContain(createHash('sha256').update(opened.token).digest('hex'));
  });

  test('wake whoever waits on another node', async () => {
    const { id } = await first.requests.open(asked);
    const waiting = second.requests.changed(id, 'open', { timeoutMs: 60_000 });
    await owner.query(setTaken, [id]);
    expect(await waiting).toEqual({ kind: 'taken' });
    // What changed before the wait is not waited for.
    expect(await second.requests.changed(id, 'open', { timeoutMs: 60_000 })).toEqual({ kind: 'taken' });
  });

  test('hand their answer to exactly one of many callers', async () => {
    const { id } = await first.requests.open(asked);
    await owner.query(approve, [id]);
    expect((await first.requests.look(id)).kind).toBe('approved');
    const nodes = [first, second, first, second];
    const taken = await Promise.all(nodes.map(({ requests }) => requests.take(id)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await second.requests.look(id)).toEqual({ kind: 'expired' });
  });

  test('expire, and an answer that came in time can be taken a minute longer', async () => {
    const [waited, answered] = [await first.requests.open(asked), await first.requests.open(asked)];
    await owner.query(approve, [answered.id]);
    clock.advance(181);
    expect(await first.requests.look(waited.id)).toEqual({ kind: 'expired' });
    expect((await second.requests.look(answered.id)).kind).toBe('approved');
    clock.advance(60);
    expect(await second.requests.take(answered.id)).toBeUndefined();
  });

  test('end by themselves for who waits, when they are cancelled, and when the caller goes', async () => {
    const { id } = await first.requests.open(asked);
    const waiting = second.requests.changed(id, 'open', { timeoutMs: 60_000 });
    await first.requests.cancel(id);
    expect(await waiting).toEqual({ kind: 'expired' });
    const other = await first.requests.open(asked);
    const gone = new AbortController();
    const left = second.requests.changed(other.id, 'open', { timeoutMs: 60_000, signal: gone.signal });
    gone.abort();
    expect(await left).toEqual({ kind: 'open' });
    expect(second.news.size()).toBe(0);
  });

  test('are nothing to who names what was never opened', async () => {
    for (const id of ['', 'x', "'; drop table phone", '00000000-0000-4000-8000-000000000000']) {
      expect(await first.requests.look(id)).toEqual({ kind: 'expired' });
      expect(await first.requests.take(id)).toBeUndefined();
      await first.requests.cancel(id);
    }
  });

  test('are removed after a day by the worker', async () => {
    const { id } = await first.requests.open(asked);
    clock.advance(24 * 3600 + 1);
    await sweepPhoneRequests(test_.open({ role: 'acar_worker' }), clock.now());
    const left = statement('test.left', 'select 1 from phone_request where request_id = $1');
    expect(await owner.query(left, [id])).toEqual([]);
  });
});
