import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReadTiles, type TileAddress, tilePath } from '../../certs/index.ts';
import { CliError } from './errors.ts';

/** A log as everybody can read it: a checkpoint and tiles. */
export interface LogSource {
  /** @throws CliError when it cannot be read */
  checkpoint(): Promise<string>;
  readonly readTiles: ReadTiles;
}

export type Fetch = typeof globalThis.fetch;

/** A log at its address, or a copy of its files in a folder. */
export function openLogSource(location: string, fetch: Fetch): LogSource {
  const read = /^https?:/.test(location) ? fromAddress(location, fetch) : fromFolder(location);
  // A partial tile may be gone once the full one is there (c2sp.org/tlog-tiles, "Partial Tiles").
  const readTile = async (address: TileAddress) =>
    (await read(tilePath(address))) ?? (await read(tilePath({ ...address, width: 256 })));
  return {
    async checkpoint() {
      const bytes = await read('checkpoint');
      if (!bytes) throw new CliError('cli.file_unreadable', `there is no checkpoint at ${location}`);
      return Buffer.from(bytes).toString('utf8');
    },
    readTiles: (addresses) => Promise.all(addresses.map(readTile)),
  };
}

type ReadPath = (path: string) => Promise<Uint8Array | undefined>;

function fromFolder(folder: string): ReadPath {
  return async (path) => {
    try {
      return await readFile(join(folder, path));
    } catch {
      return undefined;
    }
  };
}

function fromAddress(prefix: string, fetch: Fetch): ReadPath {
  return async (path) => {
    const response = await fetch(`${prefix.replace(/\/$/, '')}/${path}`);
    if (response.status === 404) return undefined;
    if (!response.ok) throw new CliError('cli.file_unreadable', `${path}: status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}
