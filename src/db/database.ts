import pg from 'pg';
import { DatabaseError, toDatabaseError } from './errors.ts';

/** A named, prepared SQL statement. The name is unique in the process: it is the prepared statement's name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export type Row = Record<string, unknown>;

export interface Queryable {
  /** Runs one statement. Rows come back as plain objects; throws {@link DatabaseError} only. */
  query<R extends Row = Row>(statement: Statement, values?: readonly unknown[]): Promise<R[]>;
}

/** Proof that the work happens inside a transaction; features that must not act outside one ask for it. */
export interface Transaction extends Queryable {
  readonly inTransaction: true;
}

export interface Database extends Queryable {
  /** Commits when `work` resolves, rolls back when it throws. Never nests. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Calls back for every NOTIFY on the channel; reconnects by itself and then calls back once with ''. */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  pool(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgres://` URL, or a Unix-socket folder with user and database. */
  readonly connection: string | { readonly host: string; readonly user: string; readonly database: string };
  /** The database role to act as: grants of the migrations apply to it. Omit only for the owner's migrations. */
  readonly role?:
    | 'acar_web'
    | 'acar_worker'
    | 'acar_operator'
    | 'acar_pki'
    | 'acar_sequencer'
    | 'acar_gateway';
  readonly maxConnections?: number;
  /** Told of every statement sent, also begin and commit; tests count round trips with it. */
  readonly onStatement?: (name: string) => void;
  readonly onError?: (error: DatabaseError) => void;
}

export function statement(name: string, text: string): Statement {
  if (name.length > 63) throw new RangeError(`statement name is over 63 characters: ${name}`);
  return Object.freeze({ name, text });
}

const reconnectDelayMs = 500;

/** Opens a pool; no connection is made before the first query. */
export function openDatabase(options: DatabaseOptions): Database {
  const config = clientConfig(options);
  const pool = new pg.Pool({ ...config, max: options.maxConnections ?? 10, idleTimeoutMillis: 30_000 });
  const sent = options.onStatement ?? (() => {});
  // Without a listener a connection lost while idle would end the process.
  pool.on('error', (error) => options.onError?.(toDatabaseError(error)));
  pool.on('connect', (client) => client.on('error', () => {}));
  const listeners = new Set<{ stop(): Promise<void> }>();

  return {
    query: (st, values) => {
      sent(st.name);
      return run(pool, st, values);
    },
    transaction: (work) => inTransaction(pool, sent, work),
    async listen(channel, onNotify) {
      const listener = await listenOn(config, channel, onNotify);
      listeners.add(listener);
      return async () => {
        listeners.delete(listener);
        await listener.stop();
      };
    },
    pool: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async close() {
      await Promise.all([...listeners].map((listener) => listener.stop()));
      await pool.end();
    },
  };
}

function clientConfig(options: DatabaseOptions): pg.ClientConfig {
  const { connection, role } = options;
  const base = typeof connection === 'string' ? { connectionString: connection } : { ...connection };
  const settings = ['-c statement_timeout=15000', '-c idle_in_transaction_session_timeout=30000'];
  if (role) settings.unshift(`-c role=${role}`);
  return {
    ...base,
    options: settings.join(' '),
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: role ?? 'acar',
  };
}

async function run<R extends Row>(
  on: pg.Pool | pg.PoolClient,
  st: Statement,
  values: readonly unknown[] = [],
): Promise<R[]> {
  try {
    const result = await on.query<R>({ name: st.name, text: st.text, values: [...values] });
    return result.rows;
  } catch (error) {
    throw toDatabaseError(error, st.name);
  }
}

async function inTransaction<T>(
  pool: pg.Pool,
  sent: (name: string) => void,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw toDatabaseError(error);
  });
  let broken: Error | undefined;
  const send = (st: Statement, values?: readonly unknown[]) => {
    sent(st.name);
    return run<Row>(client, st, values);
  };
  try {
    await send(begin);
    const tx: Transaction = { inTransaction: true, query: (st, values) => send(st, values) as never };
    const value = await work(tx);
    await send(commit);
    return value;
  } catch (error) {
    await send(rollback).catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

const begin = statement('begin', 'begin');
const commit = statement('commit', 'commit');
const rollback = statement('rollback', 'rollback');

/** One session that listens. While the server is away one attempt to come back is under way, however long that lasts. */
async function listenOn(config: pg.ClientConfig, channel: string, onNotify: (payload: string) => void) {
  let client: pg.Client | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const connect = async () => {
    const next = new pg.Client(config);
    next.on('error', () => {});
    next.on('notification', (message) => onNotify(message.payload ?? ''));
    try {
      await next.connect();
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      void next.end().catch(() => {});
      throw error;
    }
    // A client that never connected ends too: only the end of one that listened is news.
    next.once('end', reconnectLater);
    client = next;
    if (stopped) await next.end();
  };
  const reconnectLater = () => {
    if (!stopped) timer = setTimeout(reconnect, reconnectDelayMs);
  };
  const reconnect = () => {
    // What was notified while away is unknown, so the listener is told to look for itself.
    connect().then(() => onNotify(''), reconnectLater);
  };
  await connect().catch((error: unknown) => {
    throw toDatabaseError(error);
  });
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
