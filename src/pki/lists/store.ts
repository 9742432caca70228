import { type Database, type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { ListState, Partition } from './model.ts';

const oneSnapshot = statement(
  'certificate_revocation_list.one_snapshot',
  'set transaction isolation level repeatable read',
);
// The class keeps these locks apart from all others.
const tryLock = statement(
  'certificate_revocation_list.try_lock',
  'select pg_try_advisory_xact_lock(6001, $1::integer * 256 + $2::integer) as is_locked',
);

/** All that the transaction reads is of one moment. False: another process is making a list of this partition. */
export async function lockPartition(tx: Transaction, { caId, partition }: Partition): Promise<boolean> {
  await tx.query(oneSnapshot);
  const [row] = await tx.query<{ is_locked: boolean }>(tryLock, [caId, partition]);
  return row?.is_locked === true;
}

export interface BaseList {
  readonly number: bigint;
  readonly horizon: string;
}

export interface ListBasis {
  /** Every event of an older transaction is seen in this transaction. */
  readonly horizon: string;
  readonly openChanges: number;
  /** Signed or not. */
  readonly lastNumber: bigint | undefined;
  /** The oldest signed full list that still holds, and the newest one. */
  readonly oldestBase: BaseList | undefined;
  readonly newestBase: BaseList | undefined;
}

interface BasisRow extends Row {
  readonly horizon: string;
  readonly open_changes: number;
  readonly last_number: string | null;
  readonly oldest_number: string | null;
  readonly oldest_horizon: string | null;
  readonly newest_number: string | null;
  readonly newest_horizon: string | null;
}

const basis = statement(
  'certificate_revocation_list.basis',
  `select s.horizon::text,
     (select count(*)::integer from certificate_event e
      join certificate c on c.ca_id = e.ca_id and c.serial = any (array[e.serial])
      where e.transaction_id >= s.horizon and e.action <> 'issued' and e.ca_id = $1 and c.crl_partition = $2)
       as open_changes,
     (select max(number)::text from certificate_revocation_list where ca_id = $1 and crl_partition = $2)
       as last_number,
     o.number::text as oldest_number, o.horizon::text as oldest_horizon,
     n.number::text as newest_number, n.horizon::text as newest_horizon
   from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) s
   left join lateral (select number, horizon from certificate_revocation_list
     where ca_id = $1 and crl_partition = $2 and base_number is null and crl is not null and next_update > $3
     order by number limit 1) o on true
   left join lateral (select number, horizon from certificate_revocation_list
     where ca_id = $1 and crl_partition = $2 and base_number is null and crl is not null
     order by number desc limit 1) n on true`,
);

export async function readBasis(
  tx: Transaction,
  { caId, partition }: Partition,
  now: Date,
): Promise<ListBasis> {
  const [row] = await tx.query<BasisRow>(basis, [caId, partition, now]);
  return {
    horizon: row?.horizon ?? '0',
    openChanges: row?.open_changes ?? 0,
    lastNumber: typeof row?.last_number === 'string' ? BigInt(row.last_number) : undefined,
    oldestBase: baseOf(row?.oldest_number, row?.oldest_horizon),
    newestBase: baseOf(row?.newest_number, row?.newest_horizon),
  };
}

function baseOf(number: string | null | undefined, horizon: string | null | undefined): BaseList | undefined {
  return typeof number === 'string' && typeof horizon === 'string'
    ? { number: BigInt(number), horizon }
    : undefined;
}

const insert = statement(
  'certificate_revocation_list.insert',
  `insert into certificate_revocation_list (ca_id, crl_partition, number, base_number, this_update, next_update,
     horizon, open_changes, tbs)
   values ($1, $2, $3, $4, $5, $6, $7::text::xid8, $8, $9)`,
);

export interface PreparedList extends Partition {
  readonly number: bigint;
  readonly baseNumber: bigint | undefined;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly horizon: string;
  readonly openChanges: number;
  readonly tbs: Uint8Array;
}

/** @throws DatabaseError `database.unique_violation` when another list took the number */
export async function insertList(tx: Transaction, list: PreparedList): Promise<void> {
  await tx.query(insert, [
    list.caId,
    list.partition,
    list.number.toString(),
    list.baseNumber?.toString() ?? null,
    new Date(list.thisUpdate),
    new Date(list.nextUpdate),
    list.horizon,
    list.openChanges,
    asBuffer(list.tbs),
  ]);
}

const finish = statement(
  'certificate_revocation_list.finish',
  `with signed as (
     update certificate_revocation_list set crl = $4
     where ca_id = $1 and crl_partition = $2 and number = $3 and crl is null returning number)
   select pg_notify('certificate_list', '') from signed`,
);

/** The signed list; other nodes hear of it. */
export async function finishList(
  db: Database,
  { caId, partition, number }: Partition & { readonly number: bigint },
  crl: Uint8Array,
): Promise<void> {
  await db.query(finish, [caId, partition, number.toString(), asBuffer(crl)]);
}

interface StateRow extends Row {
  readonly ca_id: number;
  readonly crl_partition: number;
  readonly full_at: Date | null;
  readonly newest_at: Date | null;
  readonly delta_at: Date | null;
  readonly is_changed: boolean;
}

const states = statement(
  'certificate_revocation_list.states',
  `with wanted as (select * from unnest($1::smallint[], $2::smallint[]) w (ca_id, crl_partition)),
   newest as (
     select w.ca_id, w.crl_partition, l.this_update, l.horizon, l.open_changes from wanted w
     left join lateral (select this_update, horizon, open_changes from certificate_revocation_list l
       where l.ca_id = w.ca_id and l.crl_partition = w.crl_partition and crl is not null
       order by number desc limit 1) l on true
   ), changed as (
     select n.ca_id, n.crl_partition, count(*) as changes from newest n
     join certificate_event e on e.ca_id = n.ca_id and e.transaction_id >= n.horizon and e.action <> 'issued'
     join certificate c on c.ca_id = e.ca_id and c.serial = any (array[e.serial]) and c.crl_partition = n.crl_partition
     group by n.ca_id, n.crl_partition)
   select n.ca_id, n.crl_partition, n.this_update as newest_at, f.this_update as full_at, d.this_update as delta_at,
     coalesce(h.changes, 0) > coalesce(n.open_changes, 0) as is_changed
   from newest n
   left join changed h on h.ca_id = n.ca_id and h.crl_partition = n.crl_partition
   left join lateral (select this_update from certificate_revocation_list l
     where l.ca_id = n.ca_id and l.crl_partition = n.crl_partition and crl is not null and base_number is null
     order by number desc limit 1) f on true
   left join lateral (select this_update from certificate_revocation_list l
     where l.ca_id = n.ca_id and l.crl_partition = n.crl_partition and crl is not null and base_number is not null
     order by number desc limit 1) d on true`,
);

/** Of every partition that is asked for. */
export async function readStates(
  db: Queryable,
  partitions: readonly Partition[],
): Promise<readonly ListState[]> {
  const rows = await db.query<StateRow>(states, [
    partitions.map(({ caId }) => caId),
    partitions.map(({ partition }) => partition),
  ]);
  return rows.map((row) => ({
    caId: row.ca_id,
    partition: row.crl_partition,
    fullAt: row.full_at?.getTime(),
    newestAt: row.newest_at?.getTime(),
    newestDeltaAt: row.delta_at?.getTime(),
    isChanged: row.is_changed,
  }));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
