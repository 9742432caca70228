import {
  LogError,
  type LoggedRecord,
  type RawRow,
  readEntryBundle,
  type RowSource,
  sealedEntry,
} from '../../../certs/index.ts';
import { type Queryable, type Row, statement } from '../../db/index.ts';
import { partsOf, type RecordedFacts } from '../parts.ts';
import { seededColumns, seededRows } from '../store.ts';

const waits = `(coalesce(r.seed, a.seed) is null
  or exists (select from record_pending p where p.record_id = r.id)
  or exists (select from record_staged s where r.id = any(s.ids))) as "isWaiting"`;

const bundle = statement('record_log.raw_bundle', 'select ids, entries from record_bundle where place = $1');
const rowsOf = statement(
  'record_log.raw_rows',
  `select ${seededColumns}, false as "isWaiting" from ${seededRows} where r.id = any($1::bigint[])`,
);
const rowsAfter = statement(
  'record_log.raw_rows_after',
  `select ${seededColumns}, ${waits} from ${seededRows} where r.id > $1 order by r.id limit $2`,
);
const placesOf = statement(
  'record_log.raw_places',
  `select u.id, b.place * 256 + u.nth - 1 as index
     from record_bundle b, unnest(b.ids) with ordinality as u (id, nth)
    where b.id_range && int8range($1, $2, '[]') and u.id between $1 and $2 order by b.place, u.nth`,
);

interface StoredRow extends Row, RecordedFacts {
  readonly id: string;
  readonly seed: Buffer | null;
  readonly isWaiting: boolean;
}

/** The rows of the database and what the log says of them, for the checker; as `acar_operator`. */
export function createRowSource(db: Queryable): RowSource {
  return {
    async bundle(index) {
      const [row] = await db.query<{ ids: string[]; entries: Buffer }>(bundle, [index]);
      return row ? recordsOf(index, row) : [];
    },
    async rowsOf(ids) {
      const found = await db.query<StoredRow>(rowsOf, [ids]);
      return new Map(found.map(toRaw).map((row) => [row.id, row] as const));
    },
    async rowsAfter(id, most) {
      return (await db.query<StoredRow>(rowsAfter, [id, most])).map(toRaw);
    },
    async placesOf(first, last) {
      const found = await db.query<{ id: string; index: string }>(placesOf, [first, last]);
      return found.map(({ id, index }) => ({ id: Number(id), index: Number(index) }));
    },
  };
}

function recordsOf(
  index: number,
  { ids, entries }: { ids: string[]; entries: Buffer },
): readonly LoggedRecord[] {
  const read = readEntryBundle(entries);
  if (read?.length !== ids.length)
    throw new LogError('log.damaged', `bundle ${index} has other ids than entries`);
  return read.map((entry, at) => ({ id: Number(ids[at]), entry }));
}

function toRaw(row: StoredRow): RawRow {
  const { id, seed, isWaiting } = row;
  return { id: Number(id), entry: entryFrom(row, seed), isWaiting };
}

/** What the entry of the row would be now; of a row that cannot be a record, nothing that any entry is. */
function entryFrom(row: RecordedFacts, seed: Uint8Array | null): Uint8Array {
  if (!seed) return new Uint8Array();
  try {
    return sealedEntry(partsOf(row), seed);
  } catch {
    return new Uint8Array();
  }
}
