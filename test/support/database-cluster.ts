import { mkdtempSync, rmSync } from 'node:fs';
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
  const folder = mkdtempSync(join('/tmp', 'acar-test-'));
  const server = await startEmbeddedPostgres(folder, { fast: true });
  await migrate(server.connection);
  project.provide('databaseSocket', server.connection.host);
  project.provide('databaseOwner', server.connection.user);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
