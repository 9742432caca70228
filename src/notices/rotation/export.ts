import {
  createTileTree,
  type LogReader,
  readSignedCheckpoint,
  type TileAddress,
  writeReceipt,
} from '../../../certs/index.ts';
import type { Queryable } from '../../db/index.ts';
import { type CourtRecordRow, createCourtRecords, createLogReader } from '../../records/index.ts';
import type { DrawLine } from './codec.ts';
import { findReceipts, insertReceipts } from './receipt-store.ts';
import { readCheckpointBeyond } from './store.ts';
import { dayInBaku } from './model.ts';
import { isToldType, tell, toldTypes } from './told.ts';

const recordsAtOnce = 200;
/** Of 8 KiB each. */
const mostTiles = 2000;
const types = toldTypes.filter(isToldType);

/** By the calendar of Baku. */
function beginOf(year: number): Date {
  return new Date(`${String(year).padStart(4, '0')}-01-01T00:00:00+04:00`);
}

/** The month that is not over. */
export function beginOfMonth(now: number): number {
  return Date.parse(`${dayInBaku(now).slice(0, 7)}-01T00:00:00+04:00`);
}

function yearOf(at: number): number {
  return Number(dayInBaku(at).slice(0, 4));
}

/** The years of a court's records, the first one first; none where nothing was recorded. */
export async function listYears(db: Queryable, court: string, now: number): Promise<readonly number[]> {
  const first = await createCourtRecords(db).firstAt({ court, types });
  if (!first) return [];
  const from = yearOf(first.getTime());
  return Array.from({ length: Math.max(1, yearOf(now) - from + 1) }, (_, place) => from + place);
}

export interface DrawsQuestion {
  readonly court: string;
  /** Its part alone: draws follow from what was recorded in the years before. */
  readonly year?: number | undefined;
  /**
   * Receipts of records before this moment are made once and kept; undefined = each is made now, under the newest
   * checkpoint.
   */
  readonly keptBefore?: number;
}

/**
 * Everything that the draws of a court can be computed anew from, up to the newest checkpoint; nothing where there is no
 * log. Page by page, never all in memory.
 */
export async function* exportDraws(
  db: Queryable,
  { court, year, keptBefore = -Infinity }: DrawsQuestion,
): AsyncGenerator<DrawLine> {
  const log = createLogReader(db);
  const published = await log.published();
  if (!published) return;
  yield { kind: 'head', court };
  const records = createCourtRecords(db);
  const shown = new Set<number>();
  const tree = createTileTree(published.size, cached(log.readTiles));
  const makeReceipt = async (place: number) => {
    const proof = await tree.inclusionProof(place);
    return writeReceipt({ index: place, proof, checkpoint: published.note, extra: undefined });
  };
  const period = year === undefined ? undefined : { from: beginOf(year), until: beginOf(year + 1) };
  for (let after = 0; ; ) {
    const rows = await records.after(after, { court, types, limit: recordsAtOnce, period });
    const old = rows.filter(({ at }) => at.getTime() < keptBefore).map(({ id }) => id);
    const kept = old.length > 0 ? await findReceipts(db, old) : new Map<number, string>();
    const made = new Map<number, string>();
    for (const row of rows) {
      const document = row.document();
      if (document === undefined || row.place === undefined || row.place >= published.size) continue;
      yield* checkpointOf(db, row, shown);
      const receipt = kept.get(row.id) ?? (await makeReceipt(row.place));
      if (!kept.has(row.id) && row.at.getTime() < keptBefore) made.set(row.id, receipt);
      yield { kind: 'record', document, receipt };
    }
    if (made.size > 0) await insertReceipts(db, made);
    const last = rows.at(-1);
    if (!last || rows.length < recordsAtOnce) return;
    after = last.id;
  }
}

/** The checkpoint that a draw took, once. */
async function* checkpointOf(
  db: Queryable,
  row: CourtRecordRow,
  shown: Set<number>,
): AsyncGenerator<DrawLine> {
  const telling = tell(row);
  if (telling.kind !== 'told' || telling.told.type !== 'case.drawn') return;
  const { size } = telling.told.facts;
  if (shown.has(size)) return;
  shown.add(size);
  const note = await readCheckpointBeyond(db, size - 1);
  const read = note === undefined ? undefined : readSignedCheckpoint(note);
  if (note !== undefined && read?.kind === 'read' && read.value.checkpoint.size === size)
    yield { kind: 'checkpoint', note };
}

const key = ({ level, index, width }: TileAddress) => `${level} ${index} ${width}`;

/** Records that lie near one another share tiles. What was read longest ago goes. */
function cached(read: LogReader['readTiles']): LogReader['readTiles'] {
  const known = new Map<string, Uint8Array | undefined>();
  return async (addresses) => {
    const missing = addresses.filter((address) => !known.has(key(address)));
    const found = missing.length > 0 ? await read(missing) : [];
    for (const [at, address] of missing.entries()) known.set(key(address), found[at]);
    const tiles = addresses.map((address) => known.get(key(address)));
    for (const old of known.keys()) {
      if (known.size <= mostTiles) break;
      known.delete(old);
    }
    return tiles;
  };
}
