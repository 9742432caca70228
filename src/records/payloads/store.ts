import { type Queryable, type Row, statement } from '../../db/index.ts';
import type { RetentionClass } from './model.ts';

/** A payload before its octets. */
export interface NewPayload {
  readonly id: string;
  readonly retention: RetentionClass;
  readonly mediaType: string;
  readonly at: Date;
  readonly sealedSecrets: Uint8Array;
}

export interface Whole {
  readonly octets: number;
  readonly digest: Uint8Array;
}

const intoPayload = `insert into record_payload (payload_id, retention, media_type, created_at, sealed_secrets)
  values ($1, $2, $3, $4, $5)`;
const intoPiece = 'insert into record_payload_piece (payload_id, place, octets)';
const intoWhole = 'insert into record_payload_whole (payload_id, octets, digest)';

const insertSmall = statement(
  'record_payload.insert_small',
  `with payload as (${intoPayload}), piece as (${intoPiece} values ($1, 0, $6)) ${intoWhole} values ($1, $7, $8)`,
);
const insertFirst = statement(
  'record_payload.insert_first',
  `with payload as (${intoPayload}) ${intoPiece} values ($1, 0, $6)`,
);
const insertNext = statement('record_payload.insert_next', `${intoPiece} values ($1, $2, $3)`);
const insertLast = statement(
  'record_payload.insert_last',
  `with piece as (${intoPiece} values ($1, $2, $3)) ${intoWhole} values ($1, $4, $5)`,
);

const valuesOf = ({ id, retention, mediaType, at, sealedSecrets }: NewPayload) => [
  id,
  retention,
  mediaType,
  at,
  sealedSecrets,
];

/** A payload of one piece, in one statement. */
export async function insertSmallPayload(
  db: Queryable,
  payload: NewPayload,
  piece: Uint8Array,
  whole: Whole,
): Promise<void> {
  await db.query(insertSmall, [...valuesOf(payload), piece, whole.octets, whole.digest]);
}

export async function insertFirstPiece(db: Queryable, payload: NewPayload, piece: Uint8Array): Promise<void> {
  await db.query(insertFirst, [...valuesOf(payload), piece]);
}

export async function insertPiece(
  db: Queryable,
  id: string,
  place: number,
  piece: Uint8Array,
): Promise<void> {
  await db.query(insertNext, [id, place, piece]);
}

/** With the last piece the payload is whole. */
export async function insertLastPiece(
  db: Queryable,
  id: string,
  last: { readonly place: number; readonly piece: Uint8Array; readonly whole: Whole },
): Promise<void> {
  const { place, piece, whole } = last;
  await db.query(insertLast, [id, place, piece, whole.octets, whole.digest]);
}

const find = statement(
  'record_payload.find',
  `select p.media_type as "mediaType", p.sealed_secrets as "sealedSecrets", p.erased_at as "erasedAt", w.octets,
          w.digest
     from record_payload p join record_payload_whole w using (payload_id) where p.payload_id = $1`,
);

export interface PayloadRow {
  readonly mediaType: string;
  readonly octets: number;
  readonly digest: Buffer;
  /** Undefined when they were erased. */
  readonly sealedSecrets: Buffer | undefined;
  readonly erasedAt: Date | undefined;
}

interface StoredPayload extends Row {
  readonly mediaType: string;
  readonly octets: string;
  readonly digest: Buffer;
  readonly sealedSecrets: Buffer | null;
  readonly erasedAt: Date | null;
}

/** Undefined while it is not whole. */
export async function findPayload(db: Queryable, id: string): Promise<PayloadRow | undefined> {
  const [row] = await db.query<StoredPayload>(find, [id]);
  return (
    row && {
      mediaType: row.mediaType,
      octets: Number(row.octets),
      digest: row.digest,
      sealedSecrets: row.sealedSecrets ?? undefined,
      erasedAt: row.erasedAt ?? undefined,
    }
  );
}

const piece = statement(
  'record_payload.piece',
  'select octets from record_payload_piece where payload_id = $1 and place = $2',
);

export async function findPiece(db: Queryable, id: string, place: number): Promise<Buffer | undefined> {
  const [row] = await db.query<Row & { readonly octets: Buffer }>(piece, [id, place]);
  return row?.octets;
}

const sealed = statement(
  'record_payload.sealed',
  `select payload_id as id, media_type as "mediaType", sealed_secrets as sealed from record_payload
    where payload_id > $1 and sealed_secrets is not null order by payload_id limit $2`,
);

interface SealedRow extends Row {
  readonly id: string;
  readonly mediaType: string;
  readonly sealed: Buffer;
}

/** Of payloads that are not erased, by their ids, from behind `after`. */
export function listSealedSecrets(db: Queryable, after: string, limit: number): Promise<SealedRow[]> {
  return db.query<SealedRow>(sealed, [after, limit]);
}

const replace = statement(
  'record_payload.reseal',
  'update record_payload set sealed_secrets = $2 where payload_id = $1 and erased_at is null',
);

export async function replaceSealedSecrets(db: Queryable, id: string, secrets: Uint8Array): Promise<void> {
  await db.query(replace, [id, secrets]);
}

const recordOf = statement(
  'record_payload.record',
  'select record_id as record from record_payload_claim where payload_id = $1',
);

/** The record that claimed it. */
export async function recordOfPayload(db: Queryable, id: string): Promise<string | undefined> {
  const [row] = await db.query<Row & { readonly record: string }>(recordOf, [id]);
  return row?.record;
}
