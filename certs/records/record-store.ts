import type { Tile } from './tree-edge.ts';
import type { ReadTiles } from './tile-tree.ts';

/** What the log signed last: the cell that never goes back. */
export interface LogHead {
  readonly size: number;
  readonly root: Uint8Array;
  /** The checkpoint with the log's own signatures. */
  readonly note: string;
  /** By the sequencer's clock, in milliseconds since 1970. */
  readonly signedAt: number;
}

/** A record that stands in the log, or is to. */
export interface LoggedRecord {
  /** Of the row; the order of the rows that wait. */
  readonly id: number;
  readonly entry: Uint8Array;
}

/** Rows whose places behind a head are fixed for ever, whether signed yet or not. */
export interface StagedBatch {
  readonly baseSize: number;
  readonly records: readonly LoggedRecord[];
}

/** Up to 256 entries in a row: bundle `index` begins with the entry 256 * index. */
export interface Bundle {
  readonly index: number;
  readonly records: readonly LoggedRecord[];
}

export interface HeadChange {
  /** The head that must still be the one in the cell. */
  readonly from: LogHead;
  readonly to: LogHead;
  /** Every tile and bundle that changes, as a whole. */
  readonly tiles: readonly Tile[];
  readonly bundles: readonly Bundle[];
}

/** A checkpoint as it is shown to everybody: signed by the log, by witnesses, and stamped. */
export interface PublishedCheckpoint {
  readonly size: number;
  readonly note: string;
  /** An RFC 3161 token over the text of the checkpoint, as DER; undefined where no stamp was to be had. */
  readonly timeStamp: Uint8Array | undefined;
}

/** What everybody may read of the log. */
export interface LogReader {
  /** Tiles and entry bundles as they are served; a partial one may be wider than asked. */
  readonly readTiles: ReadTiles;
  /** The newest. */
  published(): Promise<PublishedCheckpoint | undefined>;
  /** The index of a record's entry; undefined while it waits. */
  placeOf(recordId: number): Promise<number | undefined>;
}

/** Where the sequencer keeps the log. Everything is durable when a promise resolves. */
export interface RecordStore extends LogReader {
  head(): Promise<LogHead | undefined>;
  /** Puts the first head into the empty cell. False when there is a head. */
  createHead(first: LogHead): Promise<boolean>;
  staged(): Promise<StagedBatch | undefined>;
  /**
   * Takes up to `most` waiting rows in the order of their ids and fixes their places behind the head. `nothing` when no
   * row waits; `conflict` when the head is another one, or a batch is staged already.
   */
  stage(head: LogHead, most: number): Promise<StagedBatch | 'nothing' | 'conflict'>;
  /**
   * In one atom: the head, its tiles and bundles, and the end of the staged batch. False, and nothing done, when the cell
   * holds another head than `from`.
   */
  swapHead(change: HeadChange): Promise<boolean>;
  /** The bundle as it is; undefined when it has no entry. */
  bundle(index: number): Promise<Bundle | undefined>;
  /** Keeps a checkpoint, in place of one of the same size; one that is smaller than the newest is not kept. */
  publish(checkpoint: PublishedCheckpoint): Promise<void>;
}
