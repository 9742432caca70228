import { writeReceipt } from './receipt.ts';
import type { LogReader } from './record-store.ts';
import { createTileTree } from './tile-tree.ts';
import { tileWidth } from './tile-address.ts';
import { readEntryBundle } from './entry-bundle.ts';
import { LogError } from './errors.ts';
import { readBase64, writeBase64 } from './text-values.ts';

/** Gives out receipts. */
export interface Receipts {
  /** Of a record; undefined while it waits for a published checkpoint. @throws LogError `log.tile_missing` */
  receiptOf(recordId: number): Promise<string | undefined>;
}

export function createReceipts(log: LogReader): Receipts {
  return {
    async receiptOf(recordId) {
      // In this order: a place that is published stays so, whatever is published meanwhile.
      const index = await log.placeOf(recordId);
      const published = index === undefined ? undefined : await log.published();
      if (index === undefined || !published || published.size <= index) return undefined;
      const bundleIndex = Math.floor(index / tileWidth);
      const [proof, [bundle]] = await Promise.all([
        createTileTree(published.size, log.readTiles).inclusionProof(index),
        log.readTiles([{ level: 'entries', index: bundleIndex, width: (index % tileWidth) + 1 }]),
      ]);
      const entry = bundle && readEntryBundle(bundle)?.[index % tileWidth];
      if (!entry) throw new LogError('log.tile_missing', `bundle ${bundleIndex}`);
      const extra = writeReceiptExtra({ entry, timeStamp: published.timeStamp });
      return writeReceipt({ index, proof, checkpoint: published.note, extra });
    },
  };
}

/** What our receipts carry beside the proof, so that they can be judged alone. */
export interface ReceiptExtra {
  readonly entry: Uint8Array;
  /** An RFC 3161 token over the checkpoint's text. */
  readonly timeStamp: Uint8Array | undefined;
}

function writeReceiptExtra({ entry, timeStamp }: ReceiptExtra): Uint8Array {
  const stamp = timeStamp && { timeStamp: writeBase64(timeStamp) };
  return Buffer.from(JSON.stringify({ entry: writeBase64(entry), ...stamp }));
}

/** Undefined for the extra data of other logs. Nobody signed it: the entry is proved by the receipt, the stamp by itself. */
export function readReceiptExtra(extra: Uint8Array): ReceiptExtra | undefined {
  const given = membersOf(extra);
  const entry = octetsOf(given?.['entry']);
  return entry && { entry, timeStamp: octetsOf(given?.['timeStamp']) };
}

function membersOf(extra: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(extra).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function octetsOf(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? readBase64(value) : undefined;
}
