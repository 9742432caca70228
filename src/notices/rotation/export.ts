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
import { readCheckpointBeyond } from './store.ts';
import { isToldType, tell, toldTypes } from './told.ts';

const recordsAtOnce = 200;

/**
 * Everything that the draws of a court can be computed anew from, up to the newest checkpoint; nothing where there is no
 * log. Page by page, never all in memory.
 */
export async function* exportDraws(db: Queryable, court: string): AsyncGenerator<DrawLine> {
  const log = createLogReader(db);
  const published = await log.published();
  if (!published) return;
  yield { kind: 'head', court };
  const records = createCourtRecords(db);
  const shown = new Set<number>();
  const types = toldTypes.filter(isToldType);
  for (let after = 0; ; ) {
    const rows = await records.after(after, { court, types, limit: recordsAtOnce });
    const tree = createTileTree(published.size, cached(log.readTiles));
    for (const row of rows) {
      const document = row.document();
      if (document === undefined || row.place === undefined || row.place >= published.size) continue;
      yield* checkpointOf(db, row, shown);
      const proof = await tree.inclusionProof(row.place);
      const receipt = { index: row.place, proof, checkpoint: published.note, extra: undefined };
      yield { kind: 'record', document, receipt: writeReceipt(receipt) };
    }
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

/** Records that lie near one another share tiles. */
function cached(read: LogReader['readTiles']): LogReader['readTiles'] {
  const known = new Map<string, Uint8Array | undefined>();
  return async (addresses) => {
    const missing = addresses.filter((address) => !known.has(key(address)));
    const found = missing.length > 0 ? await read(missing) : [];
    for (const [at, address] of missing.entries()) known.set(key(address), found[at]);
    return addresses.map((address) => known.get(key(address)));
  };
}
