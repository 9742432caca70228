import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTileTree, writeSubmission, writeVerifierKey } from '../../../certs/index.ts';
import { openWitnessKey, type RunningWitness, startWitness } from '../../../src/witness/index.ts';
import { freePort } from '../../support/free-port.ts';
import { startMemoryLog } from '../../support/memory-log.ts';
import { runProgram } from '../../support/start-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'acar-witness-'));
const known = { name: 'witness.example', folder, passphrase: Buffer.alloc(32, 3) };
let log: Awaited<ReturnType<typeof startMemoryLog>>;
let witness: RunningWitness;
let port: number;
const notes: { size: number; note: string }[] = [];

const start = () =>
  startWitness({
    ...known,
    host: '127.0.0.1',
    port,
    logs: [writeVerifierKey(log.signer.signatureKey)],
    clock: { now: () => Date.now() },
    onError: () => {},
  });

beforeAll(async () => {
  port = await freePort();
  log = await startMemoryLog();
  const sequencer = await log.open();
  for (const count of [3, 4]) {
    log.append(count);
    await sequencer.sequence();
    notes.push(sequencer.head());
  }
  witness = await start();
});
afterAll(async () => {
  await witness?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const send = (body: string | Uint8Array, path = '/add-checkpoint', method = 'POST') =>
  fetch(
    `http://127.0.0.1:${port}${path}`,
    method === 'POST' ? { method, body: Buffer.from(body) } : { method },
  );

async function submit(oldSize: number, of: { size: number; note: string }): Promise<Response> {
  const proof = await createTileTree(of.size, log.store.readTiles).consistencyProof(oldSize);
  return send(writeSubmission({ oldSize, proof, checkpoint: of.note }));
}

describe('the program of a witness (c2sp.org/tlog-witness)', () => {
  it('cosigns a log that only grew, and remembers it after a restart', async () => {
    const [small, large] = notes;
    if (!small || !large) throw new Error('two heads');
    expect(witness.verifierKey).toBe(await openWitnessKey(known));
    expect((await submit(0, small)).status).toBe(200);
    await witness.stop();
    witness = await start();
    const outdated = await submit(0, large);
    expect(outdated.status).toBe(409);
    expect(outdated.headers.get('content-type')).toBe('text/x.tlog.size');
    expect(await outdated.text()).toBe('3\n');
    const cosigned = await submit(3, large);
    expect(cosigned.status).toBe(200);
    expect(await cosigned.text()).toMatch(/^— witness\.example \S+\n$/);
  });

  it.each<[string | Uint8Array, number, string, string]>([
    ['', 400, '/add-checkpoint', 'POST'],
    [Buffer.alloc(1000, 0xff), 400, '/add-checkpoint', 'POST'],
    [Buffer.alloc(200_000, 'a'), 413, '/add-checkpoint', 'POST'],
    ['', 404, '/', 'POST'],
    ['', 405, '/add-checkpoint', 'GET'],
  ])('refuses what is no submission (case %#)', async (body, status, path, method) => {
    expect((await send(body, path, method)).status).toBe(status);
  });

  it('cosigns nothing any more when its memory is spoilt', async () => {
    const [memory] = readdirSync(folder).filter((name) => name.endsWith('.tree'));
    writeFileSync(join(folder, memory ?? ''), 'nothing');
    const [small] = notes;
    if (!small) throw new Error('two heads');
    expect((await submit(0, small)).status).toBe(500);
  });

  it('says how it is called, and ends, when it is not told what it needs', async () => {
    const program = runProgram('src/witness/main.ts', ['--name', 'witness.example']);
    expect(await program.ended).toBe(2);
    expect(program.text()).toContain('usage:');
  });
});
