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
      and r.at >= coalesce($5::timestamptz, '-infinity') and r.at < coalesce($6::timestamptz, 'infinity')
    order by r.id limit $4`,
);
const first = statement(
  'record.of_court_first',
  `select at from interaction_record
    where facts ? 'court' and facts ->> 'court' = $1 and type = any($2::text[]) order by id limit 1`,
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
  /** Of records from `from` on, before `until`; undefined = all. */
  readonly period?: { readonly from: Date; readonly until: Date } | undefined;
}

/** Records of some types that name a court: none of them may name a person. */
export interface CourtRecords {
  /** In their order, from behind the record `after`, with their places in the log. */
  after(after: number, question: CourtRecordsQuestion): Promise<readonly CourtRecordRow[]>;
  /** When the first of them was made; undefined where there is none. */
  firstAt(question: Pick<CourtRecordsQuestion, 'court' | 'types'>): Promise<Date | undefined>;
  /** The newest first, from before the record `before`; without places. */
  before(before: number, question: CourtRecordsQuestion): Promise<readonly CourtRecordRow[]>;
}

type PlacedRow = StoredSeededRow & { readonly place: string | null };

function valuesOf(bound: number, { court, types, limit }: CourtRecordsQuestion): readonly unknown[] {
  return [court, textArray([...types]), bound, limit];
}

export function createCourtRecords(db: Queryable): CourtRecords {
  return {
    async after(after, question) {
      const { period } = question;
      const values = [...valuesOf(after, question), period?.from ?? null, period?.until ?? null];
      return (await db.query<PlacedRow & Row>(page, values)).map(toRecord);
    },
    async firstAt({ court, types }) {
      const [row] = await db.query<Row & { readonly at: Date }>(first, [court, textArray([...types])]);
      return row?.at;
    },
    async before(before, question) {
      return (await db.query<PlacedRow & Row>(newest, valuesOf(before, question))).map(toRecord);
    },
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
