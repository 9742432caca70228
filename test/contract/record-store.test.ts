import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createMemoryRecordStore,
  type LoggedRecord,
  type LogHead,
  type RecordStore,
  writeEntryBundle,
} from '../../certs/index.ts';
import { type Database, statement } from '../../src/db/index.ts';
import { createRecordStore } from '../../src/records/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

interface Subject {
  readonly store: RecordStore;
  append(...records: readonly LoggedRecord[]): Promise<void>;
}

const record = (id: number): LoggedRecord => ({ id, entry: Buffer.alloc(33, id) });
const records = (...ids: readonly number[]) => ids.map(record);
const headOf = (size: number, root = size): LogHead => ({
  size,
  root: Buffer.alloc(32, root),
  note: `a head of ${size}\n\n— log sig\n`,
  signedAt: Date.UTC(2026, 0, 1) + size,
});
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
const expectSame = (value: unknown, expected: unknown) => expect(plain(value)).toEqual(plain(expected));

let database: TestDatabase;
let owner: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = database.owner();
});
afterAll(() => database.drop());

const empty = statement(
  'test.empty_log',
  'truncate record_head, record_staged, record_pending, record_tile, record_bundle, record_checkpoint',
);
const insertPending = statement(
  'test.pending',
  'insert into record_pending (record_id, entry) values ($1, $2)',
);

const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  async memory() {
    const store = createMemoryRecordStore();
    return {
      store,
      async append(...some) {
        for (const one of some) store.append(one);
      },
    };
  },
  async PostgreSQL() {
    await owner.query(empty);
    const web = database.open({ role: 'acar_web', maxConnections: 1 });
    return {
      store: createRecordStore(database.open({ role: 'acar_sequencer', maxConnections: 4 })),
      async append(...some) {
        for (const { id, entry } of some) await web.query(insertPending, [id, entry]);
      },
    };
  },
};

