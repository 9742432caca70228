import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { DatabaseOptions } from './database.ts';
import { DatabaseError, toDatabaseError } from './errors.ts';

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const folder = join(import.meta.dirname, 'migrations');
/** Any fixed number: every node that migrates this database waits on it. */
const advisoryLock = 727_001;

/** The migrations in the order they run: by file name. */
export function readMigrations(from = folder): Migration[] {
  const names = readdirSync(from).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name) => {
    const sql = readFileSync(join(from, name), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/**
 * Brings the schema up to date, each file in a transaction of its own, one node at a time.
 * Refuses to start when a file that already ran was changed since. Returns the names that ran now.
 */
export async function migrate(
  connection: DatabaseOptions['connection'],
  migrations = readMigrations(),
  onMigration: (name: string) => void = () => {},
): Promise<string[]> {
  const client = new pg.Client(
    typeof connection === 'string' ? { connectionString: connection } : { ...connection },
  );
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    await client.query(
      `create table if not exists schema_migration (
         name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
    );
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from schema_migration',
    );
    const pending = pendingOf(migrations, new Map(rows.map((row) => [row.name, row.checksum])));
    for (const migration of pending) {
      onMigration(migration.name);
      await apply(client, migration);
    }
    return pending.map((migration) => migration.name);
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    await client.end().catch(() => {});
  }
}

function pendingOf(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  for (const migration of migrations) {
    const checksum = applied.get(migration.name);
    if (checksum !== undefined && checksum !== migration.checksum) {
      throw new DatabaseError('database.failed', `migration ${migration.name} was changed after it ran`);
    }
  }
  return migrations.filter((migration) => !applied.has(migration.name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into schema_migration (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw toDatabaseError(error, migration.name);
  }
}
