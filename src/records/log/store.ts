import {
  type HeadChange,
  LogError,
  type LoggedRecord,
  type LogHead,
  type LogReader,
  type PublishedCheckpoint,
  readEntryBundle,
  type RecordStore,
  type StagedBatch,
  type TileAddress,
  writeEntryBundle,
} from '../../../certs/index.ts';
import {
  byteaArray,
  type Database,
  DatabaseError,
  numberArray,
  type Queryable,
  type Row,
  statement,
} from '../../db/index.ts';

const selectTiles = statement(
  'record_log.tiles',
  `select w.nth, t.hashes as bytes
     from unnest($1::smallint[], $2::bigint[]) with ordinality as w (level, place, nth)
     join record_tile t on t.level = w.level and t.place = w.place`,
);
const selectBundles = statement(
  'record_log.bundles',
  `select w.nth, b.entries as bytes
     from unnest($1::bigint[]) with ordinality as w (place, nth) join record_bundle b on b.place = w.place`,
);
const selectPlace = statement(
  'record_log.place',
  // The range finds a bundle or a few; the array tells which of its places.
  `select b.place * 256 + array_position(b.ids, $1::bigint) - 1 as index
     from record_bundle b where b.id_range @> $1::bigint and $1::bigint = any(b.ids)
     order by b.place limit 1`,
);
const selectCheckpoint = statement(
  'record_log.checkpoint',
  'select size, note, time_stamp as "timeStamp" from record_checkpoint order by size desc limit 1',
);

interface BytesRow extends Row {
  readonly nth: string;
  readonly bytes: Buffer;
}

/** The log as everybody may read it; for any role that may. */
export function createLogReader(db: Queryable): LogReader {
  return {
    readTiles: (addresses) => readTiles(db, addresses),
    async published() {
      const [row] = await db.query<{ size: string; note: string; timeStamp: Buffer | null }>(
        selectCheckpoint,
      );
      return row && { size: Number(row.size), note: row.note, timeStamp: row.timeStamp ?? undefined };
    },
    async placeOf(recordId) {
      const [row] = await db.query<{ index: string }>(selectPlace, [recordId]);
      return row && Number(row.index);
    },
  };
}

/** One statement for all tiles, and one for all bundles. */
async function readTiles(db: Queryable, addresses: readonly TileAddress[]) {
  const places = addresses.map((address, at) => ({ ...address, at }));
  const bundles = places.filter(({ level }) => level === 'entries');
  const tiles = places.flatMap((one) => (one.level === 'entries' ? [] : [{ ...one, level: one.level }]));
  const found = new Map<number, Uint8Array>();
  const keep = (wanted: readonly { readonly at: number }[], rows: readonly BytesRow[]) => {
    for (const { nth, bytes } of rows) {
      const at = wanted[Number(nth) - 1]?.at;
      if (at !== undefined) found.set(at, bytes);
    }
  };
  await Promise.all([
    tiles.length > 0 &&
      db
        .query<BytesRow>(selectTiles, [tiles.map(({ level }) => level), tiles.map(({ index }) => index)])
        .then((rows) => keep(tiles, rows)),
    bundles.length > 0 &&
      db
        .query<BytesRow>(selectBundles, [bundles.map(({ index }) => index)])
        .then((rows) => keep(bundles, rows)),
  ]);
  return addresses.map((_, at) => found.get(at));
}

const selectHead = statement(
  'record_log.head',
  'select size, root, note, signed_at as "signedAt" from record_head',
);
const insertHead = statement(
  'record_log.create_head',
  `insert into record_head (size, root, note, signed_at) values ($1, $2, $3, $4)
   on conflict (is_only) do nothing returning size`,
);
const selectStaged = statement(
  'record_log.staged',
  'select base_size as "baseSize", ids, entries from record_staged',
);
/*
 * The head's row is locked, so that it stays the one that the places are behind. A second batch meets the first one's
 * row; then nothing of this statement holds.
 */
