import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import { createOutboundFetch } from '../../../src/http/index.ts';
import {
  createRecorder,
  readLogHealth,
  refuseStandstill,
  type RunningLog,
  startRecordLog,
} from '../../../src/records/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let web: Database;
let folder: string;
let running: RunningLog | undefined;
let turn = 0;
let sent: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acar-health-'));
  test = await createTestDatabase();
  web = test.open({ role: 'acar_web', onStatement: (name) => sent.push(name) });
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(async () => {
  await test.drop();
  rmSync(folder, { recursive: true, force: true });
});

let ahead = 0;
const clock = { now: () => Date.now() + ahead };
const query = (sql: string) => test.owner().query(statement(`test.health${(turn += 1)}`, sql));
const record = () =>
  web.transaction((tx) => createRecorder({ clock }).record(tx, { type: 'account.activated', facts: {} }));
const deps = { clock, alertSeconds: 30, stoppedBy: () => running?.stoppedBy() };
const health = () => readLogHealth({ ...deps, db: web });
const alert = () => refuseStandstill({ ...deps, db: web });

async function start(): Promise<void> {
  running = await startRecordLog({
    db: test.open({ role: 'acar_sequencer' }),
    clock,
    name: 'log.example',
    keyFile: join(folder, 'key.pem'),
    passphrase: Buffer.alloc(32, 7),
    markFile: join(folder, 'mark'),
    witnesses: [],
    fetch: createOutboundFetch({ allowPrivate: true }),
    timestamps: undefined,
    onError: () => {},
    onTrouble: () => {},
  });
}

describe('the health of the log', () => {
  it('is good before the first record, and tells in one statement', async () => {
    sent = [];
    expect(await health()).toEqual({
      entries: 0,
      published: 0,
      waitingSeconds: 0,
      checkpointSeconds: undefined,
      standsStill: undefined,
    });
    expect(sent).toEqual(['record_log.progress']);
  });

  it('tells that records wait when no sequencer takes them, after the time that they may', async () => {
    await record();
    expect(await health()).toMatchObject({ entries: 0, standsStill: undefined });
    await alert();
    ahead += 31_000;
    const found = await health();
    expect(found).toMatchObject({ standsStill: 'record_log.not_sequenced' });
    expect(found.waitingSeconds).toBeGreaterThanOrEqual(31);
    await expect(alert()).rejects.toThrow('record_log.not_sequenced');
  });

  it('is good again once they have a place and a checkpoint shows it, however long nothing comes', async () => {
    await start();
    await expect.poll(health, { timeout: 20_000 }).toMatchObject({
      entries: 1,
      published: 1,
      waitingSeconds: 0,
      checkpointSeconds: expect.any(Number),
      standsStill: undefined,
    });
    ahead += 3_600_000;
    const found = await health();
    expect(found.standsStill).toBeUndefined();
    expect(found.checkpointSeconds).toBeGreaterThanOrEqual(3598);
  });

  it('tells a head that no checkpoint shows', async () => {
    await query('delete from record_checkpoint');
    expect(await health()).toMatchObject({
      entries: 1,
      published: 0,
      standsStill: 'record_log.not_published',
    });
    await start();
    await expect.poll(health, { timeout: 20_000 }).toMatchObject({ published: 1, standsStill: undefined });
  });

  it('tells what stopped the sequencer of the process', async () => {
    await query(`update record_head set size = 0`);
    await start();
    await expect.poll(health, { timeout: 20_000 }).toMatchObject({ standsStill: 'log.damaged' });
    await expect(alert()).rejects.toThrow('log.damaged');
  });
});
