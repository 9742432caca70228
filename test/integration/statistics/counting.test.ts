import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type Row, statement } from '../../../src/db/index.ts';
import { loadCatalogue } from '../../../src/portal/index.ts';
import type { RecordEvent } from '../../../src/records/index.ts';
import {
  countNewRecords,
  createExactStatistics,
  createStatistics,
  loadHistory,
  recountRecords,
} from '../../../src/statistics/index.ts';
import { type LoggedRecords, startLoggedRecords } from '../../support/logged-records.ts';
import { runProgram } from '../../support/start-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let owner: Database;
let counter: Database;
let logged: LoggedRecords;
let sent: string[] = [];
beforeAll(async () => {
  test = await createTestDatabase();
  owner = test.owner();
  counter = test.open({ role: 'acar_statistics', maxConnections: 2 });
  logged = await startLoggedRecords(test);
});
afterAll(async () => {
  await logged?.stop();
  await test?.drop();
});

const signIn = (accountId: string, clientId = 'portal', method = 'password'): RecordEvent => ({
  type: 'sign_in.succeeded',
  accountId,
  clientId,
  facts: { method, level: 'low', address: '192.0.2.7', userAgent: 'Brauzer' },
});
const many = (count: number, clientId?: string, method?: string) =>
  Array.from({ length: count }, (_, place) => signIn(`person-${place}`, clientId, method));

const rowsOf = (text: string) =>
  owner.query<Row>(statement(`test.${text.length}.${text.slice(0, 40)}`, text));
const figuresNow = () =>
  rowsOf(`select month::text, figure, key, count::int from statistics_figure order by 1, 2, 3`);
const daysNow = () => rowsOf(`select day::text, figure, count::int from statistics_day order by 1, 2`);
const clock = { now: () => Date.parse('2026-12-20T08:00:00Z') };
const countOf = async (month: string, figure: string, key = '') =>
  (await createExactStatistics({ db: test.open({ role: 'acar_operator' }), clock }).month(month))?.cells.find(
    (cell) => cell.figure === figure && cell.key === key,
  )?.count;

