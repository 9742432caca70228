import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  checkRows,
  checkTree,
  createTileTree,
  type LogFinding,
  readSignedCheckpoint,
  type SequencerStep,
} from '../../certs/index.ts';
import { type Database, statement } from '../../src/db/index.ts';
import {
  createLogReader,
  createRecorder,
  createRecordStore,
  createRowSource,
} from '../../src/records/index.ts';
import { openWitnessKey, type RunningWitness, startWitness } from '../../src/witness/index.ts';
import { type DurableDatabase, startDurableDatabase } from '../support/durable-database.ts';
import { freePort } from '../support/free-port.ts';
import type { SequencingOrder } from '../support/sequencing-process.ts';
import { type ChildProgram, runProgram } from '../support/start-process.ts';

let database: DurableDatabase;
let owner: Database;
let worker: Database;
let folder: string;
let witness: RunningWitness;
let address: { verifierKey: string; address: string };
const programs: ChildProgram[] = [];
const recorder = createRecorder({ clock: { now: () => Date.now() } });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acar-sequencing-'));
  database = await startDurableDatabase();
  owner = database.owner();
  worker = database.open({ role: 'acar_worker' });
  const known = { name: 'witness.example', folder: join(folder, 'witness'), passphrase: Buffer.alloc(32, 1) };
  const port = await freePort();
  address = { verifierKey: await openWitnessKey(known), address: `http://127.0.0.1:${port}` };
  const first = start();
  await first.until('key ');
  const key = /^key (\S+)$/m.exec(first.text())?.[1] ?? '';
  witness = await startWitness({
    ...known,
    host: '127.0.0.1',
    port,
    logs: [key],
    clock: { now: () => Date.now() },
    onError: (error) => console.error(error),
  });
  await first.signal('SIGTERM');
});
afterEach(async () => {
  const started = programs.splice(0);
  await Promise.all(started.map((program) => program.signal('SIGKILL')));
  keepMarks(started);
});
afterAll(async () => {
  await witness?.stop();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const marks = new Set<string>();
function keepMarks(from: readonly ChildProgram[]): void {
  for (const program of from)
    for (const [, mark = ''] of program.text().matchAll(/^marked (.+)$/gm)) marks.add(mark);
}

function start(changes: Partial<SequencingOrder> = {}): ChildProgram {
  const order: SequencingOrder = {
    connection: database.connection,
    keyFile: join(folder, 'key.pem'),
    markFile: join(folder, 'mark'),
    witnesses: [address],
    ...changes,
  };
  const program = runProgram('test/support/sequencing-process.ts', [JSON.stringify(order)]);
  programs.push(program);
  return program;
}

let answered = 0;
/** Durable when it resolves: an append that was answered. */
async function append(count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, tries) => ({
    type: 'logout.delivered' as const,
    accountId: 'person',
    facts: { tries: tries + 1 },
  }));
  await worker.transaction((tx) => recorder.recordAll(tx, events));
  answered += count;
}

const sizes = statement(
  'test.log_sizes',
  `select (select count(*) from interaction_record)::int as recorded, (select size from record_head)::int as signed,
          (select max(size) from record_checkpoint)::int as shown`,
);
const sizeOf = async () => (await owner.query<{ recorded: number; signed: number; shown: number }>(sizes))[0];

async function untilAllIsShown(): Promise<void> {
  await expect
    .poll(async () => (await sizeOf())?.shown, { timeout: 60_000, interval: 50 })
    .toBe((await sizeOf())?.recorded);
}

/** No answered append is lost or twice in the log, and everything that was ever signed is a beginning of the log. */
async function expectOneHistory(): Promise<void> {
  keepMarks(programs);
  const head = await createRecordStore(owner).head();
  const signed = head && readSignedCheckpoint(head.note);
  if (signed?.kind !== 'read') throw new Error('there is no head');
  const { checkpoint } = signed.value;
  expect(checkpoint.size).toBe((await sizeOf())?.recorded);
  expect(checkpoint.size).toBeGreaterThanOrEqual(answered);
  const findings: LogFinding[] = [];
  const onFinding = (one: LogFinding) => void findings.push(one);
  const { readTiles } = createLogReader(owner);
  await checkTree({ checkpoint, readTiles, onFinding });
  await checkRows({ source: createRowSource(owner), size: checkpoint.size, onFinding });
  expect(findings).toEqual([]);
  const tree = createTileTree(checkpoint.size, readTiles);
  for (const mark of marks) {
    const [size = '', root] = mark.split(' ');
    expect(Buffer.from(await tree.rootAt(Number(size))).toString('hex'), mark).toBe(root);
  }
}