const stage = statement(
  'record_log.stage',
  `with head as materialized (select size from record_head where size = $1 and root = $2 for share),
        first as materialized (
          select record_id from record_pending where exists (select from head)
           order by record_id limit $3),
        taken as (delete from record_pending p using first where p.record_id = first.record_id
                  returning p.record_id, p.entry),
        staged as (
          insert into record_staged (base_size, ids, entries)
          select $1, array_agg(record_id order by record_id),
                 string_agg(int2send(octet_length(entry)::int2) || entry, ''::bytea order by record_id)
            from taken having count(*) > 0
          returning base_size, ids, entries)
   select head.size as "headSize", staged.base_size as "baseSize", staged.ids, staged.entries
     from head left join staged on true`,
);
const selectBundle = statement(
  'record_log.bundle',
  'select ids, entries from record_bundle where place = $1',
);
const swapHead = statement(
  'record_log.swap_head',
  `update record_head set size = $3, root = $4, note = $5, signed_at = $6
    where size = $1 and root = $2 returning size`,
);
const upsertTiles = statement(
  'record_log.keep_tiles',
  `insert into record_tile (level, place, hashes)
   select * from unnest($1::float8[]::smallint[], $2::float8[]::bigint[], $3::bytea[])
   on conflict (level, place) do update set hashes = excluded.hashes`,
);
const upsertBundles = statement(
  'record_log.keep_bundles',
  `insert into record_bundle (place, ids, entries, id_range)
   select w.place, i.ids, w.entries, int8range(i.least, i.greatest, '[]')
     from unnest($1::float8[]::bigint[], $2::bytea[], $3::float8[]::int[], $4::float8[]::int[])
          as w (place, entries, first, count),
          lateral (select array_agg(id::bigint order by nth) as ids, min(id::bigint) as least,
                          max(id::bigint) as greatest
                     from unnest(($5::float8[])[w.first + 1 : w.first + w.count]) with ordinality as u (id, nth)) i
   on conflict (place) do update
      set ids = excluded.ids, entries = excluded.entries, id_range = excluded.id_range`,
);
const endStaged = statement('record_log.end_staged', 'delete from record_staged where base_size = $1');
const publish = statement(
  'record_log.publish',
  `insert into record_checkpoint (size, note, time_stamp)
   select $1, $2, $3 where not exists (select from record_checkpoint where size > $1)
   on conflict (size) do update set note = excluded.note, time_stamp = excluded.time_stamp`,
);

interface RecordsRow extends Row {
  readonly ids: readonly string[];
  readonly entries: Buffer;
}

interface StagedRow extends RecordsRow {
  readonly baseSize: string;
}

/** The log in PostgreSQL, as `acar_sequencer`. */
export function createRecordStore(db: Database): RecordStore {
  return {
    ...createLogReader(db),
    async head() {
      const [row] = await db.query<{ size: string; root: Buffer; note: string; signedAt: Date }>(selectHead);
      return row && { ...row, size: Number(row.size), signedAt: row.signedAt.getTime() };
    },
    async createHead(first) {
      return (await db.query(insertHead, valuesOf(first))).length === 1;
    },
    async staged() {
      const [row] = await db.query<StagedRow>(selectStaged);
      return row && stagedBatch(row);
    },
    async stage(head, most) {
      const row = await stageRows(db, head, most);
      if (row === 'conflict') return 'conflict';
      if (row.baseSize !== null) return stagedBatch(row);
      // Another may have taken the rows that this statement saw.
      const [other] = await db.query(selectStaged);
      return other ? 'conflict' : 'nothing';
    },
    swapHead: (change) => swap(db, change),
    async bundle(index) {
      const [row] = await db.query<RecordsRow>(selectBundle, [index]);
      return row && { index, records: recordsOf(row) };
    },
    async publish(checkpoint: PublishedCheckpoint) {
      await db.query(publish, [checkpoint.size, checkpoint.note, checkpoint.timeStamp ?? null]);
    },
  };
}

