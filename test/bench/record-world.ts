import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  emptyEdge,
  grow,
  leafHash,
  type LogReader,
  type Tile,
  type TreeEdge,
  rootOf,
  writeCheckpoint,
  writeNote,
} from '../../certs/index.ts';
import type { Database } from '../../src/db/index.ts';
import {
  type BulkRecorder,
  createLogReader,
  createRecorder,
  createRecordStore,
} from '../../src/records/index.ts';
import { startDurableDatabase } from '../support/durable-database.ts';
import { makeNoteSigner } from '../support/log-keys.ts';
import type { SequencingOrder } from '../support/sequencing-process.ts';
import { type ChildProgram, runProgram } from '../support/start-process.ts';

/** What the scenarios of the log run on: a PostgreSQL with durable files, and a sequencer as a process of its own. */
export interface RecordWorld {
  /** As `acar_web`. */
  readonly db: Database;
  readonly owner: Database;
  /** As `acar_statistics`. */
  readonly counter: Database;
  readonly recorder: BulkRecorder;
  readonly reader: LogReader;
  startSequencer(): Promise<ChildProgram>;
  /** Makes a log of that size, of records that nobody wrote; before a sequencer was ever started. */
  fill(size: number): Promise<void>;
  stop(): Promise<void>;
}

export async function createRecordWorld(): Promise<RecordWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-bench-log-'));
  const database = await startDurableDatabase();
  const { connection } = database;
  const owner = database.owner();
  const db = database.open();
  const counter = database.open({ role: 'acar_statistics', maxConnections: 1 });
  const sequencerDb = database.open({ role: 'acar_sequencer', maxConnections: 2 });
  const order: SequencingOrder = {
    connection,
    keyFile: join(folder, 'key.pem'),
    markFile: join(folder, 'mark'),
    witnesses: [],
  };
  const programs: ChildProgram[] = [];
  return {
    db,
    owner,
    counter,
    recorder: createRecorder({ clock: { now: () => Date.now() } }),
    reader: createLogReader(db),
    async startSequencer() {
      const program = runProgram('test/support/sequencing-process.ts', [JSON.stringify(order)]);
      programs.push(program);
      await program.until('key ');
      return program;
    },
    async fill(size) {
      const root = await fill(sequencerDb, size);
      // Else nobody could tell that this is the latest head.
      writeFileSync(order.markFile, `${size} ${Buffer.from(root).toString('hex')}\n`);
    },
    async stop() {
      await Promise.all(programs.map((program) => program.signal('SIGKILL')));
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const width = 256;
const batch = 256 * width;
/** Far above what rows of this run get. */
const firstId = 10 ** 12;

async function fill(db: Database, size: number): Promise<Uint8Array> {
  const store = createRecordStore(db);
  const signer = await makeNoteSigner('log.example');
  let head = await store.head();
  if (!head) throw new Error('a sequencer begins the log');
  if (head.size > 0) throw new Error('the log is not empty');
  let edge: TreeEdge = emptyEdge;
  for (let from = 0; from < size; from += batch) {
    const entries = Array.from({ length: Math.min(batch, size - from) }, (_, at) => entryAt(from + at));
    const grown = grow(edge, entries.map(leafHash));
    edge = grown.edge;
    const text = writeCheckpoint({
      origin: 'log.example',
      size: edge.size,
      root: rootOf(edge),
      extensions: [],
    });
    const to = {
      size: edge.size,
      root: rootOf(edge),
      note: writeNote({ text, signatures: [await signer.sign(text)] }),
      signedAt: Date.now(),
    };
    const bundles = Array.from({ length: Math.ceil(entries.length / width) }, (_, at) => ({
      index: from / width + at,
      records: entries
        .slice(at * width, (at + 1) * width)
        .map((entry, place) => ({ id: firstId + from + at * width + place, entry })),
    }));
    const tiles = [
      ...new Map(grown.tiles.map((tile: Tile) => [`${tile.level}/${tile.index}`, tile])).values(),
    ];
    if (!(await store.swapHead({ from: head, to, tiles, bundles }))) throw new Error('the head moved');
    head = to;
  }
  return head.root;
}

function entryAt(index: number): Uint8Array {
  const entry = Buffer.alloc(33, 0x5a);
  entry.writeDoubleBE(index, 1);
  return entry;
}