describe('counting', () => {
  it('puts a record into the day and month of Baku, four hours before those of UTC', async () => {
    // 20:00 in UTC is midnight in Baku.
    await logged.record('2026-09-30T19:59:59Z', signIn('anna'));
    await logged.record('2026-09-30T20:00:00Z', signIn('anna'), signIn('ilkin', 'tax', 'card'));
    expect(await countNewRecords({ db: counter })).toMatchObject({ counted: 3 });
    expect(await countOf('2026-09', 'visits')).toBe(1);
    expect(await countOf('2026-10', 'visits')).toBe(2);
    expect(await daysNow()).toEqual([
      { day: '2026-09-30', figure: 'service_requests', count: 1 },
      { day: '2026-09-30', figure: 'visits', count: 1 },
      { day: '2026-10-01', figure: 'service_requests', count: 2 },
      { day: '2026-10-01', figure: 'visits', count: 2 },
    ]);
    expect(await countOf('2026-10', 'service_uses', 'tax')).toBe(1);
    expect(await countOf('2026-10', 'sign_ins', 'card')).toBe(1);
  });

  it('counts a visitor once in a month, wherever and however often', async () => {
    await logged.record('2026-10-02T08:00:00Z', signIn('anna', 'tax'), signIn('anna', 'fund', 'card'), {
      type: 'sign_in.continued',
      accountId: 'anna',
      clientId: 'court',
      facts: {},
    });
    await countNewRecords({ db: counter });
    expect(await countOf('2026-10', 'visitors')).toBe(2);
    expect(await countOf('2026-10', 'service_requests')).toBe(5);
  });

  it('keeps no digest of a person, and no key to make one, once 32 records in a row are a day behind the month', async () => {
    const persons = () =>
      rowsOf(`select month::text, count(*)::int as count from statistics_person group by 1 order by 1`);
    const keys = () =>
      rowsOf(`select month::text from statistics_month where person_key is not null order by 1`);
    const anna = (count: number) => Array.from({ length: count }, () => signIn('anna'));
    const open = [
      { month: '2026-09-01', count: 1 },
      { month: '2026-10-01', count: 2 },
    ];
    expect(await persons()).toEqual(open);
    // The clock of one node is a year ahead; others record between its records.
    const ahead = { month: '2027-11-01', count: 1 };
    await logged.record('2027-11-20T08:00:00Z', ...anna(2));
    await logged.record('2026-10-20T08:00:00Z', signIn('anna'));
    await logged.record('2026-11-20T08:00:00Z', ...anna(1));
    await countNewRecords({ db: counter });
    expect(await persons()).toEqual([...open, { month: '2026-11-01', count: 1 }, ahead]);
    await logged.record('2026-11-01T20:00:00Z', ...anna(31));
    await countNewRecords({ db: counter });
    expect(await persons()).toEqual([{ month: '2026-11-01', count: 1 }, ahead]);
    expect(await keys()).toEqual([{ month: '2026-11-01' }, { month: '2027-11-01' }]);
    expect(await countOf('2026-10', 'visitors')).toBe(2);
  });

  it('closes nothing before it has seen 32 records: one wrong clock at the log’s beginning is not believed', async () => {
    const fresh = await createTestDatabase();
    const its = await startLoggedRecords(fresh);
    try {
      await its.record('2027-11-20T08:00:00Z', signIn('anna'));
      await its.record('2026-10-20T08:00:00Z', signIn('anna'), signIn('ilkin'));
      await countNewRecords({ db: fresh.open({ role: 'acar_statistics' }) });
      const operator = fresh.open({ role: 'acar_operator' });
      const { cells } = (await createExactStatistics({ db: operator, clock }).month('2026-10')) ?? {};
      expect(cells?.find(({ figure }) => figure === 'visitors')?.count).toBe(2);
    } finally {
      await its.stop();
      await fresh.drop();
    }
  });

  it('counts a record that comes after its month was closed, but not as a visitor', async () => {
    await logged.record('2026-10-31T08:00:00Z', signIn('late'));
    await countNewRecords({ db: counter });
    expect(await countOf('2026-10', 'visitors')).toBe(2);
    expect(await countOf('2026-10', 'visits')).toBe(6);
  });

  it('counts by the facts that rules name, a record without the fact as unknown', async () => {
    const digest = 'a'.repeat(64);
    await logged.record(
      '2026-11-03T08:00:00Z',
      { type: 'sign_in.failed', facts: { reason: 'wrong' } },
      { type: 'sign_in.failed', facts: { method: 'card', reason: 'blocked' } },
      { type: 'sign_in.stepped_up', accountId: 'anna', facts: { method: 'card' } },
      { type: 'certificate.issued', facts: { ca: 1, serial: '0a', profile: 'citizen-signature' } },
      { type: 'certificate.revoked', facts: { ca: 1, serial: '0a', profile: 'citizen-signature' } },
      {
        type: 'document.signed',
        facts: { document: 'd', digest, certificate: digest, format: 'pades', level: 'lt', way: 'card' },
      },
    );
    await countNewRecords({ db: counter });
    expect(await countOf('2026-11', 'failed_sign_ins', 'unknown')).toBe(1);
    expect(await countOf('2026-11', 'failure_reasons', 'blocked')).toBe(1);
    expect(await countOf('2026-11', 'step_ups', 'card')).toBe(1);
    expect(await countOf('2026-11', 'certificates_issued', 'citizen-signature')).toBe(1);
    expect(await countOf('2026-11', 'certificates_revoked', 'citizen-signature')).toBe(1);
    expect(await countOf('2026-11', 'documents_signed', 'pades')).toBe(1);
  });

  it('gives the same figures when all is counted anew, in batches of any size, and leaves what others published', async () => {
    await loadCatalogue(owner);
    await loadHistory(owner);
    await loadHistory(owner);
    const before = [await figuresNow(), await daysNow()];
    for (const most of [1, 3, 1000]) {
      await recountRecords({ db: counter, most });
      expect([await figuresNow(), await daysNow()]).toEqual(before);
    }
    expect(await countOf('2013-09', 'service_requests')).toBe(78_919);
  });

  it('counts each record once, whoever is killed between or while another counts', async () => {
    await logged.record('2026-12-01T08:00:00Z', ...many(600, 'tax', 'qr'), ...many(400, 'fund'));
    const argumentsOf = (most: number) => [JSON.stringify(test.connection), String(most)];
    for (let round = 0; round < 4; round += 1) {
      const program = runProgram('test/support/counting-process.ts', argumentsOf(7));
      await program.until('counted ');
      await program.signal('SIGKILL');
    }
    const both = await Promise.all([
      countNewRecords({ db: counter, most: 50 }),
      countNewRecords({ db: test.open({ role: 'acar_statistics' }), most: 50 }),
    ]);
    expect(both.some((one) => one !== undefined)).toBe(true);
    // The server may not have noticed yet that a killed process is gone, with its lock.
    const goOn = async () => (await countNewRecords({ db: counter }))?.counted;
    const size = (await rowsOf('select size::int as size from record_head'))[0]?.['size'];
    await expect.poll(goOn, { timeout: 20_000 }).toBe(size);
    expect(await countOf('2026-12', 'visits')).toBe(1000);
    expect(await countOf('2026-12', 'visitors')).toBe(600);
    expect(await countOf('2026-12', 'service_uses', 'tax')).toBe(600);
    const [plain] = await rowsOf(
      `select count(*)::int as count from interaction_record
        where type = 'sign_in.succeeded' and at >= '2026-12-01T00:00:00+04' and at < '2027-01-01T00:00:00+04'`,
    );
    expect(plain).toEqual({ count: 1000 });
  });

  it('leaves a recount that breaks off without a trace', async () => {
    const before = await figuresNow();
    const breaksOff = recountRecords({
      db: counter,
      most: 100,
      onProgress: ({ counted }) => {
        if (counted > 300) throw new Error('killed');
      },
    });
    await expect(breaksOff).rejects.toThrow('killed');
    expect(await figuresNow()).toEqual(before);
  });
});

