import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  checkPayloads,
  createPayloads,
  createRecorder,
  type ErasedPayload,
  erasePayload,
  type KeptPayload,
  type PayloadFinding,
} from '../../../src/records/index.ts';
import { pieceOctets } from '../../../src/sealing/index.ts';
import { exchangeFacts } from '../../support/exchange-facts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

interface Recorded extends KeptPayload {
  readonly record: number;
}

let test: TestDatabase;
let web: Database;
let operator: Database;
let owner: Database;
let turn = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  web = test.open({ role: 'acar_web' });
  operator = test.open({ role: 'acar_operator' });
  owner = test.owner();
});
afterAll(() => test.drop());

const clock = { now: () => Date.parse('2026-11-22T10:05:00Z') };
const key = randomBytes(32);
const recorder = createRecorder({ clock });
/** As only the owner of the database could, past every grant. */
const meddle = (sql: string, ...values: unknown[]) =>
  owner.query(statement(`test.check${(turn += 1)}`, sql), values);

async function recorded(octets = 2 * pieceOctets): Promise<Recorded> {
  const payloads = createPayloads({ db: web, clock, key });
  const of = { retention: 'exchange', mostOctets: 10 ** 9, mediaType: 'text/plain' } as const;
  const kept = await payloads.keep(randomBytes(octets), of);
  const facts = { ...exchangeFacts, status: 200, payload: kept.id, payloadDigest: kept.digest };
  await web.transaction((tx) => recorder.record(tx, { type: 'data.answered', facts }));
  const [row] = await meddle(
    'select record_id as id from record_payload_claim where payload_id = $1',
    kept.id,
  );
  return { ...kept, record: Number(row?.['id']) };
}

async function check() {
  const found: PayloadFinding[] = [];
  const erased: ErasedPayload[] = [];
  const good = await checkPayloads({
    db: operator,
    key: () => key,
    onFinding: (finding) => void found.push(finding),
    onErased: (one) => void erased.push(one),
  });
  return { good, erased, found: found.map(({ kind, record }) => `${kind} ${record}`).toSorted() };
}

describe('the check of payloads against their records', () => {
  let one: Recorded;
  let other: Recorded;
  beforeEach(async () => {
    await meddle('truncate record_payload_claim, record_payload_whole, record_payload_piece, record_payload');
    await meddle(`update interaction_record set facts = facts - 'payload' - 'erased'`);
    [one, other] = [await recorded(), await recorded()];
    expect(await check()).toEqual({ good: 2, erased: [], found: [] });
  });

  it.each([
    [
      'payload_altered',
      'update record_payload_piece set octets = octets || $2::bytea where payload_id = $1 and place = 1',
      Buffer.of(1),
    ],
    [
      'payload_altered',
      'update record_payload_piece set octets = $2 where payload_id = $1 and place = 0',
      randomBytes(500),
    ],
    ['payload_altered', 'update record_payload set media_type = $2 where payload_id = $1', 'text/html'],
    ['payload_missing', 'delete from record_payload_piece where payload_id = $1 and place = $2', 1],
    [
      'payload_erased_unrecorded',
      'update record_payload set sealed_secrets = null, erased_at = $2 where payload_id = $1',
      new Date(),
    ],
  ])('names a payload that is %s, and finds nothing else (%#)', async (kind, sql, value) => {
    await meddle(sql, one.id, value);
    expect(await check()).toEqual({ good: 1, erased: [], found: [`${kind} ${one.record}`] });
  });

  it('names a payload that is gone with its claim', async () => {
    await meddle('delete from record_payload_claim where payload_id = $1', one.id);
    expect((await check()).found).toEqual([`payload_swapped ${one.record}`]);
    await meddle('delete from record_payload where payload_id = $1', one.id);
    expect((await check()).found).toEqual([`payload_missing ${one.record}`]);
  });

  it('names payloads that changed places: their claims, their pieces, their keys, or whole', async () => {
    const both = [one, other].map(({ record }) => `payload_swapped ${record}`);
    const exchange = async (table: string, column: string) => {
      const values = `(select ${column} from ${table} o where o.payload_id = case s.payload_id when $1 then $2::uuid else $1::uuid end`;
      const place = table === 'record_payload_piece' ? ' and o.place = s.place' : '';
      await meddle(
        `update ${table} s set ${column} = ${values}${place}) where s.payload_id in ($1::uuid, $2::uuid)`,
        one.id,
        other.id,
      );
    };
    for (const [table, column] of [
      ['record_payload_claim', 'record_id'],
      ['record_payload_piece', 'octets'],
      ['record_payload', 'sealed_secrets'],
    ] as const) {
      await exchange(table, column);
      expect((await check()).found, table).toEqual(both);
      await exchange(table, column);
      expect((await check()).found, table).toEqual([]);
    }
  });

  it('names what was sealed anew under the right key with the content of another', async () => {
    // As somebody with the master key could: kept again, and put under the other record.
    const payloads = createPayloads({ db: web, clock, key });
    const of = { retention: 'exchange', mostOctets: 10 ** 9, mediaType: 'text/plain' } as const;
    const forged = await payloads.keep(Buffer.from('forged'), of);
    await meddle(
      `update interaction_record set facts = facts || jsonb_build_object('payload', $2::text) where id = $1`,
      one.record,
      forged.id,
    );
    await meddle('update record_payload_claim set payload_id = $2 where payload_id = $1', one.id, forged.id);
    expect(await check()).toMatchObject({ good: 1, found: [`payload_altered ${one.record}`] });
  });

  it('tells erased ones with the record of their erasure, and one that came back', async () => {
    const before = await meddle(
      'select sealed_secrets as secrets from record_payload where payload_id = $1',
      one.id,
    );
    await erasePayload({ db: operator, clock, recorder }, one.id, { reason: 'court order' });
    const erased = [{ record: one.record, payload: one.id, erasure: expect.any(Number) }];
    expect(await check()).toEqual({ good: 1, erased, found: [] });
    await meddle(
      'update record_payload set sealed_secrets = $2, erased_at = null, emptied_at = null where payload_id = $1',
      one.id,
      before[0]?.['secrets'],
    );
    expect(await check()).toEqual({ good: 1, erased: [], found: [`payload_not_erased ${one.record}`] });
  });

  it('asks for no key where nothing has to be opened', async () => {
    await meddle(`update interaction_record set facts = facts - 'payload'`);
    const never = () => {
      throw new Error('no key');
    };
    const question = { db: operator, key: never, onFinding: () => {}, onErased: () => {} };
    expect(await checkPayloads(question)).toBe(0);
  });
});
