import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import {
  createExchangeLedger,
  type ExchangeLedger,
  findExchange,
} from '../../../src/gateway/exchanges/index.ts';
import { createCatalogue, endInterrupted, sweepOldExchanges } from '../../../src/gateway/index.ts';
import { createRecorder, type RecordEvent } from '../../../src/records/index.ts';
import { exchangeFacts } from '../../support/exchange-facts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let database: TestDatabase;
let owner: Database;
let ledger: ExchangeLedger;
let statements: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = database.owner();
  const clock = { now: () => Date.now() };
  const db = database.open({ role: 'acar_gateway', onStatement: (name) => void statements.push(name) });
  ledger = createExchangeLedger({ db, clock, recorder: createRecorder({ clock }) });
});
beforeEach(() => {
  statements = [];
});
afterAll(() => database?.drop());

const consumer = exchangeFacts.consumer;
const eventOf = (requestId: string, type: 'data.requested' | 'data.failed'): RecordEvent =>
  type === 'data.requested'
    ? { type, facts: { ...exchangeFacts, exchange: requestId } }
    : { type, facts: { ...exchangeFacts, exchange: requestId, reason: 'gateway.provider_timed_out' } };
const begin = (requestId: string, nonce: string = randomUUID()) => {
  const change = { consumer, requestId, identity: randomBytes(32), nonce, service: 'persons' };
  return ledger.begin({ change, events: [eventOf(requestId, 'data.requested')] });
};
const end = (requestId: string) => {
  const change = { consumer, requestId, state: 'failed', reason: 'gateway.provider_timed_out' } as const;
  return ledger.end({ change, events: [eventOf(requestId, 'data.failed')] });
};
const recordsOf = async (requestId: string) => {
  const sql = `select id from interaction_record where facts ->> 'exchange' = $1 order by id`;
  const rows = await owner.query<{ id: string }>(statement('test.records_of', sql), [requestId]);
  return rows.map(({ id }) => id);
};

describe('exchanges that begin and end at once', () => {
  it('share a transaction, and each has its own records', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    expect(await Promise.all(ids.map((id) => begin(id)))).toEqual(ids.map(() => true));
    expect(statements).toEqual(['begin', 'record.insert_all', 'data_exchange.insert', 'commit']);
    const places = await Promise.all(ids.map(end));
    expect(statements.slice(4)).toEqual(['begin', 'record.insert_all', 'data_exchange.end', 'commit']);
    for (const [place, id] of ids.entries()) expect(await recordsOf(id)).toEqual(places[place]);
  });

  it('one that may not be leaves nothing, and the others are as if it had not been there', async () => {
    const used = 'a-nonce-of-another-one';
    await begin(randomUUID(), used);
    const ids = Array.from({ length: 4 }, () => randomUUID());
    const answers = await Promise.all(ids.map((id, place) => begin(id, place === 2 ? used : randomUUID())));
    expect(answers).toEqual([true, true, false, true]);
    // Behind those of the first: once with all four, and once with the three that may be.
    const one = ['begin', 'record.insert_all', 'data_exchange.insert'];
    expect(statements.slice(4)).toEqual([...one, 'rollback', ...one, 'commit']);
    expect((await Promise.all(ids.map(recordsOf))).map(({ length }) => length)).toEqual([1, 1, 0, 1]);
    const [first = '', second = ''] = ids;
    await end(second);
    const ended = await Promise.all([end(first), end(second)]);
    expect(ended.map((places) => places?.length)).toEqual([2, undefined]);
    expect(await recordsOf(second)).toHaveLength(2);
  });

  it('the same number twice at once begins once', async () => {
    const id = randomUUID();
    expect(await Promise.all([begin(id), begin(id)])).toEqual([true, false]);
    expect(await recordsOf(id)).toHaveLength(1);
  });
});

