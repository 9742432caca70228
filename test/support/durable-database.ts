import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, startEmbeddedPostgres } from '../../src/db/index.ts';
import { isRunning } from './start-process.ts';
import { openPools, type TestDatabase } from './test-database.ts';

/** A database with a server of its own, whose files are durable: it can be killed and started again. */
export interface DurableDatabase extends TestDatabase {
  /** kill -9 of the server. */
  crash(): Promise<void>;
  restart(): Promise<void>;
}

export async function startDurableDatabase(): Promise<DurableDatabase> {
  const folder = mkdtempSync('/tmp/acar-durable-');
  let server = await startEmbeddedPostgres(folder);
  await migrate(server.connection);
  const { close, ...pools } = openPools(server.connection);
  return {
    ...pools,
    async crash() {
      const pid = Number.parseInt(readFileSync(join(folder, 'cluster/postmaster.pid'), 'utf8'), 10);
      process.kill(pid, 'SIGKILL');
      while (isRunning(pid)) await new Promise((done) => setTimeout(done, 10));
    },
    async restart() {
      server = await startEmbeddedPostgres(folder);
    },
    async drop() {
      await close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
