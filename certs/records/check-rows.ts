import type { CheckProgress, LogFinding } from './check-tree.ts';
import { isSame } from './hashing.ts';
import type { LoggedRecord } from './record-store.ts';
import { tileWidth } from './tile-address.ts';

/** A row as it is now, and what its entry would be. */
export interface RawRow {
  readonly id: number;
  readonly entry: Uint8Array;
  /** It has no place yet, and nothing is wrong with that. */
  readonly isWaiting: boolean;
  /** Parts of it were erased, and no record says so. */
  readonly isUnaccounted?: boolean;
}

/** The rows that the log was made of, and which of them the log says they are. */
export interface RowSource {
  /** The records of the bundle in the log's order. */
  bundle(index: number): Promise<readonly LoggedRecord[]>;
  rowsOf(ids: readonly number[]): Promise<ReadonlyMap<number, RawRow>>;
  /** Up to `most` rows with larger ids, in their order. */
  rowsAfter(id: number, most: number): Promise<readonly RawRow[]>;
  /** Places in the log of the records with ids from `first` to `last`; a record that was logged twice has two. */
  placesOf(first: number, last: number): Promise<readonly { readonly id: number; readonly index: number }[]>;
}

export interface RowsQuestion {
  readonly source: RowSource;
  readonly size: number;
  readonly onFinding: (finding: LogFinding) => void;
  readonly onProgress?: (progress: CheckProgress) => void;
}

/** A row whose entry is not that of its place. */
interface Mismatch {
  readonly index: number;
  readonly record: number;
  readonly expected: string;
  readonly found: string;
}

const bundlesAtOnce = 16;
const rowsAtOnce = bundlesAtOnce * tileWidth;
/** Of so many rows the checker can say that they changed places; of the others, that they were altered. */
const mostCompared = 10_000;

/**
 * Holds every row against its entry, and every row against the log. Keeps no more than a few bundles and the rows that
 * are wrong, up to a limit.
 */
export async function checkRows(question: RowsQuestion): Promise<void> {
  const mismatches = await checkPlaces(question);
  nameMismatches(mismatches, question.onFinding);
  const unlogged = await findUnlogged(question);
  await nameUnlogged(unlogged, question);
}

/** From the log to the rows: deleted, altered and exchanged ones. */
async function checkPlaces({ source, size, onFinding, onProgress }: RowsQuestion): Promise<Mismatch[]> {
  const mismatches: Mismatch[] = [];
  for (let from = 0; from < size; from += rowsAtOnce) {
    const first = from / tileWidth;
    const count = Math.min(bundlesAtOnce, Math.ceil((size - from) / tileWidth));
    const bundles = await Promise.all(Array.from({ length: count }, (_, at) => source.bundle(first + at)));
    const records = bundles.flat();
    const rows = await source.rowsOf(records.map(({ id }) => id));
    for (const [at, { id, entry }] of records.entries()) {
      const index = from + at;
      if (index >= size) break;
      const row = rows.get(id);
      if (!row) {
        onFinding({ kind: 'deleted', index, record: id, message: `record ${id} (entry ${index}) is gone` });
      } else if (!isSame(row.entry, entry)) {
        const mismatch = { index, record: id, expected: hex(entry), found: hex(row.entry) };
        if (mismatches.length < mostCompared) mismatches.push(mismatch);
        else onFinding(altered(mismatch));
      } else if (row.isUnaccounted === true) {
        const message = `parts of record ${id} (entry ${index}) were erased, and no record says so`;
        onFinding({ kind: 'redacted', index, record: id, message });
      }
    }
    onProgress?.({ done: Math.min(size, from + rowsAtOnce), of: size });
  }
  return mismatches;
}

function nameMismatches(mismatches: readonly Mismatch[], onFinding: RowsQuestion['onFinding']): void {
  const byExpected = new Map(mismatches.map((one) => [one.expected, one] as const));
  for (const one of mismatches) {
    const other = byExpected.get(one.found);
    onFinding(
      other
        ? {
            kind: 'reordered',
            index: one.index,
            record: one.record,
            message: `record ${one.record} (entry ${one.index}) holds what was logged as record ${other.record} (entry ${other.index})`,
          }
        : altered(one),
    );
  }
}

function altered({ index, record }: Mismatch): LogFinding {
  return { kind: 'altered', index, record, message: `record ${record} (entry ${index}) was altered` };
}

/** From the rows to the log: rows that it does not have, and records that it has twice. */
async function findUnlogged({ source, onFinding }: RowsQuestion): Promise<RawRow[]> {
  const unlogged: RawRow[] = [];
  for (let after = 0; ; ) {
    const rows = await source.rowsAfter(after, rowsAtOnce);
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) return unlogged;
    const places = new Map<number, number>();
    for (const { id, index } of await source.placesOf(first.id, last.id)) {
      const earlier = places.get(id);
      places.set(id, earlier ?? index);
      if (earlier !== undefined && earlier !== index)
        onFinding({
          kind: 'duplicated',
          index,
          record: id,
          message: `record ${id} stands in the log twice: entries ${earlier} and ${index}`,
        });
    }
    for (const row of rows)
      if (!places.has(row.id) && !row.isWaiting) {
        if (unlogged.length < mostCompared) unlogged.push(row);
        else onFinding(notLogged(row));
      }
    after = last.id;
  }
}

function notLogged({ id }: RawRow): LogFinding {
  return { kind: 'unlogged', record: id, message: `record ${id} never went through the log` };
}

/** Rows that the log does not have may be copies of those that it has. */
async function nameUnlogged(unlogged: readonly RawRow[], question: RowsQuestion): Promise<void> {
  if (unlogged.length === 0) return;
  const { source, size, onFinding } = question;
  const byEntry = new Map(unlogged.map((row) => [hex(row.entry), row] as const));
  const copied = new Map<number, LogFinding>();
  for (let bundle = 0; bundle * tileWidth < size; bundle += 1)
    for (const [at, { id, entry }] of (await source.bundle(bundle)).entries()) {
      const row = byEntry.get(hex(entry));
      if (!row) continue;
      const index = bundle * tileWidth + at;
      copied.set(row.id, {
        kind: 'duplicated',
        index,
        record: row.id,
        message: `record ${row.id} is a copy of record ${id} (entry ${index})`,
      });
    }
  for (const row of unlogged) onFinding(copied.get(row.id) ?? notLogged(row));
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
