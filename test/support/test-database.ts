import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/db/index.ts';

export interface TestDatabase {
  readonly connection: { host: string; user: string; database: string };
  /** Opens a pool as the given role; closed by `drop`. */
  open(options?: Partial<DatabaseOptions>): Database;
  /** A pool that may do everything, for arranging and looking. */
  owner(): Database;
  drop(): Promise<void>;
}

/** A fresh, migrated database copied from the template (some 50 ms); from `template0` it is empty. */
export async function createTestDatabase(template: 'acar' | 'template0' = 'acar'): Promise<TestDatabase> {
  const host = inject('databaseSocket');
  const user = inject('databaseOwner');
  const database = `t_${randomBytes(6).toString('hex')}`;
  await asOwner(host, user, `create database ${database} template ${template}`);
  const { close, ...pools } = openPools({ host, user, database });
  return {
    ...pools,
    async drop() {
      await close();
      await asOwner(host, user, `drop database if exists ${database} with (force)`);
    },
  };
}

/** Pools on one database, closed together. */
export function openPools(
  connection: TestDatabase['connection'],
): Omit<TestDatabase, 'drop'> & { readonly close: () => Promise<void> } {
  const opened: Database[] = [];
  const keep = (db: Database) => {
    opened.push(db);
    return db;
  };
  return {
    connection,
    open: (options = {}) => keep(openDatabase({ role: 'acar_web', ...options, connection })),
    owner: () => keep(openDatabase({ connection })),
    close: async () => void (await Promise.all(opened.map((db) => db.close()))),
  };
}

async function asOwner(host: string, user: string, sql: string): Promise<void> {
  const client = new pg.Client({ host, user, database: 'postgres' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
