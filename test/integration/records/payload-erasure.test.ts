import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  createPayloads,
  createRecorder,
  eraseDuePayloads,
  erasePayload,
  type KeptPayload,
  type RetentionClass,
  resealPayloads,
  sweepPayloads,
} from '../../../src/records/index.ts';
import { pieceOctets } from '../../../src/sealing/index.ts';
import { exchangeFacts } from '../../support/exchange-facts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let web: Database;
let worker: Database;
let operator: Database;
let owner: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  web = test.open({ role: 'acar_web' });
  worker = test.open({ role: 'acar_worker' });
  operator = test.open({ role: 'acar_operator' });
  owner = test.owner();
});
afterAll(() => test.drop());

const day = 24 * 3_600_000;
let now = Date.parse('2026-11-22T10:05:00Z');
const clock = { now: () => now };
// Each test has its own days: what an earlier one left was never due.
beforeEach(() => {
  now += 10_000 * day;
});
const key = randomBytes(32);
const payloads = (under = key) => createPayloads({ db: web, clock, key: under });
const recorder = createRecorder({ clock });
const going = new AbortController().signal;
const kept = { exchange: 1096, refusal: 90 };
const eraseDue = () => eraseDuePayloads({ db: worker, clock, recorder }, kept, going);
const sweep = () => sweepPayloads({ db: worker, clock }, going);

async function keep(octets = 10, retention: RetentionClass = 'exchange'): Promise<KeptPayload> {
  const of = { retention, mostOctets: 100_000_000, mediaType: 'application/json' };
  return payloads().keep(randomBytes(octets), of);
}
async function recorded(octets?: number, retention?: RetentionClass): Promise<KeptPayload> {
  const { id, digest, ...rest } = await keep(octets, retention);
  const facts = { ...exchangeFacts, exchange: randomUUID(), payload: id, payloadDigest: digest };
  await web.transaction((tx) => recorder.record(tx, { type: 'data.requested', facts }));
  return { id, digest, ...rest };
}
const kindOf = async ({ id }: KeptPayload) => (await payloads().read(id))?.kind;
const piecesOf = async ({ id }: KeptPayload) => {
  const count = statement(
    'test.pieces',
    'select count(*)::int as n from record_payload_piece where payload_id = $1',
  );
  return (await owner.query<{ n: number }>(count, [id]))[0]?.n;
};
const erasuresOf = async ({ id }: KeptPayload) => {
  const find = statement(
    'test.erasures',
    `select facts from interaction_record where type = 'payload.erased' and facts ->> 'erased' = $1`,
  );
  return (await owner.query(find, [id])).map(({ facts }) => facts);
};

describe('a payload whose time is over', () => {
  it('is erased by its class, once, with a record of it; others stay', async () => {
    const [exchange, refusal] = [await recorded(), await recorded(10, 'refusal')];
    now += 91 * day;
    const young = await recorded(10, 'refusal');
    expect(await eraseDue()).toBe(1);
    expect(await eraseDue()).toBe(0);
    expect([await kindOf(exchange), await kindOf(refusal), await kindOf(young)]).toEqual([
      'kept',
      'erased',
      'kept',
    ]);
    expect(await erasuresOf(refusal)).toEqual([{ erased: refusal.id, reason: 'retention_over' }]);
    expect(await payloads().saltOf(refusal.id)).toBeUndefined();
    expect(await payloads().read(refusal.id)).toMatchObject({
      kind: 'erased',
      digest: refusal.digest,
      octets: 10,
      erasedAt: new Date(now),
    });
    now += 1100 * day;
    expect(await eraseDue()).toBe(2);
    expect(await kindOf(exchange)).toBe('erased');
  });

  it('is erased whatever the number, each by one of two workers', async () => {
    const all = [];
    for (let count = 0; count < 130; count += 1) all.push(await recorded(1));
    now += 1097 * day;
    const counts = await Promise.all([eraseDue(), eraseDue()]);
    expect(counts.reduce((one, other) => one + other) + (await eraseDue())).toBe(130);
    for (const one of all) expect(await erasuresOf(one)).toHaveLength(1);
  });

  it('has no key any more as soon as that is recorded, and the sweep takes the octets that were left', async () => {
    const large = await recorded(70 * pieceOctets);
    now += 1097 * day;
    // As if the worker had died between the two.
    await eraseDue();
    expect(await piecesOf(large)).toBe(70);
    const [row] = await owner.query<{ secrets: Buffer | null }>(
      statement('test.secrets', 'select sealed_secrets as secrets from record_payload where payload_id = $1'),
      [large.id],
    );
    expect(row?.secrets).toBeNull();
    await sweep();
    expect(await piecesOf(large)).toBe(0);
    expect(await kindOf(large)).toBe('erased');
  });

  it('is not erased without its record', async () => {
    const one = await recorded();
    now += 1097 * day;
    const fails = { ...recorder, recordAll: () => Promise.reject(new Error('no record')) };
    await expect(eraseDuePayloads({ db: worker, clock, recorder: fails }, kept, going)).rejects.toThrow(
      'no record',
    );
    expect(await kindOf(one)).toBe('kept');
  });
});

