import {
  createMemoryRecordStore,
  createPublisher,
  entryOf,
  type HighWater,
  openParts,
  openSequencer,
  type SequencerDeps,
  type SignedTree,
  type WitnessClient,
} from '../../certs/index.ts';
import { makeNoteSigner } from './log-keys.ts';

export const logOrigin = 'log.example/records';

/** A record's parts and entry, as different as its number. */
export function sampleRecord(id: number) {
  const parts = openParts(
    [
      { name: 'type', text: 'sign_in.succeeded' },
      { name: 'person', text: `person ${id}` },
    ],
    Buffer.alloc(32, id % 251),
  );
  return { id, parts, entry: entryOf(parts) };
}

export function memoryHighWater(): HighWater & { tree: SignedTree | undefined } {
  return {
    tree: undefined,
    async read() {
      return this.tree;
    },
    async write(tree) {
      this.tree = tree;
    },
  };
}

/** A log in memory, with a clock that is moved by hand. */
export async function startMemoryLog(options: { witnesses?: readonly WitnessClient[] } = {}) {
  const store = createMemoryRecordStore();
  const signer = await makeNoteSigner(logOrigin);
  const highWater = memoryHighWater();
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
  const witnesses = options.witnesses ?? [];
  const deps: SequencerDeps = {
    origin: logOrigin,
    store,
    signer,
    highWater,
    clock,
    witnesses,
    mostInBatch: 1000,
  };
  const publisher = createPublisher({
    store,
    witnesses,
    timeStamp: async () => undefined,
    onTrouble: () => {},
  });
  let lastId = 0;
  return {
    store,
    signer,
    highWater,
    clock,
    deps,
    publisher,
    open: (other: Partial<SequencerDeps> = {}) => openSequencer({ ...deps, ...other }),
    append(count: number) {
      for (let at = 0; at < count; at += 1) store.append(sampleRecord((lastId += 1)));
    },
  };
}
