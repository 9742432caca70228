import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../src/db/index.ts';
import { makeRequest } from '../support/certification-request.ts';
import { type DurableDatabase, startDurableDatabase } from '../support/durable-database.ts';
import { type ChildProgram, runProgram } from '../support/start-process.ts';
import { openTestAuthorities, type TestAuthorities } from '../support/test-authorities.ts';

let database: DurableDatabase;
let pki: TestAuthorities;
let folder: string;

const orders = Array.from({ length: 80 }, (_, index) => ({
  key: `order-${index}`,
  request: Buffer.from(makeRequest().request).toString('base64'),
  isRevoked: index % 3 === 0,
}));

beforeAll(async () => {
  database = await startDurableDatabase();
  pki = await openTestAuthorities({
    db: database.open({ role: 'acar_pki' }),
    clock: { now: () => Date.now() },
  });
  folder = mkdtempSync(join(tmpdir(), 'acar-orders-'));
  writeFileSync(join(folder, 'orders.json'), JSON.stringify(orders));
});
afterAll(async () => {
  pki?.remove();
  rmSync(folder, { recursive: true, force: true });
  await database?.drop();
});

const start = (secondsAhead = 0): ChildProgram =>
  runProgram('test/support/issuing-process.ts', [
    JSON.stringify(database.connection),
    pki.folder,
    join(folder, 'orders.json'),
    String(secondsAhead),
  ]);

/** What a process told before it ended. */
const told = (text: string, word: string) =>
  text.split('\n').flatMap((line) => {
    const [first, key = '', rest = ''] = line.split(' ');
    return first === word && line.length > word.length ? [{ key, rest }] : [];
  });

async function untilIssued(program: ChildProgram, count: number): Promise<void> {
  await expect
    .poll(() => told(program.text(), 'issued').length, { timeout: 60_000, interval: 5 })
    .toBeGreaterThanOrEqual(count);
}

describe('kill -9 while certificates are issued and revoked', () => {
  it('gives no order two certificates, repeats no serial number and loses no revocation', async () => {
    const texts: string[] = [];
    const killed = start();
    await untilIssued(killed, 20);
    await killed.signal('SIGKILL');
    texts.push(killed.text());
    const beside = start();
    await untilIssued(beside, 40);
    await database.crash();
    await beside.ended;
    texts.push(beside.text());
    await database.restart();
    const last = start(61);
    await last.until('done');
    await last.ended;
    texts.push(last.text());

    const serials = new Map<string, Set<string>>();
    for (const { key, rest } of texts.flatMap((text) => told(text, 'issued')))
      serials.set(key, (serials.get(key) ?? new Set()).add(rest));
    expect(serials.size).toBe(orders.length);
    expect([...serials.values()].filter(({ size }) => size !== 1)).toEqual([]);
    expect(new Set([...serials.values()].flatMap((all) => [...all])).size).toBe(orders.length);

    const rows = await database.owner().query<{ key: string; serial: string; status: string }>(stored);
    expect(rows.map(({ key, serial }) => [key, serial]).toSorted()).toEqual(
      [...serials].map(([key, [serial]]) => [key, serial]).toSorted(),
    );
    const revoked = texts.flatMap((text) => told(text, 'revoked')).map(({ key }) => key);
    const now = new Map(rows.map(({ key, status }) => [key, status]));
    expect(revoked.filter((key) => now.get(key) !== 'revoked')).toEqual([]);
    for (const { key, isRevoked } of orders) expect(now.get(key)).toBe(isRevoked ? 'revoked' : 'good');
  }, 180_000);
});

const stored = statement(
  'test.stored',
  `select o.order_key as key, encode(c.serial, 'hex') as serial, c.status
   from certificate c join certificate_order o on o.order_id = c.order_id`,
);