const valuesOf = ({ size, root, note, signedAt }: LogHead) => [size, root, note, new Date(signedAt)];

type StageRow = StagedRow | { readonly baseSize: null };

async function stageRows(db: Database, head: LogHead, most: number): Promise<StageRow | 'conflict'> {
  try {
    const [row] = await db.query<StageRow & Row>(stage, [head.size, head.root, most]);
    return row ?? 'conflict';
  } catch (error) {
    const isStaged =
      error instanceof DatabaseError &&
      error.code === 'database.unique_violation' &&
      error.constraint === 'record_staged_pkey';
    if (isStaged) return 'conflict';
    throw error;
  }
}

function stagedBatch(row: StagedRow): StagedBatch {
  return { baseSize: Number(row.baseSize), records: recordsOf(row) };
}

function recordsOf({ ids, entries }: RecordsRow): readonly LoggedRecord[] {
  const read = readEntryBundle(entries);
  if (read?.length !== ids.length)
    throw new LogError('log.damaged', 'there are more ids than entries, or fewer');
  return read.map((entry, at) => ({ id: Number(ids[at]), entry }));
}

function swap(db: Database, { from, to, tiles, bundles }: HeadChange): Promise<boolean> {
  return db.transaction(async (tx) => {
    // First: whoever changes the same head waits here, and then finds another.
    const swapped = await tx.query(swapHead, [from.size, from.root, ...valuesOf(to)]);
    if (swapped.length === 0) return false;
    await tx.query(upsertTiles, [
      numberArray(tiles.map(({ level }) => level)),
      numberArray(tiles.map(({ index }) => index)),
      byteaArray(tiles.map(({ hashes }) => hashes)),
    ]);
    const records = bundles.flatMap((bundle) => bundle.records);
    let first = 0;
    const firsts = bundles.map((bundle) => (first += bundle.records.length) - bundle.records.length);
    await tx.query(upsertBundles, [
      numberArray(bundles.map(({ index }) => index)),
      byteaArray(bundles.map((bundle) => writeEntryBundle(bundle.records.map(({ entry }) => entry)))),
      numberArray(firsts),
      numberArray(bundles.map((bundle) => bundle.records.length)),
      numberArray(records.map(({ id }) => id)),
    ]);
    await tx.query(endStaged, [from.size]);
    return true;
  });
}

const selectCheckpoints = statement(
  'record_log.checkpoints',
  'select size, note from record_checkpoint where size > $1 order by size limit 500',
);

/** Every checkpoint that was shown, the smallest first; read in pages. */
export async function* readCheckpoints(db: Queryable): AsyncIterable<string> {
  for (let after = '-1'; ; ) {
    const rows = await db.query<{ size: string; note: string }>(selectCheckpoints, [after]);
    for (const { note } of rows) yield note;
    const last = rows.at(-1);
    if (!last) return;
    after = last.size;
  }
}

/** Which log it is. */
export interface LogIdentity {
  readonly origin: string;
  readonly verifierKey: string;
}

const selectLog = statement(
  'record_log.identity',
  'select origin, verifier_key as "verifierKey" from record_log',
);
const insertLog = statement(
  'record_log.begin',
  'insert into record_log (origin, verifier_key) values ($1, $2) on conflict (is_only) do nothing',
);

/** Undefined before the log was begun. */
export async function readLogIdentity(db: Queryable): Promise<LogIdentity | undefined> {
  const [row] = await db.query<LogIdentity & Row>(selectLog);
  return row;
}

/** Says which log it is, once for ever; what was said the first time. */
export async function enterLog(db: Queryable, log: LogIdentity): Promise<LogIdentity> {
  await db.query(insertLog, [log.origin, log.verifierKey]);
  return (await readLogIdentity(db)) ?? log;
}

export async function hasHead(db: Queryable): Promise<boolean> {
  return (await db.query(selectHead)).length > 0;
}
