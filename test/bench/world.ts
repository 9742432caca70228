import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase, statement } from '../../src/db/index.ts';
import { type DurableDatabase, startDurableDatabase } from '../support/durable-database.ts';
import { type Population, populate } from './population.ts';
import { type Server, startDurable, startMemory } from './servers.ts';

/** What the scenarios run on; each part is made when it is first asked for. */
export interface World {
  readonly population: Population;
  /** The durable service, with so many sessions stored besides those in use. */
  durable(storedSessions: number): Promise<Server>;
  memory(): Promise<Server>;
  /** The durable service with settings of its own, and its database. */
  special(name: string, settings: Readonly<Record<string, string>>): Promise<SpecialServer>;
  stop(): Promise<void>;
}

export interface SpecialServer {
  readonly server: Server;
  readonly db: Database;
}

const size = { clients: 160, persons: 256 };

/** A PostgreSQL of its own in a temporary folder, with fsync on as in production. */
export async function createWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-bench-'));
  const own = await startDurableDatabase();
  const { connection } = own;
  const first = openDatabase({ connection, maxConnections: 4 });
  const population = await populate(first, size);
  // Else the server does it later, while something is measured, in every database that is copied from this one.
  await first.query(statement('bench.vacuum_all', 'vacuum analyze'));
  await first.close();
  const servers: Server[] = [];
  const opened: Database[] = [];
  const keep = async (starting: Promise<Server>) => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  const durable = remember(async (storedSessions: number) => {
    const database = `bench_${storedSessions}`;
    const there = { ...connection, database };
    await copyDatabase(connection, database);
    const db = openDatabase({ connection: there, maxConnections: 4 });
    opened.push(db);
    await storeSessions(db, storedSessions);
    return keep(startDurable(join(folder, database), { db, connection: there }));
  });
  const special = async (name: string, settings: Readonly<Record<string, string>>) => {
    const database = `bench_${name}`;
    const there = { ...connection, database };
    await copyDatabase(connection, database);
    const db = openDatabase({ connection: there, maxConnections: 4 });
    opened.push(db);
    const starting = startDurable(join(folder, database), { db, connection: there }, settings);
    return { server: await keep(starting), db };
  };
  const memory = remember(() => keep(startMemory(population)));
  return {
    population,
    durable,
    special,
    memory: () => memory('only'),
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
      await Promise.all(opened.map((db) => db.close()));
      await own.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function remember<Key, Value>(make: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const made = new Map<Key, Promise<Value>>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

async function copyDatabase(connection: DurableDatabase['connection'], name: string): Promise<void> {
  const db = openDatabase({ connection: { ...connection, database: 'postgres' }, maxConnections: 1 });
  await db.query(statement(`bench.copy_${name}`, `create database ${name} template ${connection.database}`));
  await db.close();
}

/** Sessions of other persons, each of a size that the library writes for a session with a few services. */
const insertSessions = statement(
  'bench.insert_sessions',
  `insert into oidc_item (kind, id, payload, uid, account_id, created_at, expires_at)
   select 1, md5('s' || n), json_build_object('jti', md5('s' || n), 'kind', 'Session', 'filler', repeat('x', 600)),
     md5('u' || n), 'a' || n, 1000 * n, extract(epoch from now())::bigint + 7200 + n % 7200
   from generate_series(1, $1::int) n`,
);

async function storeSessions(db: Database, count: number): Promise<void> {
  // Longer than a statement of the service may take.
  await db.transaction(async (tx) => {
    await tx.query(statement('bench.no_timeout', 'set local statement_timeout = 0'));
    await tx.query(insertSessions, [count]);
  });
  await db.query(statement('bench.patience', 'set statement_timeout = 0'));
  await db.query(statement('bench.vacuum', 'vacuum analyze oidc_item'));
  await db.query(statement('bench.checkpoint', 'checkpoint'));
}
