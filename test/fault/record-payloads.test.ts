import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../src/db/index.ts';
import { createPayloads, createRecorder, sweepPayloads } from '../../src/records/index.ts';
import { pieceOctets } from '../../src/sealing/index.ts';
import { exchangeFacts } from '../support/exchange-facts.ts';
import type { PayloadOrder } from '../support/payload-process.ts';
import { runProgram } from '../support/start-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let test: TestDatabase;
let web: Database;
let owner: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  web = test.open({ role: 'acar_web' });
  owner = test.owner();
});
afterAll(() => test.drop());

const query = (name: string, text: string, values: readonly unknown[] = []) =>
  owner.query(statement(`test.${name}`, text), values);
const clock = { now: () => Date.now() };

describe('kill -9 while a payload is kept', () => {
  it('leaves nothing that is read or claimed, and the sweep takes the rest', async () => {
    const order: PayloadOrder = { connection: test.connection };
    const program = runProgram('test/support/payload-process.ts', [JSON.stringify(order)]);
    await program.until('asked for piece 5\n');
    await program.signal('SIGKILL');
    const left = () =>
      query(
        'left',
        'select p.payload_id as id, (select count(*)::int from record_payload_piece) as pieces from record_payload p',
      );
    const [half] = await left();
    expect(half?.['pieces']).toBeGreaterThan(2);
    const id = String(half?.['id']);
    expect(await query('wholes', 'select from record_payload_whole')).toEqual([]);
    expect(await createPayloads({ db: web, clock, key: randomBytes(32) }).read(id)).toBeUndefined();
    const facts = { ...exchangeFacts, payload: id, payloadDigest: '0'.repeat(64) };
    const claim = web.transaction((tx) =>
      createRecorder({ clock }).record(tx, { type: 'data.requested', facts }),
    );
    await expect(claim).rejects.toMatchObject({ code: 'payload.not_claimable' });
    const tomorrow = { now: () => Date.now() + 25 * 3_600_000 };
    const deps = { db: test.open({ role: 'acar_worker' }), clock: tomorrow };
    await sweepPayloads(deps, new AbortController().signal);
    expect(await left()).toEqual([]);
    expect(await query('pieces', 'select from record_payload_piece')).toEqual([]);
  });
});

describe('a payload of 200 MiB', () => {
  it('is kept and read in constant memory', async () => {
    const payloads = createPayloads({ db: web, clock, key: randomBytes(32) });
    const chunk = randomBytes(pieceOctets - 7);
    const octets = 200 * 1024 * 1024;
    let most = 0;
    const look = () => {
      most = Math.max(most, process.memoryUsage().rss);
    };
    async function* generated() {
      for (let left = octets; left > 0; left -= chunk.length) {
        look();
        yield chunk.subarray(0, left);
      }
    }
    await payloads.keep(Buffer.from('warm'), { retention: 'exchange', mostOctets: 10, mediaType: 'a/b' });
    const before = process.memoryUsage().rss;
    const of = { retention: 'exchange', mostOctets: octets, mediaType: 'a/b' } as const;
    const kept = await payloads.keep(generated(), of);
    const reading = await payloads.read(kept.id);
    if (reading?.kind !== 'kept') throw new Error('not kept');
    let read = 0;
    for await (const piece of reading.content) {
      look();
      read += piece.length;
    }
    expect([kept.octets, read]).toEqual([octets, octets]);
    // All of it at once would be more; what waits for the garbage collector is less.
    expect(most - before).toBeLessThan(octets * 0.9);
  });
});
