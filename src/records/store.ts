import { byteaArray, type Queryable, type Row, statement, textArray } from '../db/index.ts';
import type { RecordEntry, RecordEvent, RecordType } from './model.ts';
import type { ProvenFacts } from './parts.ts';

/** A record as it is written: its seed and its entry in the log come with it. */
export interface NewRecord {
  readonly event: RecordEvent;
  readonly seed: Uint8Array;
  readonly entry: Uint8Array;
}

const recordedRow = `recorded as (
     insert into interaction_record (at, type, account_id, client_id, session_uid, facts, seed)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7) returning id)`;
const intoPending = 'insert into record_pending (record_id, entry) select id, $8 from recorded';
const insert = statement('record.insert', `with ${recordedRow} ${intoPending}`);
/* Where no whole payload has the digest, the claim has no payload, and its table refuses it. */
const insertClaiming = statement(
  'record.insert_claiming',
  `with ${recordedRow}, claimed as (
     insert into record_payload_claim (payload_id, record_id)
     select w.payload_id, recorded.id
       from recorded left join record_payload_whole w on w.payload_id = $9 and w.digest = decode($10, 'hex'))
   ${intoPending}`,
);

export async function insertRecord(on: Queryable, record: NewRecord, at: Date): Promise<void> {
  const { type, accountId, clientId, sessionUid, facts } = record.event;
  const parties = [accountId ?? null, clientId ?? null, sessionUid ?? null];
  const values = [at, type, ...parties, JSON.stringify(facts), record.seed, record.entry];
  const claim = claimOf(record.event);
  if (claim) await on.query(insertClaiming, [...values, claim.payload, claim.digest]);
  else await on.query(insert, values);
}

/** The payload that the record of the event takes for its own. */
function claimOf(
  event: RecordEvent,
): { readonly payload: string; readonly digest: string | null } | undefined {
  const { payload, payloadDigest }: Readonly<Record<string, unknown>> = event.facts;
  if (typeof payload !== 'string') return undefined;
  return { payload, digest: typeof payloadDigest === 'string' ? payloadDigest : null };
}

/**
 * Clauses for the WITH of a statement that does something and records it: for all or none of it, in one round trip.
 * Their parameters, {@link recordValues}, begin at `first`. Of the events those are recorded whose `place`, from 1, the
 * `condition` is true for. Such a record claims no payload.
 */
export function recordingClauses(first: number, condition = 'true'): string {
  const [at, type, account, client, session, facts, seed, entry] = Array.from(
    { length: 8 },
    (_, index) => `$${first + index}`,
  );
  return `given as materialized (
     select * from unnest(${type}::text[], ${account}::text[], ${client}::text[], ${session}::text[], ${facts}::text[],
       ${seed}::bytea[], ${entry}::bytea[])
       with ordinality as e (type, account_id, client_id, session_uid, facts, seed, entry, place)),
   recorded as (
     insert into interaction_record (at, type, account_id, client_id, session_uid, facts, seed)
     select ${at}::timestamptz, type, account_id, client_id, session_uid, facts::jsonb, seed from given
      where ${condition} order by place
     returning id, seed, facts),
   pending as (
     insert into record_pending (record_id, entry)
     select recorded.id, given.entry from recorded join given on given.seed = recorded.seed)`;
}

/** The values of {@link recordingClauses}. */
export function recordValues(records: readonly NewRecord[], at: Date): readonly unknown[] {
  const events = records.map(({ event }) => event);
  return [
    at,
    textArray(events.map(({ type }) => type)),
    textArray(events.map(({ accountId }) => accountId ?? null)),
    textArray(events.map(({ clientId }) => clientId ?? null)),
    textArray(events.map(({ sessionUid }) => sessionUid ?? null)),
    textArray(events.map(({ facts }) => JSON.stringify(facts))),
    byteaArray(records.map(({ seed }) => seed)),
    byteaArray(records.map(({ entry }) => entry)),
  ];
}

// One row: a thousand small ones cost the driver more than their records.
const idsOfRecorded = `select string_agg(id::text, ' ' order by id) as ids from recorded`;
const insertAll = statement('record.insert_all', `with ${recordingClauses(1)} ${idsOfRecorded}`);
const insertAllClaiming = statement(
  'record.insert_all_claiming',
  `with ${recordingClauses(1)}, claimed as (
     insert into record_payload_claim (payload_id, record_id)
     select w.payload_id, r.id
       from recorded r left join record_payload_whole w
         on w.payload_id = (r.facts ->> 'payload')::uuid and w.digest = decode(r.facts ->> 'payloadDigest', 'hex')
      where r.facts ? 'payload')
   ${idsOfRecorded}`,
);

/** Whether a record takes a payload for its own. */
export function claimsPayload({ event }: NewRecord): boolean {
  return claimOf(event) !== undefined;
}

/** Their ids, in the order of the records: they are given out in it, and grow. */
export async function insertRecords(
  on: Queryable,
  records: readonly NewRecord[],
  at: Date,
): Promise<readonly string[]> {
  const [row] = await on.query<Row & { readonly ids: string | null }>(
    records.some(claimsPayload) ? insertAllClaiming : insertAll,
    recordValues(records, at),
  );
  return row?.ids?.split(' ') ?? [];
}

interface StoredRow extends Row {
  readonly id: string;
  readonly at: Date;
  readonly type: RecordType;
  readonly clientId: string | null;
  readonly sessionUid: string | null;
  readonly facts: RecordEntry['facts'];
}

