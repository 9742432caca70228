import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describe } from 'vitest';
import { freePort } from './free-port.ts';

const packages = '/usr/lib/postgresql';
/** The oldest that we promise to run on. */
const leastVersion = 15;

/** Debian's programs of the oldest version that will do: the one most unlike the embedded server. */
function findPrograms(): string | undefined {
  const versions = existsSync(packages) ? readdirSync(packages).map(Number) : [];
  const [version] = versions.filter((number) => number >= leastVersion).toSorted((a, b) => a - b);
  const folder = join(packages, String(version), 'bin');
  return ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))) ? folder : undefined;
}

const programs = findPrograms();

/** A suite that needs the system's PostgreSQL; without it the suite is listed as skipped, with the reason in its name. */
export function describeWithPostgresql(name: string, suite: () => void): void {
  if (programs) describe(name, suite);
  else
    describe.skip(
      `${name} (skipped: there is no PostgreSQL ${leastVersion} or later; install Debian's package postgresql)`,
      suite,
    );
}

export interface SystemPostgresql {
  readonly version: string;
  /** Of a database whose owner is no superuser, over TCP with a password. */
  readonly url: string;
  stop(): Promise<void>;
}

const administrator = 'administrator';

/** A cluster of the system's PostgreSQL in a folder of its own, as a process of its own. */
export async function startSystemPostgresql(): Promise<SystemPostgresql> {
  if (!programs) throw new Error('there is no PostgreSQL of the system');
  const folder = mkdtempSync('/tmp/acar-system-pg-');
  const cluster = join(folder, 'cluster');
  // PostgreSQL refuses to run as root.
  const runAs = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  mkdirSync(cluster, { mode: 0o700 });
  if (runAs.uid !== undefined) for (const path of [folder, cluster]) chownSync(path, runAs.uid, runAs.gid);
  const init = ['-D', cluster, '-U', administrator, '--auth-local=trust', '--auth-host=scram-sha-256'];
  const made = spawnSync(join(programs, 'initdb'), [...init, '-E', 'UTF8', '--locale=C.UTF-8'], {
    ...runAs,
    cwd: '/',
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', port, fsync: 'off', unix_socket_directories: folder };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(programs, 'postgres'), ['-D', cluster, ...words], {
    ...runAs,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const ended = new Promise<void>((done) => server.once('exit', () => done()));
  const stop = async () => {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const admin = await connectTo(
      { host: folder, port },
      () => server.exitCode !== null,
      () => said,
    );
    // As a careful administrator would: it may make roles and owns its database, and nothing more.
    await admin.query(`create role keeper login createrole password 'a password'`);
    await admin.query('create database acar owner keeper');
    const { rows } = await admin.query<{ server_version: string }>('show server_version');
    await admin.end();
    const url = `postgres://keeper:a%20password@127.0.0.1:${port}/acar`;
    return { version: rows[0]?.server_version ?? '', url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until the server takes connections. */
async function connectTo(
  server: { readonly host: string; readonly port: number },
  hasEnded: () => boolean,
  said: () => string,
): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ ...server, user: administrator, database: 'postgres' });
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (hasEnded()) throw new Error(`PostgreSQL did not start: ${said()}`, { cause: error });
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}