describe('kill -9', () => {
  it('of the sequencer behind each of its steps loses no answered append and makes one history', async () => {
    const steps: readonly SequencerStep[] = ['stage', 'mark', 'sign', 'swap', 'publish', 'answer'];
    for (const step of steps) {
      await append(100 + steps.indexOf(step));
      const dying = start({ killAt: { step, batch: 1 } });
      expect(await dying.ended, step).toBe(null);
      // What comes after the crash must not get in front of what was staged before it.
      await append(3);
    }
    const last = start();
    await untilAllIsShown();
    expect(await last.signal('SIGTERM')).toBe(0);
    await expectOneHistory();
  }, 120_000);

  it('of PostgreSQL under a sequencer and a writer: both go on, with nothing lost', async () => {
    const program = start();
    await program.until('key ');
    const ending = new AbortController();
    const writing = (async () => {
      while (!ending.signal.aborted) await append(20).catch(() => new Promise((done) => setImmediate(done)));
    })();
    for (let crash = 0; crash < 2; crash += 1) {
      const before = (await sizeOf())?.shown ?? 0;
      await expect
        .poll(async () => (await sizeOf())?.shown ?? 0, { timeout: 60_000, interval: 20 })
        .toBeGreaterThan(before);
      await database.crash();
      await database.restart();
    }
    ending.abort();
    await writing;
    await untilAllIsShown();
    await program.signal('SIGTERM');
    await expectOneHistory();
  }, 120_000);
});

describe('two sequencers at once', () => {
  it('on machines of their own, one of which remembers nothing, make one history', async () => {
    const both = [start(), start({ markFile: join(folder, 'other-mark') })];
    for (let turn = 0; turn < 40; turn += 1) await append(25);
    await Promise.all(both.map((program) => program.until('key ')));
    for (let turn = 0; turn < 40; turn += 1) await append(25);
    await untilAllIsShown();
    await Promise.all(both.map((program) => program.signal('SIGTERM')));
    for (const program of both) expect(program.text()).not.toContain('stands');
    await expectOneHistory();
  }, 120_000);
});

describe('a sequencer that must not sign', () => {
  it('stands still when the clock shows less than when the head was signed', async () => {
    await append(1);
    const before = await sizeOf();
    const program = start({ clockOffsetMs: -3_600_000 });
    await program.until('stands log.clock_backwards');
    expect((await sizeOf())?.signed).toBe(before?.signed);
    await program.signal('SIGKILL');
    start();
    await untilAllIsShown();
  }, 60_000);

  it('refuses a restored backup: by its own mark, and on a new machine by what the witness has seen', async () => {
    const tables = ['record_head', 'record_staged', 'record_tile', 'record_bundle', 'record_checkpoint'];
    const run = (sql: string) => owner.query(statement(`test.backup${(turn += 1)}`, sql));
    let turn = 0;
    for (const table of tables) await run(`create table saved_${table} as select * from ${table}`);
    await append(10);
    const program = start();
    await untilAllIsShown();
    await program.signal('SIGTERM');
    await run(`truncate ${tables.join(', ')}`);
    for (const table of tables) await run(`insert into ${table} select * from saved_${table}`);
    const restored = await sizeOf();
    await append(2);
    for (const markFile of [join(folder, 'mark'), join(folder, 'no-mark')]) {
      const refused = start({ markFile });
      await refused.until('stands log.rolled_back');
      await refused.signal('SIGTERM');
    }
    expect((await sizeOf())?.signed).toBe(restored?.signed);
  }, 60_000);

  it('makes no new key for a log that has a head', async () => {
    const program = start({ keyFile: join(folder, 'lost.pem') });
    expect(await program.ended).toBe(1);
    expect(program.text()).toContain('log.unusable_key');
  }, 60_000);
});
