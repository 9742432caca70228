import { describe, expect, it } from 'vitest';
import {
  createWitness,
  createWitnessClient,
  leafHash,
  type LogFinding,
  readSignedCheckpoint,
  checkTree,
  type SequencerStep,
  type WitnessClient,
  type WitnessedTree,
} from '../../../../certs/index.ts';
import { makeNoteSigner } from '../../../support/log-keys.ts';
import { logOrigin, memoryHighWater, sampleRecord, startMemoryLog } from '../../../support/memory-log.ts';

/** Stops where the process would be killed. */
class Killed extends Error {}
const killAt = (wanted: SequencerStep) => (step: SequencerStep) => {
  if (step === wanted) throw new Killed();
};

type MemoryLog = Awaited<ReturnType<typeof startMemoryLog>>;

async function findingsOf({ store }: MemoryLog): Promise<LogFinding[]> {
  const head = await store.head();
  const signed = head && readSignedCheckpoint(head.note);
  if (signed?.kind !== 'read') throw new Error('there is no head');
  const findings: LogFinding[] = [];
  const { checkpoint } = signed.value;
  await checkTree({ checkpoint, readTiles: store.readTiles, onFinding: (one) => findings.push(one) });
  return findings;
}

/** The store as it was, for a restored backup. */
async function backupOf(log: MemoryLog, count: number) {
  const old = await startMemoryLog();
  old.append(count);
  await (await old.open({ signer: log.signer })).sequence();
  return old;
}

describe('the sequencer', () => {
  it('gives rows places in the order of their ids, and signs each head', async () => {
    const log = await startMemoryLog();
    const sequencer = await log.open({ mostInBatch: 300 });
    log.append(700);
    const results = [];
    for (let at = 0; at < 4; at += 1) results.push((await sequencer.sequence()).kind);
    expect(results).toEqual(['grown', 'grown', 'grown', 'idle']);
    expect(sequencer.head().size).toBe(700);
    expect(await log.store.placeOf(1)).toBe(0);
    expect(await log.store.placeOf(699)).toBe(698);
    expect(await findingsOf(log)).toEqual([]);
  });

  it.each<SequencerStep>(['stage', 'mark', 'sign', 'swap'])(
    'goes on after an end behind the step %s: no row lost, none twice, one history',
    async (step) => {
      const log = await startMemoryLog();
      log.append(5);
      await (await log.open()).sequence();
      log.append(300);
      const notes: string[] = [];
      const dying = await log.open({ onStep: killAt(step) });
      await expect(dying.sequence()).rejects.toBeInstanceOf(Killed);
      // Rows that come in between must not get in front of those whose places are fixed.
      log.store.append({ ...sampleRecord(0) });
      const next = await log.open();
      while ((await next.sequence()).kind !== 'idle') notes.push(next.head().note);
      expect(next.head().size).toBe(306);
      expect(await log.store.placeOf(0)).toBe(305);
      expect(await findingsOf(log)).toEqual([]);
    },
  );

  it('signs the same tree when it signs again after a crash', async () => {
    const log = await startMemoryLog();
    log.append(3);
    const dying = await log.open({ onStep: killAt('sign') });
    await expect(dying.sequence()).rejects.toBeInstanceOf(Killed);
    const marked = log.highWater.tree;
    log.append(3);
    const next = await log.open();
    await next.sequence();
    expect(next.head()).toMatchObject({ size: marked?.size, root: marked?.root });
  });

  it('stops when the clock shows less than at the last signature', async () => {
    const log = await startMemoryLog();
    const sequencer = await log.open();
    log.append(1);
    await sequencer.sequence();
    log.append(1);
    log.clock.time -= 1;
    await expect(sequencer.sequence()).rejects.toMatchObject({ code: 'log.clock_backwards' });
    expect((await log.store.head())?.size).toBe(1);
    log.clock.time += 1;
    expect(await sequencer.sequence()).toMatchObject({ kind: 'grown' });
  });

  it('refuses a restored backup before it signs, by its own mark', async () => {
    const log = await startMemoryLog();
    log.append(50);
    await (await log.open()).sequence();
    const old = await backupOf(log, 20);
    await expect(old.open({ signer: log.signer, highWater: log.highWater })).rejects.toMatchObject({
      code: 'log.rolled_back',
    });
  });

  it('refuses a history that is as long as the marked one, or longer, and another', async () => {
    const log = await startMemoryLog();
    log.append(20);
    await (await log.open()).sequence();
    for (const count of [19, 40]) {
      const other = await startMemoryLog();
      other.store.append({ id: 0, entry: Buffer.from('other') });
      other.append(count);
      await (await other.open({ signer: log.signer })).sequence();
      const deps = { signer: log.signer, highWater: log.highWater };
      await expect(other.open(deps)).rejects.toMatchObject({ code: 'log.forked' });
    }
  });

  it('refuses a backup that was restored while it runs', async () => {
    const log = await startMemoryLog();
    const sequencer = await log.open();
    log.append(50);
    await sequencer.sequence();
    const old = await backupOf(log, 20);
    const running = await old.open({ signer: log.signer });
    old.append(5);
    const unaware = await old.open({ signer: log.signer });
    await old.deps.highWater.write({ size: 50, root: sequencer.head().root });
    await expect(unaware.sequence()).rejects.toMatchObject({ code: 'log.rolled_back' });
    await expect(running.sequence()).rejects.toMatchObject({ code: 'log.rolled_back' });
  });

  it('refuses tiles that are not those of the head', async () => {
    const log = await startMemoryLog();
    log.append(5);
    const head = (await log.open()).head();
    await (await log.open()).sequence();
    const to = { ...head, size: 6, root: leafHash(Buffer.from('x')) };
    const now = await log.store.head();
    if (now) await log.store.swapHead({ from: now, to, tiles: [], bundles: [] });
    await expect(log.open()).rejects.toThrow(/log\.(damaged|tile_missing)/);
  });
});

