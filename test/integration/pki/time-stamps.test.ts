import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimeStampResponse } from '../../../certs/index.ts';
import { type Database, DatabaseError, statement } from '../../../src/db/index.ts';
import { createTimeStampService, type TimeStampServiceDeps } from '../../../src/pki/time-stamps/index.ts';
import { openPkiListener, type PkiNode, startPkiNode } from '../../support/pki-node.ts';
import { openTestAuthorities, type TestAuthorities } from '../../support/test-authorities.ts';
import { createShiftedClock, createTestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { encodeRequest } from '../../support/time-stamp-unit.ts';

const clock = createShiftedClock();
const run = promisify(execFile);
let database: TestDatabase;
let db: Database;
let sent: string[] = [];
let pki: TestAuthorities;
let node: PkiNode;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.open({ role: 'acar_pki', onStatement: (name) => sent.push(name) });
  const listener = await openPkiListener();
  pki = await openTestAuthorities({ db, clock, address: listener.origin });
  node = await startPkiNode({ db, clock, authorities: pki.authorities, listener });
  folder = mkdtempSync(join(tmpdir(), 'acar-tsa-'));
  writeFileSync(join(folder, 'root.pem'), pki.rootPem);
  writeFileSync(join(folder, 'data'), 'a document');
});
afterAll(async () => {
  await node?.stop();
  pki?.remove();
  if (folder) rmSync(folder, { recursive: true, force: true });
  await database?.drop();
});

const file = (name: string) => join(folder, name);

function service(changes: Partial<TimeStampServiceDeps> = {}) {
  const [unit] = pki.authorities.units;
  if (!unit) throw new Error('no unit');
  const errors: unknown[] = [];
  const stamps = createTimeStampService({
    db,
    clock,
    unit,
    accuracyMs: 500,
    requiresReference: false,
    monotonic: () => performance.now(),
    onError: (error) => errors.push(error),
    ...changes,
  });
  return { stamps, errors };
}

async function stamp(by: ReturnType<typeof service>, request = encodeRequest({ nonce: 7n })) {
  return readTimeStampResponse(await by.stamps.stamp(request));
}

describe('a time stamp over HTTP', () => {
  it('is asked for with openssl and curl, and verified by openssl', async () => {
    for (const more of [['-cert'], ['-cert', '-sha512'], ['-cert', '-no_nonce']]) {
      await run('openssl', ['ts', '-query', '-data', file('data'), ...more, '-out', file('q.tsq')]);
      await run('curl', [
        '-sf',
        '-H',
        'Content-Type: application/timestamp-query',
        '--data-binary',
        `@${file('q.tsq')}`,
        '-o',
        file('r.tsr'),
        `${node.origin}/tsa`,
      ]);
      const words = [
        'ts',
        '-verify',
        '-queryfile',
        file('q.tsq'),
        '-in',
        file('r.tsr'),
        '-CAfile',
        file('root.pem'),
      ];
      expect((await run('openssl', words)).stdout).toContain('Verification: OK');
      const spoilt = readFileSync(file('r.tsr'));
      spoilt[spoilt.length - 3] = (spoilt[spoilt.length - 3] ?? 0) ^ 1;
      writeFileSync(file('r.tsr'), spoilt);
      await expect(run('openssl', words)).rejects.toThrow();
    }
  });

  it('is refused in words that a client understands (RFC 3161 2.4.2)', async () => {
    const post = async (body: Uint8Array) => {
      const headers = { 'content-type': 'application/timestamp-query' };
      const answer = await fetch(`${node.origin}/tsa`, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
      });
      return answer.status === 200
        ? readTimeStampResponse(new Uint8Array(await answer.arrayBuffer()))
        : answer.status;
    };
    expect(await post(new Uint8Array(9))).toMatchObject({ kind: 'rejected', failures: ['badDataFormat'] });
    expect(await post(encodeRequest({ policy: '1.2.3.4' }))).toMatchObject({
      failures: ['unacceptedPolicy'],
    });
    expect(await post(new Uint8Array(5000))).toBe(413);
    expect((await fetch(`${node.origin}/tsa`)).status).toBe(405);
  });
});

describe('a time stamp', () => {
  it('has its row before it is signed, with the same number, time and imprint', async () => {
    const answer = await stamp(service(), encodeRequest({ digest: Buffer.alloc(32, 5), nonce: 9n }));
    if (answer.kind !== 'granted') throw new Error('no token');
    const { serialNumber, genTime } = answer.token.tstInfo;
    const [row] = await database.owner().query(stored, [serialNumber.toString()]);
    expect(row).toEqual({ imprint: Buffer.alloc(32, 5), given_at: new Date(genTime) });
  });

  it('among many others shares statements, and numbers and times grow together', async () => {
    const by = service();
    sent = [];
    const answers = await Promise.all(Array.from({ length: 100 }, () => stamp(by)));
    expect(by.errors).toEqual([]);
    expect(sent.filter((name) => name === 'time_stamp.insert').length).toBeLessThan(10);
    const infos = answers.map((answer) => (answer.kind === 'granted' ? answer.token.tstInfo : undefined));
    const serials = infos.map((info) => info?.serialNumber ?? -1n);
    expect(new Set(serials).size).toBe(100);
    const times = infos.map((info) => info?.genTime ?? 0);
    expect(serials).toEqual(serials.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('has another number on each of two nodes', async () => {
    const nodes = [service(), service({ db: database.open({ role: 'acar_pki' }) })];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, turn) => stamp(nodes[turn % 2] ?? service())),
    );
    const serials = answers.map((answer) =>
      answer.kind === 'granted' ? answer.token.tstInfo.serialNumber : undefined,
    );
    expect(serials).not.toContain(undefined);
    expect(new Set(serials).size).toBe(40);
  });

  it('is not given when the clock stepped, went back, or nobody confirms it where that is asked', async () => {
    const wall = createTestClock(clock.now() / 1000);
    let monotonic = 1000;
    const by = service({ clock: wall, monotonic: () => monotonic });
    expect((await stamp(by)).kind).toBe('granted');
    wall.advance(2);
    expect(await stamp(by)).toMatchObject({ kind: 'rejected', failures: ['timeNotAvailable'] });
    monotonic += 2000;
    expect((await stamp(by)).kind).toBe('granted');
    wall.advance(-0.3);
    expect(await stamp(by)).toMatchObject({ failures: ['timeNotAvailable'] });
    const silent = service({ requiresReference: true });
    expect(await stamp(silent)).toMatchObject({ failures: ['timeNotAvailable'] });
  });

  it('is refused while the database is away, and given afterwards', async () => {
    let isAway = true;
    const lost = () => Promise.reject(new DatabaseError('database.unavailable', 'away'));
    const by = service({
      db: { ...db, query: (st, values) => (isAway ? lost() : db.query(st, values)) },
    });
    expect(await stamp(by)).toMatchObject({ kind: 'rejected', failures: ['systemFailure'] });
    isAway = false;
    expect((await stamp(by)).kind).toBe('granted');
  });
});

const stored = statement('test.time_stamp', 'select imprint, given_at from time_stamp where serial = $1');
