import { redact, writeRecordDocument } from '../../certs/index.ts';
import { type Queryable, type Row, statement, textArray } from '../db/index.ts';
import type { RecordType } from './model.ts';
import { shownPartsOf } from './parts.ts';
import { seededColumns, seededRows, type StoredSeededRow, toSeeded } from './store.ts';

/** A record that names a court, for everybody. */
export interface CourtRecordRow {
  readonly id: number;
  readonly type: string;
  readonly at: Date;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Its place in the log; undefined while it has none. */
  readonly place: number | undefined;
  /** With all parts open but those that tell of a person's session; undefined before the row has a seed. */
  document(): string | undefined;
}

const page = statement(
  'record.of_court',
  `select ${seededColumns},
          (select min(b.place * 256 + array_position(b.ids, r.id) - 1)
             from record_bundle b where b.id_range @> r.id and r.id = any(b.ids)) as place
     from ${seededRows}
    where r.facts ? 'court' and r.facts ->> 'court' = $1 and r.type = any($2::text[]) and r.id > $3
    order by r.id limit $4`,
);
const newest = statement(
  'record.of_court_newest',
  `select ${seededColumns}, null as place from ${seededRows}
    where r.facts ? 'court' and r.facts ->> 'court' = $1 and r.type = any($2::text[]) and r.id < $3
    order by r.id desc limit $4`,
);

export interface CourtRecordsQuestion {
  readonly court: string;
  readonly types: readonly RecordType[];
  readonly limit: number;
}

/** Records of some types that name a court: none of them may name a person. */
export interface CourtRecords {
  /** In their order, from behind the record `after`, with their places in the log. */
  after(after: number, question: CourtRecordsQuestion): Promise<readonly CourtRecordRow[]>;
  /** The newest first, from before the record `before`; without places. */
  before(before: number, question: CourtRecordsQuestion): Promise<readonly CourtRecordRow[]>;
}

type PlacedRow = StoredSeededRow & { readonly place: string | null };

export function createCourtRecords(db: Queryable): CourtRecords {
  const read = async (sql: typeof page, bound: number, { court, types, limit }: CourtRecordsQuestion) =>
    (await db.query<PlacedRow & Row>(sql, [court, textArray([...types]), bound, limit])).map(toRecord);
  return {
    after: (after, question) => read(page, after, question),
    before: (before, question) => read(newest, before, question),
  };
}

function toRecord(row: PlacedRow): CourtRecordRow {
  const seeded = toSeeded(row);
  const { id, type, at, facts } = seeded;
  return {
    id,
    type,
    at,
    facts,
    place: row.place === null ? undefined : Number(row.place),
    document() {
      const parts = shownPartsOf(seeded);
      return parts && writeRecordDocument(redact(parts, ['person', 'session']));
    },
  };
}