describe('the role that counts', () => {
  it.each([
    'select 1 from interaction_record',
    'select entries from record_bundle',
    'select 1 from account',
    'delete from statistics_progress',
    `insert into interaction_record (at, type, facts) values (now(), 'a.b', '{}')`,
  ])('may not: %s', async (text) => {
    const attempt = counter.query(statement(`test.role.${text.slice(0, 40)}`, text));
    await expect(attempt).rejects.toMatchObject({ code: 'database.failed' });
  });

  it('sees no address, browser, session, certificate or document of a record', async () => {
    const columns = await rowsOf(
      `select column_name::text as name from information_schema.columns
        where table_name = 'statistics_record' order by ordinal_position`,
    );
    expect(columns.map(({ name }) => name)).toEqual([
      'id',
      'at',
      'type',
      'account_id',
      'client_id',
      'method',
      'reason',
      'profile',
      'format',
      'way',
      'consumer',
      'provider',
      'service',
    ]);
  });

  it.each(['acar_web', 'acar_worker', 'acar_operator'] as const)(
    'is alone with digests and their keys, and alone writes figures: not %s',
    async (role) => {
      const db = test.open({ role });
      for (const text of [
        'select digest from statistics_person',
        'select person_key from statistics_month',
        'update statistics_figure set count = 0',
        'select 1 from statistics_record',
      ]) {
        const attempt = db.query(statement(`test.other.${text.slice(0, 40)}`, text));
        await expect(attempt).rejects.toMatchObject({ code: 'database.failed' });
      }
    },
  );
});

describe('reading a month', () => {
  it('takes the same few statements however much was counted', async () => {
    const db = test.open({ role: 'acar_web', onStatement: (name) => sent.push(name) });
    const statistics = createStatistics({ db, clock });
    for (const month of ['2013-09', '2026-10', '2026-12', undefined]) {
      sent = [];
      const view = await statistics.view(month);
      expect(view?.month).toBe(month ?? '2026-11');
      expect(sent.toSorted()).toEqual([
        'statistics.cells',
        'statistics.days',
        'statistics.months',
        'statistics.progress',
        'statistics.through',
      ]);
    }
  });

  it('hides what is small, names agencies and services, and tells what goes on', async () => {
    const statistics = createStatistics({ db: test.open(), clock });
    const view = await statistics.view('2026-12');
    expect(view?.isComplete).toBe(false);
    expect(view?.days[0]).toEqual({ day: 1, count: 1000 });
    const november = await statistics.month('2026-11');
    expect(november?.cells.find(({ figure }) => figure === 'step_ups')?.count).toBeUndefined();
    const history = await statistics.month('2013-09');
    const first = history?.cells.find(({ figure, key }) => figure === 'agency_uses' && key !== '');
    expect(first).toMatchObject({
      count: 59_219,
      names: { az: 'Rabitə və İnformasiya Texnologiyaları Nazirliyi' },
    });
  });
});