describe.each(Object.entries(subjects))('a record store in %s', (_, open) => {
  let store: RecordStore;
  let subject: Subject;
  const append = (...some: readonly LoggedRecord[]) => subject.append(...some);
  beforeEach(async () => {
    subject = await open();
    ({ store } = subject);
  });

  it('has one first head', async () => {
    expect(await store.head()).toBeUndefined();
    expect(await store.createHead(headOf(0))).toBe(true);
    expect(await store.createHead(headOf(0, 9))).toBe(false);
    expectSame(await store.head(), headOf(0));
  });

  it('stages waiting rows in the order of their ids, at most so many, one batch at a time', async () => {
    await store.createHead(headOf(0));
    expect(await store.stage(headOf(0), 10)).toBe('nothing');
    expect(await store.staged()).toBeUndefined();
    await append(...records(5, 3, 4));
    const batch = { baseSize: 0, records: records(3, 4) };
    expectSame(await store.stage(headOf(0), 2), batch);
    expectSame(await store.staged(), batch);
    await append(record(1));
    expect(await store.stage(headOf(0), 2)).toBe('conflict');
    expectSame(await store.staged(), batch);
  });

  it('stages nothing behind another head, and takes nothing then', async () => {
    await store.createHead(headOf(7));
    await append(record(1));
    for (const other of [headOf(6), headOf(7, 1)]) expect(await store.stage(other, 10)).toBe('conflict');
    expectSame(await store.stage(headOf(7), 10), { baseSize: 7, records: records(1) });
  });

  it('swaps the head with its tiles and bundles, and ends the batch, all or nothing', async () => {
    await store.createHead(headOf(0));
    await append(...records(1, 2));
    await store.stage(headOf(0), 10);
    const tiles = [
      { level: 0, index: 0, hashes: Buffer.alloc(64, 1) },
      { level: 1, index: 3, hashes: Buffer.alloc(32, 2) },
    ];
    const bundles = [{ index: 0, records: records(1, 2) }];
    const change = { from: headOf(1), to: headOf(2), tiles, bundles };
    expect(await store.swapHead(change)).toBe(false);
    expectSame(await store.head(), headOf(0));
    expect(await store.bundle(0)).toBeUndefined();
    expect(await store.staged()).toBeDefined();
    expect(await store.swapHead({ ...change, from: headOf(0) })).toBe(true);
    expectSame(await store.head(), headOf(2));
    expect(await store.staged()).toBeUndefined();
    expectSame(await store.bundle(0), bundles[0]);
    const wanted = [
      { level: 1, index: 3, width: 1 },
      { level: 'entries', index: 0, width: 2 },
      { level: 0, index: 1, width: 1 },
      { level: 0, index: 0, width: 2 },
    ] as const;
    const entries = writeEntryBundle(records(1, 2).map(({ entry }) => entry));
    const read = await store.readTiles(wanted);
    expectSame(
      read.map((bytes) => bytes && Buffer.from(bytes).toString('hex')),
      [tiles[1]?.hashes, entries, undefined, tiles[0]?.hashes].map(
        (bytes) => bytes && Buffer.from(bytes).toString('hex'),
      ),
    );
  });

  it('replaces tiles and bundles that grow, and finds each record where it is', async () => {
    await store.createHead(headOf(0));
    const first = records(300, 2);
    const grown = [...first, ...records(700)];
    const steps = [
      { from: headOf(0), to: headOf(2), bundles: [{ index: 0, records: first }] },
      {
        from: headOf(2),
        to: headOf(3),
        bundles: [
          { index: 0, records: grown },
          { index: 5, records: records(301, 1) },
        ],
      },
    ];
    for (const [at, step] of steps.entries()) {
      const tiles = [{ level: 0, index: 0, hashes: Buffer.alloc(32 * (at + 1), at) }];
      expect(await store.swapHead({ ...step, tiles })).toBe(true);
    }
    expectSame(await store.bundle(0), { index: 0, records: grown });
    const [tile] = await store.readTiles([{ level: 0, index: 0, width: 2 }]);
    expect(tile?.length).toBe(64);
    const ids = [300, 2, 700, 301, 1, 5, 299];
    const places = await Promise.all(ids.map((id) => store.placeOf(id)));
    expect(places).toEqual([0, 1, 2, 1280, 1281, undefined, undefined]);
  });

  it('lets one of two change the same head', async () => {
    await store.createHead(headOf(0));
    const swap = (root: number) =>
      store.swapHead({ from: headOf(0), to: headOf(1, root), tiles: [], bundles: [] });
    const outcomes = await Promise.all([swap(1), swap(2), swap(3)]);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it('lets one of two stage, and loses no row', async () => {
    await store.createHead(headOf(0));
    await append(...records(1, 2, 3));
    const outcomes = await Promise.all([store.stage(headOf(0), 2), store.stage(headOf(0), 2)]);
    expect(outcomes.filter((outcome) => typeof outcome === 'object')).toHaveLength(1);
    expect(outcomes).toContain('conflict');
    const change = { from: headOf(0), to: headOf(2), tiles: [], bundles: [] };
    expect(await store.swapHead(change)).toBe(true);
    expectSame(await store.stage(headOf(2), 9), { baseSize: 2, records: records(3) });
  });

  it('shows the newest checkpoint, and never an older one after it', async () => {
    expect(await store.published()).toBeUndefined();
    const checkpoint = { size: 5, note: 'five', timeStamp: undefined };
    await store.publish(checkpoint);
    expect(await store.published()).toEqual(checkpoint);
    const stamped = { size: 5, note: 'five, cosigned', timeStamp: Buffer.of(1, 2) };
    await store.publish(stamped);
    await store.publish({ size: 4, note: 'four', timeStamp: undefined });
    expectSame(await store.published(), stamped);
    await store.publish({ ...checkpoint, size: 6 });
    expect((await store.published())?.size).toBe(6);
  });
});

describe('the role of the sequencer', () => {
  it('reads no record, and takes back nothing that was signed', async () => {
    const db = database.open({ role: 'acar_sequencer', maxConnections: 1 });
    const forbidden = [
      'select * from interaction_record',
      'select * from adopted_record',
      'select * from account',
      'delete from record_head',
      'delete from record_tile',
      'delete from record_bundle',
      'delete from record_checkpoint',
      'update record_log set origin = origin',
      'update record_pending set entry = entry',
      "insert into record_pending (record_id, entry) values (1, decode(repeat('00', 33), 'hex'))",
    ];
    for (const [at, sql] of forbidden.entries())
      await expect(db.query(statement(`test.forbidden${at}`, sql)), sql).rejects.toMatchObject({
        detail: expect.stringContaining('permission denied'),
      });
  });

  it.each(['acar_web', 'acar_worker', 'acar_pki'] as const)('is not that of %s', async (role) => {
    const db = database.open({ role, maxConnections: 1 });
    const tables = ['record_head', 'record_staged', 'record_tile', 'record_bundle', 'record_checkpoint'];
    const attempts = [...tables, 'record_log', 'record_pending'].map((table) => `delete from ${table}`);
    for (const [at, sql] of attempts.entries())
      await expect(db.query(statement(`test.attempt${at}`, sql)), sql).rejects.toMatchObject({
        detail: expect.stringContaining('permission denied'),
      });
  });
});