interface RecordRow extends StoredRow {
  readonly accountId: string;
}

const history = statement(
  'record.history',
  // A notice that was sent concerns whom it was sent to; the account is the judge's.
  `select id, at, type, account_id as "accountId", client_id as "clientId", session_uid as "sessionUid", facts
     from ((select * from interaction_record
             where account_id = $1 and type <> 'notice.sent' and id < $2 order by id desc limit $3)
           union all
           (select * from interaction_record
             where type = 'notice.sent' and facts ->> 'subject' = $4 and id < $2 order by id desc limit $3)) r
    order by id desc limit $3`,
);
const beyondEveryId = '9223372036854775807';

export async function readHistory(
  db: Queryable,
  { accountId, subject = null }: { readonly accountId: string; readonly subject?: string | undefined | null },
  { before = beyondEveryId, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<RecordEntry[]> {
  const rows = await db.query<RecordRow>(history, [accountId, before, limit, subject]);
  return rows.map((row) => ({
    ...row,
    clientId: row.clientId ?? undefined,
    sessionUid: row.sessionUid ?? undefined,
  }));
}

/** A row with what its entry is made of. */
export interface SeededRow extends ProvenFacts {
  readonly id: number;
}

export interface StoredSeededRow extends StoredRow {
  readonly accountId: string | null;
  readonly seed: Buffer | null;
  readonly openNames: string | null;
  readonly salts: Buffer | null;
  readonly erasedNames: string | null;
  readonly digests: Buffer | null;
}

/** Of `seededRows`: a record with its seed, wherever that is kept, or with what its redaction left. */
export const seededColumns = `r.id, r.at, r.type, r.account_id as "accountId", r.client_id as "clientId",
  r.session_uid as "sessionUid", r.facts, coalesce(r.seed, a.seed) as seed, d.open_names as "openNames", d.salts,
  d.erased_names as "erasedNames", d.digests`;
export const seededRows = `interaction_record r left join adopted_record a on a.record_id = r.id
  left join record_redaction d on d.record_id = r.id`;
export const toSeeded = (row: StoredSeededRow): SeededRow => {
  const { id, type, at, accountId, clientId, sessionUid, facts, seed } = row;
  const { openNames, salts, erasedNames, digests } = row;
  const redaction =
    openNames !== null && salts && erasedNames !== null && digests
      ? { openNames, salts, erasedNames, digests }
      : undefined;
  const parties = { accountId, clientId, sessionUid };
  return { id: Number(id), type, at, ...parties, facts, seed: seed ?? undefined, redaction };
};

const ownRecord = statement(
  'record.own',
  `select ${seededColumns} from ${seededRows} where r.id = $1 and (r.account_id = $2 or r.facts ->> 'subject' = any($3::text[]))`,
);

/** A record that concerns the person, by their account or their `recordSubject`; undefined for every other. */
export async function readOwnRecord(
  db: Queryable,
  person: { readonly accountId: string; readonly subjects?: readonly string[] | undefined },
  id: string,
): Promise<SeededRow | undefined> {
  const values = [id, person.accountId, textArray(person.subjects ?? [])];
  const [row] = await db.query<StoredSeededRow>(ownRecord, values);
  return row && toSeeded(row);
}

const byId = statement(
  'record.by_id',
  `select ${seededColumns} from ${seededRows} where r.id = any($1::bigint[]) order by r.id`,
);

/** In their order. */
export async function readRecordsById(db: Queryable, ids: readonly string[]): Promise<readonly SeededRow[]> {
  return (await db.query<StoredSeededRow>(byId, [ids])).map(toSeeded);
}

const seedless = statement(
  'record.seedless',
  `select ${seededColumns} from ${seededRows}
    where r.seed is null and r.redacted_at is null and a.record_id is null order by r.id limit $1`,
);

/** Rows from before the log that it does not have yet. */
export async function readSeedless(db: Queryable, limit: number): Promise<readonly SeededRow[]> {
  return (await db.query<StoredSeededRow>(seedless, [limit])).map(toSeeded);
}

const seededAfter = statement(
  'record.seeded_after',
  `select ${seededColumns} from ${seededRows} where r.id > $1 order by r.id limit $2`,
);

/** Rows with larger ids, in their order. */
export async function readSeededAfter(
  db: Queryable,
  id: number,
  limit: number,
): Promise<readonly SeededRow[]> {
  return (await db.query<StoredSeededRow>(seededAfter, [id, limit])).map(toSeeded);
}

const adopt = statement(
  'record.adopt',
  `with given as materialized (
     select record_id::bigint, seed, entry
       from unnest($1::text[], $2::bytea[], $3::bytea[]) as g (record_id, seed, entry)),
   adopted as (
     insert into adopted_record (record_id, seed) select record_id, seed from given
     on conflict (record_id) do nothing returning record_id)
   insert into record_pending (record_id, entry)
   select given.record_id, given.entry from given join adopted using (record_id)`,
);

/** Enters old rows into the log, each once, whoever else does the same. */
export async function adoptRows(
  db: Queryable,
  rows: readonly { readonly id: number; readonly seed: Uint8Array; readonly entry: Uint8Array }[],
): Promise<void> {
  await db.query(adopt, [
    textArray(rows.map(({ id }) => String(id))),
    byteaArray(rows.map(({ seed }) => seed)),
    byteaArray(rows.map(({ entry }) => entry)),
  ]);
}