describe('a sequencer on a machine that remembers nothing', () => {
  async function witnessOf(log: MemoryLog): Promise<WitnessClient> {
    const signer = await makeNoteSigner('witness.example');
    const trees = new Map<string, WitnessedTree>();
    const witness = createWitness({
      logs: new Map([[logOrigin, [log.signer.signatureKey]]]),
      signer,
      clock: log.clock,
      memory: {
        latest: async (origin) => trees.get(origin),
        replace: async (origin, _, after) => Boolean(trees.set(origin, after)),
      },
    });
    return createWitnessClient(signer.cosignatureKey, (body) => witness.addCheckpoint(body));
  }
  const down: WitnessClient = {
    name: 'down',
    cosign: async () => ({ kind: 'failed', message: 'it is down' }),
  };

  it('signs when a witness confirms the head', async () => {
    const log = await startMemoryLog();
    const witness = await witnessOf(log);
    log.append(20);
    const sequencer = await log.open();
    await sequencer.sequence();
    await witness.cosign(sequencer.head().note, log.store.readTiles);
    const moved = await log.open({ highWater: memoryHighWater(), witnesses: [down, witness] });
    log.append(1);
    expect(await moved.sequence()).toMatchObject({ kind: 'grown' });
  });

  it('refuses a restored backup, or an empty store, when a witness has seen more', async () => {
    const log = await startMemoryLog();
    const witness = await witnessOf(log);
    log.append(50);
    const sequencer = await log.open();
    await sequencer.sequence();
    await witness.cosign(sequencer.head().note, log.store.readTiles);
    for (const count of [20, 0]) {
      const old = await backupOf(log, count);
      const deps = { signer: log.signer, highWater: memoryHighWater(), witnesses: [witness] };
      await expect(old.open(deps)).rejects.toMatchObject({ code: 'log.rolled_back' });
    }
  });

  it('asks again when another sequencer went on, and the witness has seen that', async () => {
    const log = await startMemoryLog();
    const witness = await witnessOf(log);
    log.append(20);
    const other = await log.open();
    await other.sequence();
    const later: WitnessClient = {
      name: witness.name,
      async cosign(...asked) {
        log.append(300);
        if ((await other.sequence()).kind === 'grown' && other.head().size < 900)
          await witness.cosign(other.head().note, log.store.readTiles);
        return witness.cosign(...asked);
      },
    };
    const moved = await log.open({ highWater: memoryHighWater(), witnesses: [later] });
    expect(moved.head().size).toBeGreaterThan(600);
  });

  it('refuses a head that nobody confirms', async () => {
    const log = await startMemoryLog();
    log.append(20);
    await (await log.open()).sequence();
    for (const witnesses of [[], [down]])
      await expect(log.open({ highWater: memoryHighWater(), witnesses })).rejects.toMatchObject({
        code: 'log.unconfirmed_head',
      });
  });
});

describe('two sequencers at once', () => {
  it.each(['readTiles', 'bundle'] as const)(
    'the second opens a log that the first makes longer before it answers %s',
    async (reading) => {
      const log = await startMemoryLog();
      log.append(300);
      const first = await log.open();
      await first.sequence();
      let times = 0;
      const grow = async () => {
        if ((times += 1) > 2) return;
        log.append(100);
        await first.sequence();
      };
      const { store } = log;
      const slow =
        reading === 'bundle'
          ? { ...store, bundle: (index: number) => grow().then(() => store.bundle(index)) }
          : {
              ...store,
              readTiles: (some: Parameters<typeof store.readTiles>[0]) =>
                grow().then(() => store.readTiles(some)),
            };
      const second = await log.open({ store: slow });
      log.append(10);
      while ((await second.sequence()).kind !== 'idle');
      expect(second.head().size).toBe(510);
      expect(await findingsOf(log)).toEqual([]);
    },
  );

  it.each(['each with a mark of its own', 'with one mark'])('%s make one history', async (kind) => {
    const log = await startMemoryLog();
    const second = kind === 'with one mark' ? {} : { highWater: memoryHighWater() };
    const sequencers = [await log.open({ mostInBatch: 7 }), await log.open({ mostInBatch: 11, ...second })];
    log.append(500);
    const work = async (sequencer: (typeof sequencers)[number]) => {
      while ((await sequencer.sequence()).kind !== 'idle');
    };
    await Promise.all(sequencers.map(work));
    expect((await log.store.head())?.size).toBe(500);
    expect(await findingsOf(log)).toEqual([]);
    for (const id of [1, 250, 500]) expect(await log.store.placeOf(id)).toBe(id - 1);
  });
});
