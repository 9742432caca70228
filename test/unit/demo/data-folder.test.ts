import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataFolder } from '../../../src/demo/data-folder.ts';
import { refuseBusyPorts } from '../../../src/demo/ports.ts';

let parent: string;
beforeEach(() => (parent = mkdtempSync(join(tmpdir(), 'acar-test-data '))));
afterEach(() => rmSync(parent, { recursive: true }));

const ready = { reset: false, mayStart: async () => {}, removeDatabase: async () => {} };

describe('the data folder of the demonstration', () => {
  it('keeps what is in it at the next start, and nothing of it after --reset', async () => {
    const path = join(parent, 'data');
    const first = await openDataFolder(path, ready);
    first.writeText('kept', 'word');
    const secret = readFileSync(first.secret('key'));
    first.release();
    const second = await openDataFolder(path, ready);
    expect(second.readText('kept')).toBe('word');
    expect(readFileSync(second.secret('key'))).toEqual(secret);
    second.release();
    const third = await openDataFolder(path, { ...ready, reset: true });
    expect(third.readText('kept')).toBeUndefined();
    expect(readFileSync(third.secret('key'))).not.toEqual(secret);
  });

  it('is neither made nor emptied where the service could not start', async () => {
    const mayStart = async () => {
      throw new Error('a port is taken');
    };
    const fresh = join(parent, 'fresh');
    await expect(openDataFolder(fresh, { ...ready, mayStart })).rejects.toThrow('a port is taken');
    expect(existsSync(fresh)).toBe(false);
    const used = join(parent, 'used');
    const folder = await openDataFolder(used, ready);
    folder.writeText('kept', 'word');
    folder.release();
    await expect(openDataFolder(used, { ...ready, reset: true, mayStart })).rejects.toThrow(
      'a port is taken',
    );
    expect(folder.readText('kept')).toBe('word');
  });

  it('is not emptied when it is somebody else’s', async () => {
    writeFileSync(join(parent, 'letter.txt'), 'dear');
    await expect(openDataFolder(parent, { ...ready, reset: true })).rejects.toThrow(
      'is not a data folder of Açar',
    );
    expect(readFileSync(join(parent, 'letter.txt'), 'utf8')).toBe('dear');
  });
});

describe('the ports of the demonstration', () => {
  it('are refused by number where another program listens', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      await expect(refuseBusyPorts([port])).rejects.toThrow(`port ${port} is in use by another program`);
    } finally {
      await new Promise<void>((done) => other.close(() => done()));
    }
    await expect(refuseBusyPorts([port])).resolves.toBeUndefined();
  });
});
