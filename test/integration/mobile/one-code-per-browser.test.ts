import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneRequest, PhoneRequests } from '../../../oidc/phone-ports.ts';
import { createPhoneRequests, type PhoneNews, startPhoneNews } from '../../../src/mobile/requests/index.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const clock = createTestClock(1_790_000_000);
let database: TestDatabase;
let news: PhoneNews;
let requests: PhoneRequests;

const code = (opener: string): PhoneRequest => ({
  flow: 'qr',
  opener,
  serviceName: 'Vergi xidməti',
  clientId: 'tax',
  language: 'az',
  browser: 'Firefox, Windows',
  place: '',
  number: '42',
});

beforeAll(async () => {
  database = await createTestDatabase();
  const db = database.open();
  news = await startPhoneNews(db);
  const walletOrigin = 'https://wallet.example.az';
  requests = createPhoneRequests({ db, clock, randomBytes, news, codeKey: randomBytes(32), walletOrigin });
});
afterAll(async () => {
  await news.stop();
  await database.drop();
});

describe('codes of one browser', () => {
  it('are open one at a time, and a page that still shows the former hears of its end', async () => {
    const former = await requests.open(code('a browser'));
    const heard = requests.changed(former.id, 'open', { timeoutMs: 20_000 });
    const next = await requests.open(code('a browser'));
    expect(await heard).toEqual({ kind: 'expired' });
    expect(await requests.look(next.id)).toEqual({ kind: 'open' });
  });

  it('are open one at a time also when several windows ask at once', async () => {
    const opened = await Promise.all([1, 2, 3].map(() => requests.open(code('another browser'))));
    const states = await Promise.all(opened.map(({ id }) => requests.look(id)));
    expect(states.filter(({ kind }) => kind === 'open')).toHaveLength(1);
  });

  it('do not touch those of other browsers', async () => {
    const other = await requests.open(code('his browser'));
    await requests.open(code('her browser'));
    expect(await requests.look(other.id)).toEqual({ kind: 'open' });
  });

  it('carry a nonce of their own each', async () => {
    const [one, two] = [await requests.open(code('x')), await requests.open(code('y'))];
    expect(Buffer.from(one.nonce, 'base64url')).toHaveLength(32);
    expect(one.nonce).not.toBe(two.nonce);
  });
});
