import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRows, entryOf, type LogFinding, readRecordDocument, redact } from '../../../certs/index.ts';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  adoptRecords,
  createHistory,
  createOwnRecords,
  createRecorder,
  createRowSource,
  redactRecords,
} from '../../../src/records/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let web: Database;
let redactor: Database;
let operator: Database;
let owner: Database;
let turn = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  web = test.open({ role: 'acar_web' });
  redactor = test.open({ role: 'acar_redactor' });
  operator = test.open({ role: 'acar_operator' });
  owner = test.owner();
});
afterAll(() => test.drop());

const day = 24 * 3_600_000;
let now = Date.parse('2026-11-22T10:05:00Z');
const clock = { now: () => now };
const recorder = createRecorder({ clock });
const going = new AbortController().signal;
const query = (sql: string, ...values: unknown[]) =>
  owner.query(statement(`test.redaction${(turn += 1)}`, sql), values);
const redactOld = (db = redactor) => redactRecords({ db, clock, recorder }, 30, going);

const origin = { address: '192.0.2.7', userAgent: 'Brauzer ə' };
async function signIn(accountId: string, from: Partial<typeof origin> = origin): Promise<number> {
  const facts = { method: 'password', level: 'low', ...from } as const;
  await web.transaction((tx) => recorder.record(tx, { type: 'sign_in.succeeded', accountId, facts }));
  const [row] = await query('select max(id) as id from interaction_record');
  return Number(row?.['id']);
}
const rowOf = async (id: number) => (await query('select * from interaction_record where id = $1', id))[0];
/** The entry as the recorder queued it. */
const queued = async (id: number) =>
  (await query('select entry from record_pending where record_id = $1', id))[0]?.['entry'];

/** What the checker says of these records, each against the entry that was made when it was recorded. */
async function check(ids: readonly number[]): Promise<readonly string[]> {
  const found: string[] = [];
  const records = await Promise.all(ids.map(async (id) => ({ id, entry: (await queued(id)) as Uint8Array })));
  const source = { ...createRowSource(operator), bundle: async () => records, placesOf: async () => [] };
  const onFinding = ({ kind, record }: LogFinding) => void found.push(`${kind} ${record}`);
  await checkRows({ source: { ...source, rowsAfter: async () => [] }, size: ids.length, onFinding });
  return found;
}

describe('a record whose time is over', () => {
  it('loses address, browser and seed, and keeps its entry', async () => {
    const [old, plain] = [await signIn('old'), await signIn('old', {})];
    now += 31 * day;
    const young = await signIn('old');
    const seed = (await rowOf(plain))?.['seed'];
    expect(await redactOld()).toBe(1);
    expect(await redactOld()).toBe(0);
    const row = await rowOf(old);
    expect(row).toMatchObject({ facts: { method: 'password', level: 'low' }, seed: null });
    expect(JSON.stringify(row)).not.toContain('192.0.2.7');
    expect(await rowOf(plain)).toMatchObject({ seed, redacted_at: null });
    expect(await rowOf(young)).toMatchObject({ facts: origin, redacted_at: null });
    expect(await check([old, plain, young])).toEqual([]);
    expect(await query(`select facts from interaction_record where type = 'records.redacted'`)).toEqual([
      { facts: { first: old, last: old, count: 1, reason: 'retention_over' } },
    ]);
  });

  it('is shown to its person with digests in place of what went, and makes the same entry', async () => {
    const id = await signIn('person');
    const own = createOwnRecords(web);
    const before = readRecordDocument((await own.documentOf('person', String(id))) ?? '');
    now += 31 * day;
    await redactOld();
    const after = readRecordDocument((await own.documentOf('person', String(id))) ?? '');
    if (before.kind !== 'read' || after.kind !== 'read') throw new Error('malformed');
    expect(after.value.entry).toEqual(before.value.entry);
    expect(after.value.entry).toEqual(await queued(id));
    const shown = after.value.parts.map((part) => [part.name, 'text' in part]);
    expect(Object.fromEntries(shown)).toMatchObject({
      person: true,
      fact_method: true,
      fact_address: false,
      fact_user_agent: false,
    });
    const { entries } = await createHistory(web).historyOf('person', { limit: 5 });
    expect(entries[0]?.facts).toEqual({ method: 'password', level: 'low' });
  });

  it('from before the log loses the seed that it got later, and is not entered again', async () => {
    const [row] = await query(
      `insert into interaction_record (at, type, account_id, facts)
       values ($1, 'account.activated', 'ancient', '{"address": "192.0.2.9"}') returning id`,
      new Date(now),
    );
    const id = Number(row?.['id']);
    const late = await signIn('after');
    now += 31 * day;
    // It has no digests before it is entered: redaction waits for it.
    expect(await redactOld()).toBe(0);
    const worker = test.open({ role: 'acar_worker' });
    expect(await adoptRecords(worker, going)).toBe(1);
    expect(await redactOld()).toBe(2);
    expect(await query('select from adopted_record where record_id = $1', id)).toEqual([]);
    expect(await adoptRecords(worker, going)).toBe(0);
    expect(await check([id, late])).toEqual([]);
  });

  it('is redacted once, whatever the number of records and of workers', async () => {
    const events = Array.from(
      { length: 1200 },
      () => ({ type: 'account.activated', accountId: 'many', facts: origin }) as const,
    );
    await web.transaction((tx) => recorder.recordAll(tx, events));
    now += 31 * day;
    const counts = await Promise.all([redactOld(), redactOld(test.open({ role: 'acar_redactor' }))]);
    expect(counts.reduce((one, other) => one + other)).toBe(1200);
    const left = await query(
      `select from interaction_record where account_id = 'many' and (seed is not null or facts <> '{}')`,
    );
    expect(left).toEqual([]);
  });
});

