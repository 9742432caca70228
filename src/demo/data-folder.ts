import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where one installation of the demo keeps everything. */
export interface DataFolder {
  readonly path: string;
  file(name: string): string;
  /** A file of 32 random bytes, made once, readable by its owner only. */
  secret(name: string): string;
  readText(name: string): string | undefined;
  writeText(name: string, value: string): void;
  readJson(name: string): unknown;
  writeJson(name: string, value: unknown): void;
  release(): void;
}

/** Why the folder cannot be used; told to the person who started. */
export class DataFolderError extends Error {}

const mark = 'acar-data-folder';
const lock = 'running.pid';

export interface DataFolderOptions {
  /** Throws when the service could not run now: asked before anything is made or emptied. */
  readonly mayStart: () => Promise<void>;
  /** Empties the folder first, if it is one of ours. */
  readonly reset: boolean;
  /** The database may lie elsewhere, and may still be running: it is told first. */
  readonly removeDatabase: (folder: string) => Promise<void>;
}

/** Opens the folder for this process alone. */
export async function openDataFolder(path: string, options: DataFolderOptions): Promise<DataFolder> {
  const folder = resolve(path);
  const file = (name: string) => join(folder, name);
  if (isRunning(file(lock))) {
    throw new DataFolderError(
      `${folder} is in use by a running service; stop it first or choose another --data folder`,
    );
  }
  await options.mayStart();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (options.reset) await empty(folder, options);
  // Marked at once, so that an installation that was killed can still be reset; a folder with other things in it never is.
  if (readdirSync(folder).length === 0) {
    writeFileSync(file(mark), 'A data folder of Açar; scripts/start --reset may empty it.\n', {
      mode: 0o600,
    });
  }
  mkdirSync(file('secrets'), { recursive: true, mode: 0o700 });
  writeFileSync(file(lock), String(process.pid), { mode: 0o600 });
  return {
    path: folder,
    file,
    secret(name) {
      const at = join(file('secrets'), name);
      if (!existsSync(at)) writeFileSync(at, randomBytes(32), { mode: 0o600, flag: 'wx' });
      return at;
    },
    readText: (name) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : undefined),
    writeText: (name, value) => writeFileSync(file(name), value, { mode: 0o600 }),
    readJson: (name) => (existsSync(file(name)) ? JSON.parse(readFileSync(file(name), 'utf8')) : undefined),
    writeJson: (name, value) =>
      writeFileSync(file(name), `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 }),
    release: () => rmSync(file(lock), { force: true }),
  };
}

async function empty(folder: string, options: DataFolderOptions): Promise<void> {
  const entries = readdirSync(folder);
  if (entries.length > 0 && !entries.includes(mark)) {
    throw new DataFolderError(`${folder} is not a data folder of Açar: --reset leaves it alone`);
  }
  await options.removeDatabase(folder);
  for (const entry of entries) rmSync(join(folder, entry), { recursive: true, force: true });
}

/** A lock whose process is gone, or whose number now belongs to another program, is left over. */
function isRunning(lockFile: string): boolean {
  try {
    const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
    if (pid === process.pid) return false;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.ts');
  } catch {
    return false;
  }
}
