import {
  entryOf,
  LogError,
  type LoggedRecord,
  type RawRow,
  readEntryBundle,
  type RowSource,
} from '../../../certs/index.ts';
import { type Queryable, statement } from '../../db/index.ts';
import { shownPartsOf } from '../parts.ts';
import { seededColumns, type SeededRow, seededRows, type StoredSeededRow, toSeeded } from '../store.ts';

const waits = `((coalesce(r.seed, a.seed) is null and r.redacted_at is null)
  or exists (select from record_pending p where p.record_id = r.id)
  or exists (select from record_staged s where r.id = any(s.ids))) as "isWaiting"`;

/* Facts went, and no record says so. */
const isUnaccounted = `(r.redacted_at is not null or d.record_id is not null) and not exists (
  select from interaction_record e where e.type = 'records.redacted'
     and int8range((e.facts ->> 'first')::bigint, (e.facts ->> 'last')::bigint, '[]') @> r.id) as "isUnaccounted"`;

const bundle = statement('record_log.raw_bundle', 'select ids, entries from record_bundle where place = $1');
const rowsOf = statement(
  'record_log.raw_rows',
  `select ${seededColumns}, false as "isWaiting", ${isUnaccounted} from ${seededRows} where r.id = any($1::bigint[])`,
);
const rowsAfter = statement(
  'record_log.raw_rows_after',
  `select ${seededColumns}, ${waits}, false as "isUnaccounted" from ${seededRows} where r.id > $1 order by r.id limit $2`,
);
const placesOf = statement(
  'record_log.raw_places',
  `select u.id, b.place * 256 + u.nth - 1 as index
     from record_bundle b, unnest(b.ids) with ordinality as u (id, nth)
    where b.id_range && int8range($1, $2, '[]') and u.id between $1 and $2 order by b.place, u.nth`,
);

interface StoredRawRow extends StoredSeededRow {
  readonly isWaiting: boolean;
  readonly isUnaccounted: boolean;
}

/** The rows of the database and what the log says of them, for the checker; as `acar_operator`. */
export function createRowSource(db: Queryable): RowSource {
  return {
    async bundle(index) {
      const [row] = await db.query<{ ids: string[]; entries: Buffer }>(bundle, [index]);
      return row ? recordsOf(index, row) : [];
    },
    async rowsOf(ids) {
      const found = await db.query<StoredRawRow>(rowsOf, [ids]);
      return new Map(found.map(toRaw).map((row) => [row.id, row] as const));
    },
    async rowsAfter(id, most) {
      return (await db.query<StoredRawRow>(rowsAfter, [id, most])).map(toRaw);
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

function toRaw(row: StoredRawRow): RawRow {
  const { isWaiting, isUnaccounted } = row;
  return { id: Number(row.id), entry: entryFrom(toSeeded(row)), isWaiting, isUnaccounted };
}

/** What the entry of the row would be now; of a row that cannot be a record, nothing that any entry is. */
function entryFrom(row: SeededRow): Uint8Array {
  try {
    const parts = shownPartsOf(row);
    return parts ? entryOf(parts) : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}