describe('the checker', () => {
  it('names a redacted record that was altered, in its row or in its redaction', async () => {
    const id = await signIn('altered');
    now += 31 * day;
    await redactOld();
    expect(await check([id])).toEqual([]);
    const changes = [
      `update interaction_record set facts = facts || '{"method": "card"}' where id = $1`,
      `update interaction_record set facts = facts || '{"address": "192.0.2.8"}' where id = $1`,
      `update interaction_record set facts = facts - 'method' where id = $1`,
      `update interaction_record set account_id = 'other' where id = $1`,
      'update record_redaction set digests = digests || digests where record_id = $1',
      'update record_redaction set salts = set_byte(salts, 3, get_byte(salts, 3) # 1) where record_id = $1',
      'update record_redaction set digests = set_byte(digests, 3, get_byte(digests, 3) # 1) where record_id = $1',
      `update record_redaction set erased_names = 'fact_address' where record_id = $1`,
      'delete from record_redaction where record_id = $1',
    ];
    for (const change of changes) {
      const kept = await query(
        'select r.facts, r.account_id, d.* from interaction_record r join record_redaction d on d.record_id = r.id where r.id = $1',
        id,
      );
      await query(change, id);
      expect(await check([id]), change).toEqual([`altered ${id}`]);
      const { facts, account_id, record_id, open_names, salts, erased_names, digests } = kept[0] ?? {};
      await query(
        'update interaction_record set facts = $2, account_id = $3 where id = $1',
        id,
        facts,
        account_id,
      );
      await query('delete from record_redaction where record_id = $1', id);
      await query(
        'insert into record_redaction values ($1, $2, $3, $4, $5)',
        record_id,
        open_names,
        salts,
        erased_names,
        digests,
      );
    }
    expect(await check([id])).toEqual([]);
  });

  it('names a record that was redacted without a record of it, or of more than is personal', async () => {
    const id = await signIn('hidden');
    now += 31 * day;
    await redactOld();
    await query(
      `update interaction_record set facts = facts || '{"first": 0, "last": 0}'
        where type = 'records.redacted' and (facts ->> 'last')::bigint = $1`,
      id,
    );
    expect(await check([id])).toEqual([`redacted ${id}`]);

    const other = await signIn('hidden', {});
    const parts = readRecordDocument((await createOwnRecords(web).documentOf('hidden', String(other))) ?? '');
    if (parts.kind !== 'read') throw new Error(parts.message);
    const open = parts.value.parts.flatMap((part) =>
      'salt' in part && part.name !== 'fact_method' ? [part] : [],
    );
    const [hidden] = parts.value.parts.flatMap((part) =>
      part.name === 'fact_method' && 'text' in part ? [part] : [],
    );
    if (!hidden) throw new Error('no method');
    const [erased] = redact([hidden], ['fact_method']);
    if (!erased || !('digest' in erased)) throw new Error('not hidden');
    expect(entryOf([...open, erased])).toEqual(await queued(other));
    await query(
      `update interaction_record set facts = facts - 'method', seed = null, redacted_at = now() where id = $1`,
      other,
    );
    await query(
      'insert into record_redaction values ($1, $2, $3, $4, $5)',
      other,
      open.map(({ name }) => name).join(' '),
      Buffer.concat(open.map(({ salt }) => salt)),
      'fact_method',
      erased.digest,
    );
    expect(await check([other])).toEqual([`altered ${other}`]);
  });
});

