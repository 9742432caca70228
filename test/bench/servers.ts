import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { StoredItem } from '../../oidc/ports.ts';
import type { Database, EmbeddedPostgres } from '../../src/db/index.ts';
import { createOidcStore } from '../../src/identity/oidc-store/index.ts';
import { deriveServiceKeys } from '../../src/secrets.ts';
import { freePort } from '../support/free-port.ts';
import { BenchBrowser } from './browser.ts';
import type { MemoryOrder } from './memory-server.ts';
import { type BenchSession, newSession, type Population, registerPortal } from './population.ts';

/** A server under test, in a process of its own. */
export interface Server {
  newBrowser(): BenchBrowser;
  /** Of the process. */
  readonly pid: number;
  readonly port: number;
  /** The Host header that it answers to. */
  readonly host: string;
  /** Signs cookies. */
  readonly cookieKey: string;
  /** Stores sessions as if these persons had signed in. */
  signedIn(accountIds: readonly string[]): Promise<readonly BenchSession[]>;
  stop(): Promise<void>;
}

const folder = join(import.meta.dirname, '..', '..');
const hostOf = (port: number) => `login.acar.localhost:${port}`;

/** The service as it runs in production (`src/main.ts`), on a database that is durable. */
export async function startDurable(
  data: string,
  { db, connection }: { db: Database; connection: EmbeddedPostgres['connection'] },
  settings: Readonly<Record<string, string>> = {},
): Promise<Server> {
  mkdirSync(data, { recursive: true });
  const port = await freePort();
  const portal = `http://portal.acar.localhost:${port}`;
  const masterKey = randomBytes(32);
  const file = (name: string, content: Buffer | string) => {
    writeFileSync(join(data, name), content, { mode: 0o600 });
    return join(data, name);
  };
  const environment = {
    ACAR_DEVELOPMENT: 'yes',
    ACAR_LOGIN_ORIGIN: `http://${hostOf(port)}`,
    ACAR_PORTAL_ORIGIN: portal,
    ACAR_PORT: String(port),
    ACAR_OPERATIONS_PORT: String(await freePort()),
    ACAR_MASTER_KEY_FILE: file('master.key', masterKey),
    ACAR_PAIRWISE_KEY_FILE: file('pairwise.key', randomBytes(32)),
    ACAR_PORTAL_CLIENT_FILE: file('portal.json', await registerPortal(db, portal)),
    // The driver stands for the TLS proxy and names a different address for each person.
    ACAR_TRUSTED_PROXIES: '127.0.0.1',
    DATABASE_URL: `postgres://${connection.user}@/${connection.database}?host=${encodeURIComponent(connection.host)}`,
    ...settings,
  };
  const child = spawn(process.execPath, [...profiling(), join(folder, 'src', 'main.ts')], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const store = createOidcStore({ db, clock: { now: () => Date.now() } });
  await answering(port, child);
  return server(child, port, masterKey, async (items) => {
    await Promise.all(items.map((item) => store.upsert(item)));
  });
}

/** The same provider on the library's memory adapter. */
export async function startMemory(population: Population): Promise<Server> {
  const port = await freePort();
  const masterKey = randomBytes(32);
  const child = fork(join(import.meta.dirname, 'memory-server.ts'), { execArgv: [...profiling()] });
  const order = (message: MemoryOrder) =>
    new Promise<void>((done, failed) => {
      const onExit = () => failed(new Error('the memory server ended'));
      child.once('exit', onExit);
      child.once('message', () => {
        child.off('exit', onExit);
        done();
      });
      child.send(message);
    });
  const setup = {
    origin: `http://${hostOf(port)}`,
    port,
    masterKey: masterKey.toString('hex'),
    clients: population.clients.map((client) => client.metadata),
    accounts: population.persons.map(({ accountId, personalCode }) => ({
      id: accountId,
      personalCode,
      birthdate: '1990-05-23',
      isActive: true,
      givenName: 'Sınaq',
      familyName: 'Nümunəyeva',
    })),
  };
  await order({ kind: 'start', setup });
  return server(child, port, masterKey, (items) => order({ kind: 'store', items }));
}

function server(
  child: ChildProcess,
  port: number,
  masterKey: Buffer,
  put: (items: readonly StoredItem[]) => Promise<void>,
): Server {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 128 });
  const cookieKey = deriveServiceKeys(masterKey).cookies[0] ?? '';
  return {
    newBrowser: () => new BenchBrowser(pool, hostOf(port)),
    pid: child.pid ?? 0,
    port,
    host: hostOf(port),
    cookieKey,
    async signedIn(accountIds) {
      const sessions = accountIds.map((accountId) => newSession(accountId, cookieKey));
      await put(sessions.map((session) => session.item));
      return sessions;
    },
    async stop() {
      await pool.close();
      const ended = new Promise((done) => child.once('exit', done));
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
    },
  };
}

/** `BENCH_PROFILE=folder` writes a CPU profile of every server there. */
function profiling(): readonly string[] {
  const target = process.env['BENCH_PROFILE'];
  return target ? ['--cpu-prof', `--cpu-prof-dir=${target}`] : [];
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error(`the service does not answer (exit status ${child.exitCode})`);
}
