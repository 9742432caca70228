import { describe, expect, it } from 'vitest';
import {
  createWitness,
  createWitnessClient,
  readSignedCheckpoint,
  type SubmitCheckpoint,
  timeSignedBy,
  type WitnessedTree,
  type WitnessMemory,
  writeNote,
  writeSubmission,
} from '../../../../certs/index.ts';
import { makeNoteSigner } from '../../../support/log-keys.ts';
import { logOrigin, startMemoryLog } from '../../../support/memory-log.ts';

function memoryOfWitness(): WitnessMemory & { trees: Map<string, WitnessedTree> } {
  const trees = new Map<string, WitnessedTree>();
  return {
    trees,
    latest: async (origin) => trees.get(origin),
    async replace(origin, before, after) {
      if (trees.get(origin) !== before) return false;
      trees.set(origin, after);
      return true;
    },
  };
}

async function startWorld() {
  const log = await startMemoryLog();
  const sequencer = await log.open();
  const signer = await makeNoteSigner('witness.example/w1');
  const memory = memoryOfWitness();
  const clock = { now: () => 1_700_000_000_500 };
  const logs = new Map([[logOrigin, [log.signer.signatureKey]]]);
  const witness = createWitness({ logs, memory, signer, clock });
  const submit: SubmitCheckpoint = (body) => witness.addCheckpoint(body);
  const client = createWitnessClient(signer.cosignatureKey, submit);
  const grow = async (count: number) => {
    log.append(count);
    await sequencer.sequence();
    return sequencer.head().note;
  };
  const ask = async (checkpoint: string, oldSize: number, proof: readonly Uint8Array[] = []) => {
    const { status, body } = await witness.addCheckpoint(writeSubmission({ oldSize, proof, checkpoint }));
    return { status, body };
  };
  return { log, signer, memory, witness, client, grow, ask };
}