describe('the database', () => {
  it('lets the redactor take these facts alone, with their digests kept, and nobody else anything', async () => {
    const id = await signIn('firm');
    const attempt = (db: Database, sql: string) =>
      db.query(statement(`test.redaction${(turn += 1)}`, sql), [id]);
    const refused = { constraint: 'interaction_record_redaction' };
    const gone = `facts = facts - array['address', 'userAgent'], seed = null, redacted_at = now()`;
    await expect(
      attempt(redactor, `update interaction_record set ${gone} where id = $1`),
    ).rejects.toMatchObject(refused);
    await query(
      'insert into record_redaction values ($1, $2, $3, $4, $5)',
      id,
      'type',
      randomBytes(32),
      'fact_address',
      randomBytes(32),
    );
    for (const change of [
      `facts = facts - 'method', seed = null, redacted_at = now()`,
      `facts = facts || '{"method": "card"}', seed = null, redacted_at = now()`,
      `facts = facts - array['address', 'userAgent'], redacted_at = null`,
      `seed = decode(repeat('07', 32), 'hex')`,
    ])
      await expect(
        attempt(redactor, `update interaction_record set ${change} where id = $1`),
      ).rejects.toMatchObject(refused);
    const denied = { detail: expect.stringContaining('permission denied') };
    for (const sql of [
      'update interaction_record set at = now() where id = $1',
      'delete from interaction_record where id = $1',
      'delete from record_redaction where record_id = $1',
      'update record_redaction set digests = salts where record_id = $1',
      'select from record_payload where $1::bigint > 0',
    ])
      await expect(attempt(redactor, sql), sql).rejects.toMatchObject(denied);
    for (const role of ['acar_web', 'acar_worker', 'acar_operator'] as const)
      for (const sql of [
        `update interaction_record set ${gone} where id = $1`,
        'insert into record_redaction select record_id, open_names, salts, erased_names, digests from record_redaction where record_id = $1',
      ])
        await expect(attempt(test.open({ role }), sql), role).rejects.toMatchObject(denied);
  });

  it('asks for the digests in its own table, whatever stands before it on the path of the session', async () => {
    const id = await signIn('firm');
    const forged = redactor.transaction(async (tx) => {
      const run = (sql: string, values: unknown[] = []) =>
        tx.query(statement(`test.redaction${(turn += 1)}`, sql), values);
      await run('create temporary table record_redaction (record_id bigint)');
      await run('insert into record_redaction values ($1)', [id]);
      await run(
        `update interaction_record set facts = facts - array['address', 'userAgent'], seed = null, redacted_at = now()
          where id = $1`,
        [id],
      );
    });
    await expect(forged).rejects.toMatchObject({ constraint: 'interaction_record_redaction' });
    expect(await rowOf(id)).toMatchObject({ facts: origin, redacted_at: null });
  });

  it('lets the redactor take the seed of an old record with its facts, and not alone', async () => {
    const [row] = await query(
      `insert into interaction_record (at, type, account_id, facts)
       values ($1, 'account.activated', 'proven', '{"method": "password"}') returning id`,
      new Date(now),
    );
    await adoptRecords(test.open({ role: 'acar_worker' }), going);
    const forget = statement('test.forget_seed', 'delete from adopted_record where record_id = $1');
    await expect(redactor.query(forget, [row?.['id']])).rejects.toMatchObject({
      constraint: 'adopted_record_redaction',
    });
    expect(await query('select from adopted_record where record_id = $1', row?.['id'])).toHaveLength(1);
  });
});
