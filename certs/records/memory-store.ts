import { writeEntryBundle } from './entry-bundle.ts';
import { isSame } from './hashing.ts';
import type {
  Bundle,
  LoggedRecord,
  LogHead,
  PublishedCheckpoint,
  RecordStore,
  StagedBatch,
} from './record-store.ts';

/** A log in memory. */
export interface MemoryRecordStore extends RecordStore {
  /** A row that waits from now on. */
  append(record: LoggedRecord): void;
}

export function createMemoryRecordStore(): MemoryRecordStore {
  const waiting = new Map<number, LoggedRecord>();
  const tiles = new Map<string, Uint8Array>();
  const bundles = new Map<number, Bundle>();
  let head: LogHead | undefined;
  let staged: StagedBatch | undefined;
  let published: PublishedCheckpoint | undefined;
  const isHead = (other: LogHead) =>
    head !== undefined && head.size === other.size && isSame(head.root, other.root);

  return {
    append: (record) => void waiting.set(record.id, record),
    async head() {
      return head;
    },
    async createHead(first) {
      if (head) return false;
      head = first;
      return true;
    },
    async staged() {
      return staged;
    },
    async stage(behind, most) {
      if (!isHead(behind) || staged) return 'conflict';
      const records = [...waiting.values()].toSorted((one, other) => one.id - other.id).slice(0, most);
      if (records.length === 0) return 'nothing';
      for (const { id } of records) waiting.delete(id);
      staged = { baseSize: behind.size, records };
      return staged;
    },
    async swapHead({ from, to, tiles: changedTiles, bundles: changedBundles }) {
      if (!isHead(from)) return false;
      head = to;
      staged = undefined;
      for (const { level, index, hashes } of changedTiles) tiles.set(`${level}/${index}`, hashes);
      for (const bundle of changedBundles) bundles.set(bundle.index, bundle);
      return true;
    },
    async bundle(index) {
      return bundles.get(index);
    },
    async publish(checkpoint) {
      if (!published || checkpoint.size >= published.size) published = checkpoint;
    },
    async readTiles(addresses) {
      return addresses.map(({ level, index }) => {
        if (level !== 'entries') return tiles.get(`${level}/${index}`);
        const bundle = bundles.get(index);
        return bundle && writeEntryBundle(bundle.records.map(({ entry }) => entry));
      });
    },
    async published() {
      return published;
    },
    async placeOf(recordId) {
      for (const { index, records } of bundles.values()) {
        const at = records.findIndex(({ id }) => id === recordId);
        if (at >= 0) return index * 256 + at;
      }
      return undefined;
    },
  };
}
