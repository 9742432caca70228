import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate, startEmbeddedPostgres } from '../../src/db/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseSocket: string;
    databaseOwner: string;
  }
}

/** One PostgreSQL for the whole run; its database `acar` is migrated once and serves as the template of each test database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(hasRoomInMemory() ? memory : '/tmp', 'acar-test-'));
  const server = await startEmbeddedPostgres(folder, { fast: true });
  await migrate(server.connection);
  project.provide('databaseSocket', server.connection.host);
  project.provide('databaseOwner', server.connection.user);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

const memory = '/dev/shm';
/** Databases live as long as their test file; the write-ahead log of a run stays below 1 GB. */
const roomForRun = 4 * 2 ** 30;

/** Making and dropping hundreds of databases costs a tenth of the processor's work where no disk is behind them. */
function hasRoomInMemory(): boolean {
  try {
    const mount = readFileSync('/proc/mounts', 'utf8').match(/^\S+ \/dev\/shm tmpfs (\S+)/m);
    // The server's programs are copied beside its data, so the place must let programs run.
    if (!mount?.[1] || /(^|,)(noexec|ro)(,|$)/.test(mount[1])) return false;
    const { bavail, bsize } = statfsSync(memory);
    const [, available] = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? [];
    return Math.min(bavail * bsize, Number(available) * 1024) >= roomForRun;
  } catch {
    return false;
  }
}