describe('an operator', () => {
  const erase = (id: string) =>
    erasePayload({ db: operator, clock, recorder }, id, { reason: 'court order', by: 'operator' });

  it('erases one payload with its octets, once', async () => {
    const [one, other] = [await recorded(65 * pieceOctets), await recorded()];
    expect(await erase(one.id)).toBe('erased');
    expect(await piecesOf(one)).toBe(0);
    expect(await erase(one.id)).toBe('erased_before');
    expect(await erasuresOf(one)).toEqual([{ erased: one.id, reason: 'court order', by: 'operator' }]);
    expect(await kindOf(other)).toBe('kept');
    const unclaimed = await keep();
    for (const id of [unclaimed.id, randomUUID(), 'x']) expect(await erase(id)).toBe('unknown');
  });

  it('moves key and salt of each to another master key', async () => {
    const [one, erased] = [await recorded(), await recorded()];
    await erase(erased.id);
    const to = randomBytes(32);
    const wrong = { from: randomBytes(32), to };
    await expect(operator.transaction((tx) => resealPayloads(tx, wrong))).rejects.toThrow();
    const count = await operator.transaction((tx) => resealPayloads(tx, { from: key, to }));
    expect(count).toBeGreaterThan(0);
    expect((await payloads(to).read(one.id))?.kind).toBe('kept');
    await expect(payloads().read(one.id)).rejects.toMatchObject({ code: 'payload.damaged' });
    expect(await operator.transaction((tx) => resealPayloads(tx, { from: key, to }))).toBe(0);
    await operator.transaction((tx) => resealPayloads(tx, { from: to, to: key }));
    expect(await kindOf(one)).toBe('kept');
  });
});

describe('what no record claimed', () => {
  const isThere = async ({ id }: Pick<KeptPayload, 'id'>) => {
    const find = statement('test.there', 'select 1 from record_payload where payload_id = $1');
    return (await owner.query(find, [id])).length === 1;
  };

  it('is gone after a day, whole or broken; what a record claimed cannot be removed', async () => {
    const forgotten = await keep(3 * pieceOctets);
    async function* broken() {
      yield randomBytes(2 * pieceOctets);
      throw new Error('cut');
    }
    const of = { retention: 'exchange', mostOctets: 10 ** 9, mediaType: 'a/b' } as const;
    await expect(payloads().keep(broken(), of)).rejects.toThrow('cut');
    const mine = await recorded();
    now += day - 1000;
    await sweep();
    expect(await isThere(forgotten)).toBe(true);
    now += 2000;
    const late = await keep();
    await sweep();
    expect(await isThere(forgotten)).toBe(false);
    expect(await piecesOf(forgotten)).toBe(0);
    const [halves] = await owner.query<{ n: number }>(
      statement(
        'test.halves',
        `select count(*)::int as n from record_payload p where created_at < $1
           and not exists (select from record_payload_claim c where c.payload_id = p.payload_id)`,
      ),
      [new Date(now - day)],
    );
    expect(halves).toEqual({ n: 0 });
    expect([await isThere(mine), await isThere(late)]).toEqual([true, true]);
    const remove = statement('test.remove', 'delete from record_payload where payload_id = $1');
    await expect(worker.query(remove, [mine.id])).rejects.toMatchObject({
      constraint: 'record_payload_claim_payload',
    });
  });

  it('is found from where the last sweep ended', async () => {
    await sweep();
    const [state] = await owner.query<{ until: Date }>(
      statement('test.until', 'select swept_until as until from record_payload_sweep'),
    );
    expect(state?.until).toEqual(new Date(now - day));
  });
});