describe('upkeep', () => {
  const later = { now: () => Date.now() + 86_400_000 };
  const worker = () => database.open({ role: 'acar_worker' });

  it('leaves no second outcome beside that of a node which was only slow', async () => {
    const id = randomUUID();
    await begin(id);
    const recorder = createRecorder({ clock: later });
    await endInterrupted({
      db: worker(),
      clock: later,
      recorder: {
        ...recorder,
        async recordAll(tx, events) {
          await end(id);
          return recorder.recordAll(tx, events);
        },
      },
      onNotEnded: (_: unknown, error: unknown) => expect.unreachable(String(error)),
    });
    expect(await recordsOf(id)).toHaveLength(2);
  });

  it('ends all that is open in one round, and passes over what cannot be recorded', async () => {
    const bad = randomUUID();
    const change = {
      consumer,
      requestId: bad,
      identity: randomBytes(32),
      nonce: randomUUID(),
      service: 'persons',
    };
    // Facts that no record of a failure can have.
    const event: RecordEvent = { type: 'data_right.revoked', facts: { right: 'x' } };
    await ledger.begin({ change, events: [event] });
    const ids = Array.from({ length: 130 }, () => randomUUID());
    await Promise.all(ids.map((id) => begin(id)));
    const told: string[] = [];
    const deps = {
      db: worker(),
      clock: later,
      recorder: createRecorder({ clock: later }),
      onNotEnded: ({ requestId }: { readonly requestId: string }) => void told.push(requestId),
    };
    expect(await endInterrupted(deps)).toBe(130);
    expect(told).toEqual([bad]);
    for (const id of ids) expect(await recordsOf(id)).toHaveLength(2);
    expect(await endInterrupted(deps)).toBe(0);
    expect(told).toEqual([bad, bad]);
  });

  it('clears all that is old, however much came in a minute', async () => {
    const sql = `insert into data_exchange (consumer, request_id, identity, nonce, service, state, begun_at, ended_at, records)
      select 'VATAZ-1', gen_random_uuid(), decode(repeat('00', 32), 'hex'), n::text, 'persons', 'answered',
             now() - interval '40 days', now(), '{}' from generate_series(1, 2500) n`;
    await owner.query(statement('test.old_exchanges', sql));
    const clock = { now: () => Date.now() };
    expect(await sweepOldExchanges({ db: worker(), clock }, 30)).toBe(2500);
  });
});

describe('the exchange that a provider finds by its number', () => {
  const provider = 'VATAZ-1400000003';
  const successor = 'VATAZ-1400000004';
  const texts = { az: 'a', en: 'b', ru: 'c' };
  const asked = (asking: string, requestId: string) => {
    const facts = { ...exchangeFacts, consumer: asking, provider, exchange: requestId };
    const change = {
      consumer: asking,
      requestId,
      identity: randomBytes(32),
      nonce: randomUUID(),
      service: 'persons',
    };
    return ledger.begin({ change, events: [{ type: 'data.requested', facts }] });
  };
  const found = async (organisation: string, requestId: string) =>
    (await findExchange(database.open({ role: 'acar_gateway' }), organisation, requestId)).exchange?.records;

  it('is one that it was asked itself: not its predecessor at the service, nor its successor', async () => {
    const clock = { now: () => Date.now() };
    const db = database.open({ role: 'acar_operator' });
    const catalogue = createCatalogue({ db, clock, recorder: createRecorder({ clock }) });
    for (const organisation of [provider, successor]) {
      await catalogue.enterOrganisation({ organisation, names: texts });
      const address = 'https://persons.example:8443';
      const what = { titles: texts, contents: texts, methods: ['POST'], paths: ['/lookup'] };
      const entry = { service: 'persons', provider: organisation, address, ...what };
      expect((await catalogue.enterService(entry)).kind).toBe('entered');
    }
    const id = randomUUID();
    await asked(consumer, id);
    expect(await found(provider, id)).toEqual(await recordsOf(id));
    expect(await found(successor, id)).toBeUndefined();
  });

  it('stays the same when another consumer uses the number after', async () => {
    const id = randomUUID();
    await asked(consumer, id);
    const first = await recordsOf(id);
    await asked('VATAZ-1400000009', id);
    expect(await found(provider, id)).toEqual(first);
  });
});
