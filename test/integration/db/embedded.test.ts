import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../../src/db/index.ts';

let parent: string;
let folder: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'acar-test-'));
  folder = join(parent, 'postgresql');
});
afterAll(async () => {
  await removeEmbeddedPostgres(folder);
  rmSync(parent, { recursive: true });
});

const startAndStop = async () => (await startEmbeddedPostgres(folder, { fast: true })).stop();

describe('the embedded PostgreSQL', () => {
  it('never serves a new folder with the database of a removed one at the same place', async () => {
    await startAndStop();
    rmSync(folder, { recursive: true });
    // For root alone it lies elsewhere, where its unprivileged user may go.
    if (process.getuid?.() === 0) {
      const refusal = {
        code: 'database.failed',
        detail: expect.stringContaining('its database is still in'),
      };
      await expect(startAndStop()).rejects.toMatchObject(refusal);
      await expect(startAndStop()).rejects.toMatchObject(refusal);
    }
    await removeEmbeddedPostgres(folder);
    await startAndStop();
  });
});
