import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { statement } from '../../src/db/index.ts';
import { createOutboundFetch } from '../../src/http/index.ts';
import { createRecorder, type RecordEvent, startRecordLog } from '../../src/records/index.ts';
import type { TestDatabase } from './test-database.ts';

export interface LoggedRecords {
  /** Records the events at that moment; they are in the log when this resolves. */
  record(at: string | number, ...events: readonly RecordEvent[]): Promise<void>;
  stop(): Promise<void>;
}

const waiting = statement(
  'test.waiting_records',
  `select (select count(*) from record_pending)::int + (select count(*) from record_staged)::int as count`,
);

/** The recorder and a log that takes its records up, over a test's own database. */
export async function startLoggedRecords(database: TestDatabase): Promise<LoggedRecords> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-logged-'));
  const owner = database.owner();
  const worker = database.open({ role: 'acar_worker' });
  let now = 0;
  const recorder = createRecorder({ clock: { now: () => now } });
  const outbound = createOutboundFetch({ allowPrivate: true });
  const log = await startRecordLog({
    db: database.open({ role: 'acar_sequencer', maxConnections: 4 }),
    clock: { now: () => Date.now() },
    name: 'log.example',
    keyFile: join(folder, 'key.pem'),
    passphrase: Buffer.alloc(32, 7),
    markFile: join(folder, 'mark'),
    witnesses: [],
    fetch: outbound,
    timestamps: undefined,
    onError: (error) => console.error(error),
    onTrouble: () => {},
  });
  return {
    async record(at, ...events) {
      now = typeof at === 'number' ? at : Date.parse(at);
      await worker.transaction((tx) => recorder.recordAll(tx, events));
      const isTakenUp = async () => (await owner.query<{ count: number }>(waiting))[0]?.count === 0;
      await vi.waitUntil(isTakenUp, { timeout: 20_000, interval: 20 });
    },
    async stop() {
      await log.stop();
      await outbound.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
