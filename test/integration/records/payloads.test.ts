import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  createPayloads,
  createRecorder,
  type KeptPayload,
  PayloadError,
  type PayloadReading,
  singleStatement,
} from '../../../src/records/index.ts';
import { pieceOctets } from '../../../src/sealing/index.ts';
import { exchangeFacts } from '../../support/exchange-facts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let web: Database;
let owner: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  web = test.open({ role: 'acar_web', onStatement: (name) => statements.push(name) });
  owner = test.owner();
});
afterAll(() => test.drop());

const statements: string[] = [];
const clock = { now: () => Date.parse('2026-11-22T10:05:00Z') };
const key = randomBytes(32);
const payloads = () => createPayloads({ db: web, clock, key });
const recorder = createRecorder({ clock });
const of = { retention: 'exchange', mostOctets: 10_000_000, mediaType: 'application/json' } as const;
const keep = (content: Uint8Array | AsyncIterable<Uint8Array>) => payloads().keep(content, of);
const sql = (name: string, text: string) => statement(`test.payload_${name}`, text);

async function octetsOf(reading: PayloadReading | undefined): Promise<Buffer> {
  if (reading?.kind !== 'kept') throw new Error(reading?.kind ?? 'unknown');
  const pieces = [];
  for await (const piece of reading.content) pieces.push(piece);
  return Buffer.concat(pieces);
}
const read = async ({ id }: KeptPayload) => octetsOf(await payloads().read(id));
const requestOf = ({ id, digest }: KeptPayload) =>
  ({ type: 'data.requested', facts: { ...exchangeFacts, payload: id, payloadDigest: digest } }) as const;
const record = (kept: KeptPayload) => web.transaction((tx) => recorder.record(tx, requestOf(kept)));

describe('a payload', () => {
  it.each([0, 1, pieceOctets, pieceOctets + 1, 3 * pieceOctets])(
    'of %i octets is read as it was kept, and proven by content and salt',
    async (length) => {
      const content = randomBytes(length);
      const kept = await keep(content);
      expect(kept.octets).toBe(length);
      expect((await read(kept)).equals(content)).toBe(true);
      const salt = (await payloads().saltOf(kept.id)) ?? Buffer.alloc(0);
      expect(salt.length).toBe(32);
      // Decision 0002, by hand.
      const expected = createHash('sha256').update('acar record payload v1\n').update(salt).update(content);
      expect(kept.digest).toBe(expected.digest('hex'));
    },
  );

  it('of one piece costs one statement, and its claim none', async () => {
    statements.length = 0;
    const kept = await keep(Buffer.from('{}'));
    await recorder.record(singleStatement(web), requestOf(kept));
    expect(statements).toEqual(['record_payload.insert_small', 'record.insert_claiming']);
  });

  it('shows nothing of itself in the database', async () => {
    const kept = await keep(Buffer.from('a very personal question'));
    const [row] = await owner.query<{ text: string }>(
      sql(
        'dump',
        `select p::text || w::text || encode(e.octets, 'escape') as text from record_payload p
           join record_payload_whole w using (payload_id) join record_payload_piece e using (payload_id)
          where payload_id = $1`,
      ),
      [kept.id],
    );
    expect(row?.text).toContain(kept.digest);
    expect(row?.text).not.toContain('personal');
  });

  it('larger than allowed, or whose sender breaks off, is nothing that could be read or claimed', async () => {
    const [before] = await owner.query<{ n: number }>(
      sql('wholes', 'select count(*)::int as n from record_payload_whole'),
    );
    async function* endless() {
      for (;;) yield randomBytes(100_000);
    }
    async function* broken() {
      yield randomBytes(pieceOctets * 2);
      throw new Error('cut');
    }
    await expect(keep(endless())).rejects.toMatchObject({ code: 'payload.too_large' });
    await expect(keep(broken())).rejects.toThrow('cut');
    const [after] = await owner.query<{ n: number }>(
      sql('wholes', 'select count(*)::int as n from record_payload_whole'),
    );
    expect(after).toEqual(before);
    const [half] = await owner.query<{ id: string }>(
      sql(
        'half',
        `select payload_id as id from record_payload p
          where not exists (select from record_payload_whole w where w.payload_id = p.payload_id) limit 1`,
      ),
    );
    expect(await payloads().read(half?.id ?? '')).toBeUndefined();
    await expect(record({ id: half?.id ?? '', digest: '0'.repeat(64), octets: 0 })).rejects.toMatchObject({
      code: 'payload.not_claimable',
    });
  });

  it('that is none is unknown', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', 'x', ''])
      expect(await payloads().read(id)).toBeUndefined();
  });
});