describe('a witness (c2sp.org/tlog-witness)', () => {
  it('cosigns, with the time, each checkpoint that only grew', async () => {
    const { client, grow, log, signer, memory } = await startWorld();
    for (const count of [3, 1, 300, 700]) {
      const note = await grow(count);
      const outcome = await client.cosign(note, log.store.readTiles);
      const signed = readSignedCheckpoint(note);
      if (outcome.kind !== 'cosigned' || signed.kind !== 'read') throw new Error(outcome.kind);
      const cosigned = { ...signed.value.note, signatures: [outcome.signature] };
      expect(timeSignedBy(cosigned, signer.cosignatureKey)).toBe(1_700_000_000);
    }
    expect(memory.trees.get(logOrigin)?.size).toBe(1004);
  });

  it('answers 409 with its size to another old size, and the client then proves from that one', async () => {
    const { client, grow, log, ask, signer, witness } = await startWorld();
    const first = await grow(5);
    await client.cosign(first, log.store.readTiles);
    const second = await grow(5);
    expect(await ask(second, 0)).toEqual({ status: 409, body: '5\n' });
    const answer = await witness.addCheckpoint(
      writeSubmission({ oldSize: 4, proof: [], checkpoint: second }),
    );
    expect(answer.contentType).toBe('text/x.tlog.size');
    const forgetful = createWitnessClient(signer.cosignatureKey, (body) => witness.addCheckpoint(body));
    expect(await forgetful.cosign(second, log.store.readTiles)).toMatchObject({ kind: 'cosigned' });
  });

  it('answers 400 to what is malformed, or an old size beyond the checkpoint', async () => {
    const { grow, ask, witness } = await startWorld();
    const note = await grow(2);
    for (const body of ['', 'old 0\n\n', `old x\n\n${note}`, `old 00\n\n${note}`, `old 0\nAAAA\n\n${note}`])
      expect((await witness.addCheckpoint(body)).status).toBe(400);
    const long = Array.from({ length: 64 }, () => new Uint8Array(32));
    expect((await ask(note, 0, long)).status).toBe(400);
    expect((await ask(note, 3)).status).toBe(400);
  });

  it('answers 404 to an unknown log, 403 to an unknown key', async () => {
    const { ask, grow } = await startWorld();
    const note = await grow(2);
    const stranger = await makeNoteSigner(logOrigin);
    const signed = readSignedCheckpoint(note);
    if (signed.kind === 'malformed') throw new Error(signed.message);
    const { text } = signed.value.note;
    const forged = writeNote({ text, signatures: [await stranger.sign(text)] });
    expect((await ask(forged, 0)).status).toBe(403);
    expect((await ask(note.replace(logOrigin, 'other.example'), 0)).status).toBe(404);
  });

  it('answers 422 to a proof that shows nothing, and remembers what it had', async () => {
    const { ask, client, grow, log, memory } = await startWorld();
    await client.cosign(await grow(5), log.store.readTiles);
    const note = await grow(3);
    expect((await ask(note, 5)).status).toBe(422);
    expect((await ask(note, 5, [new Uint8Array(32)])).status).toBe(422);
    expect(memory.trees.get(logOrigin)?.size).toBe(5);
  });

  it('refuses a proof from nothing that is not empty', async () => {
    const { ask, grow } = await startWorld();
    expect((await ask(await grow(2), 0, [new Uint8Array(32)])).status).toBe(422);
  });

  it('answers 409 to another tree of the same size', async () => {
    const { ask, client, grow, log, signer } = await startWorld();
    await client.cosign(await grow(5), log.store.readTiles);
    const fork = await startMemoryLog();
    fork.append(6);
    const sequencer = await fork.open({ signer: log.signer, mostInBatch: 1 });
    await sequencer.sequence();
    fork.append(4);
    for (let size = 1; size < 5; size += 1) await sequencer.sequence();
    expect(sequencer.head().size).toBe(5);
    // The same leaves make the same tree; it may be cosigned again.
    expect((await ask(sequencer.head().note, 5)).status).toBe(200);
    const other = await startMemoryLog();
    other.append(1);
    other.append(4);
    other.store.append({ id: 0, entry: Buffer.from('other') });
    const forked = await other.open({ signer: log.signer, mostInBatch: 5 });
    await forked.sequence();
    expect(await ask(forked.head().note, 5)).toEqual({ status: 409, body: '5\n' });
    const outcome = await createWitnessClient(signer.cosignatureKey, async () => ({
      status: 409,
      body: '5\n',
    })).cosign(forked.head().note, other.store.readTiles);
    expect(outcome).toEqual({ kind: 'disagrees', size: 5 });
  });

  it('judges submissions that come at the same time one after another', async () => {
    const { ask, grow } = await startWorld();
    const [first, second] = [await grow(3), await grow(4)];
    const answers = await Promise.all([ask(first, 0), ask(second, 0)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('the log among witnesses that are down, slow or lying', () => {
  const answering = async (answer: SubmitCheckpoint) => {
    const { grow, log, signer } = await startWorld();
    const note = await grow(3);
    return createWitnessClient(signer.cosignatureKey, answer).cosign(note, log.store.readTiles);
  };

  it.each<readonly [string, SubmitCheckpoint, string]>([
    ['is down', () => Promise.reject(new Error('refused')), 'failed'],
    ['answers 500', async () => ({ status: 500, body: '' }), 'failed'],
    ['answers nothing', async () => ({ status: 200, body: '' }), 'failed'],
    ['answers at length', async () => ({ status: 200, body: 'x'.repeat(70_000) }), 'failed'],
    ['claims a larger tree', async () => ({ status: 409, body: '900\n' }), 'ahead'],
    ['claims no size', async () => ({ status: 409, body: 'many\n' }), 'failed'],
    ['claims a size that changes', changing(), 'failed'],
    ['believes no proof', async () => ({ status: 422, body: '' }), 'disagrees'],
  ])('takes nothing from one that %s', async (_, answer, kind) => {
    expect(await answering(answer)).toMatchObject({ kind });
  });

  it('takes no cosignature of another text or key', async () => {
    const { grow, log, signer } = await startWorld();
    const stranger = await makeNoteSigner('witness.example/w1');
    const line = async (text: string, by: typeof signer) => {
      const signature = await by.cosign(text, 1_700_000_000);
      return writeNote({ text, signatures: [signature] }).slice(text.length + 1);
    };
    const note = await grow(3);
    const { text } = { text: note.slice(0, note.indexOf('\n\n') + 1) };
    for (const body of [await line('other\n', signer), await line(text, stranger)]) {
      const client = createWitnessClient(signer.cosignatureKey, async () => ({ status: 200, body }));
      expect(await client.cosign(note, log.store.readTiles)).toMatchObject({ kind: 'failed' });
    }
  });
});

function changing(): SubmitCheckpoint {
  let size = 0;
  return async () => ({ status: 409, body: `${(size = (size % 2) + 1)}\n` });
}
