import { createServer, type Server } from 'node:http';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tilePath, widthIn, writeVerifierKey } from '../../../certs/index.ts';
import { acar } from '../../support/acar-command.ts';
import { startMemoryLog } from '../../support/memory-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'acar-log-'));
const size = 600;
let server: Server;
let address = '';
let key = '';
let earlier = '';

/** A copy of a log's files, as anybody could have fetched them. */
beforeAll(async () => {
  const log = await startMemoryLog();
  const sequencer = await log.open({ mostInBatch: 250 });
  log.append(size);
  await sequencer.sequence();
  earlier = join(folder, 'earlier');
  writeFileSync(earlier, sequencer.head().note);
  while ((await sequencer.sequence()).kind !== 'idle');
  writeFileSync(join(folder, 'checkpoint'), sequencer.head().note);
  for (const level of ['entries', 0, 1] as const)
    for (const index of [0, 1, 2]) {
      const width = widthIn(size, level, index);
      const [tile] = width > 0 ? await log.store.readTiles([{ level, index, width }]) : [];
      if (tile) writeTile(tilePath({ level, index, width }), tile);
    }
  key = writeVerifierKey(log.signer.signatureKey);
  server = createServer((request, response) => {
    try {
      response.end(readFileSync(join(folder, request.url ?? '')));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true });
});

function writeTile(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

const verify = (...words: string[]) => acar(['log', 'verify', '--log-key', key, ...words]);

describe('acar log verify', () => {
  it('computes a log anew from its address, and from a copy of its files, with progress', async () => {
    for (const tiles of [address, folder]) {
      const { status, out, err } = await verify('--tiles', tiles, '--earlier', earlier);
      expect({ status, out }).toEqual({ status: 0, out: `valid: ${size} entries\n` });
      expect(err).toContain(`100 %: ${size} of ${size} entries`);
    }
  });

  it('names what was altered, and exits with 1', async () => {
    const path = join(folder, tilePath({ level: 'entries', index: 1, width: 256 }));
    const bundle = readFileSync(path);
    const spoilt = Buffer.from(bundle);
    spoilt.writeUInt8((spoilt[50] ?? 0) ^ 1, 50);
    writeFileSync(path, spoilt);
    const { status, out } = await verify('--tiles', folder, '--json');
    writeFileSync(path, bundle);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      valid: false,
      findings: [{ kind: 'entry', index: 257 }, { kind: 'tile' }, { kind: 'root' }],
    });
  });

  it('refuses a checkpoint that the key did not sign, and a log that is not there', async () => {
    const other = await startMemoryLog();
    const wrong = writeVerifierKey(other.signer.signatureKey);
    expect(await acar(['log', 'verify', '--log-key', wrong, '--tiles', folder])).toMatchObject({ status: 2 });
    const nowhere = await verify('--tiles', join(folder, 'nowhere'));
    expect(nowhere).toMatchObject({ status: 1, err: expect.stringContaining('cli.file_unreadable') });
  });
});