describe('the claim of a payload', () => {
  it('comes and goes with its record', async () => {
    const kept = await keep(Buffer.from('{}'));
    const undone = web.transaction(async (tx) => {
      await recorder.record(tx, requestOf(kept));
      throw new Error('no effect');
    });
    await expect(undone).rejects.toThrow('no effect');
    await record(kept);
    const found = await owner.query(
      sql(
        'claims',
        `select r.facts ->> 'payload' as payload from record_payload_claim c
           join interaction_record r on r.id = c.record_id where c.payload_id = $1`,
      ),
      [kept.id],
    );
    expect(found).toEqual([{ payload: kept.id }]);
  });

  it('is for one record, and for the digest that the record names', async () => {
    const kept = await keep(Buffer.from('{}'));
    const other = await keep(Buffer.from('[]'));
    const refusal = { code: 'payload.not_claimable' };
    await expect(record({ ...kept, digest: other.digest })).rejects.toMatchObject(refusal);
    await record(kept);
    await expect(record(kept)).rejects.toMatchObject(refusal);
    const events = [
      requestOf(other),
      { type: 'data.answered', facts: { ...requestOf(other).facts, status: 200 } },
    ] as const;
    await expect(web.transaction((tx) => recorder.recordAll(tx, events))).rejects.toMatchObject(refusal);
    const third = await keep(Buffer.from('""'));
    await web.transaction((tx) => recorder.recordAll(tx, [requestOf(other), requestOf(third)]));
  });
});

describe('an altered payload', () => {
  /** A fresh payload of three pieces, altered by a statement of its id, as somebody with the database could. */
  const altered = async (name: string, text: string, more: readonly unknown[] = []) => {
    const kept = await keep(randomBytes(2 * pieceOctets + 100));
    const other = await keep(randomBytes(2 * pieceOctets + 100));
    await owner.query(sql(name, text), [kept.id, ...more, ...(text.includes('$2') ? [other.id] : [])]);
    return kept;
  };
  const piece = 'update record_payload_piece set';
  it.each([
    [
      'bit',
      `${piece} octets = set_byte(octets, 5, get_byte(octets, 5) # 1) where payload_id = $1 and place = 1`,
    ],
    ['missing', 'delete from record_payload_piece where payload_id = $1 and place = 1', 'payload.incomplete'],
    [
      'truncated',
      'delete from record_payload_piece where payload_id = $1 and place = 2',
      'payload.incomplete',
    ],
    [
      'shortened',
      `with p as (delete from record_payload_piece where payload_id = $1 and place = 2)
       update record_payload_whole set octets = 524288 where payload_id = $1`,
    ],
    [
      'swapped',
      `${piece} octets = (select octets from record_payload_piece where payload_id = $2 and place = 1)
        where payload_id = $1 and place = 1`,
    ],
    [
      'reordered',
      `update record_payload_piece p set octets = o.octets from record_payload_piece o
        where p.payload_id = $1 and o.payload_id = $1 and p.place + o.place = 1`,
    ],
    ['digest', `update record_payload_whole set digest = sha256(digest) where payload_id = $1`],
  ])('(%s) is not read to its end', async (name, text, code = 'payload.damaged') => {
    const reading = read(await altered(name, text));
    await expect(reading).rejects.toThrow(PayloadError);
    await expect(reading).rejects.toMatchObject({ code });
  });

  it.each([
    [
      'secrets',
      `update record_payload set sealed_secrets = (select sealed_secrets from record_payload where payload_id = $2)
        where payload_id = $1`,
    ],
    ['type', `update record_payload set media_type = 'text/html' where payload_id = $1`],
  ])('(%s) is not read at all', async (name, text) => {
    const { id } = await altered(name, text);
    await expect(payloads().read(id)).rejects.toMatchObject({ code: 'payload.damaged' });
  });

  it('cannot come from the process that keeps it: it may insert and read, no more', async () => {
    const worker = test.open({ role: 'acar_worker' });
    const tables = ['record_payload', 'record_payload_piece', 'record_payload_whole', 'record_payload_claim'];
    const denied = { detail: expect.stringContaining('permission denied') };
    for (const table of tables) {
      const column = table === 'record_payload_claim' ? 'record_id' : 'payload_id';
      const changes = [
        `delete from ${table}`,
        `update ${table} set ${column} = ${column}`,
        `truncate ${table}`,
      ];
      for (const [at, text] of changes.entries())
        await expect(web.query(sql(`${table}_${at}`, text))).rejects.toMatchObject(denied);
    }
    await expect(
      worker.query(sql('secrets', 'select sealed_secrets from record_payload')),
    ).rejects.toMatchObject(denied);
    await expect(
      worker.query(sql('octets', 'select octets from record_payload_piece')),
    ).rejects.toMatchObject(denied);
    for (const role of ['acar_sequencer', 'acar_pki'] as const)
      await expect(
        test.open({ role }).query(sql('others', 'select 1 from record_payload')),
      ).rejects.toMatchObject(denied);
  });
});
