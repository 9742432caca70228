import {
  booleanArray,
  byteaArray,
  type Database,
  numberArray,
  type Queryable,
  type Row,
  statement,
  textArray,
} from '../../db/index.ts';
import { recordingClauses } from '../../records/index.ts';
import type { CertificateKey } from '../status/index.ts';

/** An order with the bytes that are to be signed for it: one row of each table. */
export interface PreparedOrder extends CertificateKey {
  readonly orderId: string;
  readonly orderedBy: string;
  readonly orderKey: string;
  readonly profile: string;
  readonly request: Uint8Array;
  /** What was decided, as JSON. */
  readonly content: unknown;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly isPublic: boolean;
  readonly partition: number;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly tbs: Uint8Array;
}

/*
 * Order and bytes in one statement: neither exists without the other. Orders whose key is known are passed over, and
 * so are their certificates. Nothing is taken, here or at the end, for an authority that issues no more.
 */
const insertPrepared = statement(
  'certificate_order.insert',
  `with asked as (
     select order_id::uuid as order_id, ordered_by, order_key, profile, request, content::jsonb as content,
       ca_id::smallint as ca_id, serial, subject_id, subject_name, is_public,
       crl_partition::smallint as crl_partition, to_timestamp(not_before / 1000) as not_before,
       to_timestamp(not_after / 1000) as not_after, tbs
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::float8[], $8::bytea[],
       $9::text[], $10::text[], $11::boolean[], $12::float8[], $13::float8[], $14::float8[], $15::bytea[])
       as a (order_id, ordered_by, order_key, profile, request, content, ca_id, serial, subject_id, subject_name,
         is_public, crl_partition, not_before, not_after, tbs)
   ), ordered as (
     insert into certificate_order (order_id, ordered_by, order_key, profile, request, content, created_at)
     select a.order_id, a.ordered_by, a.order_key, a.profile, a.request, a.content, $16
     from asked a join certification_authority ca on ca.ca_id = a.ca_id and ca.is_issuing
     order by a.ordered_by, a.order_key
     on conflict (ordered_by, order_key) do nothing returning order_id
   ), prepared as (
     insert into certificate (ca_id, serial, order_id, profile, subject_id, subject_name, is_public, crl_partition,
       not_before, not_after, tbs, prepared_at)
     select a.ca_id, a.serial, a.order_id, a.profile, a.subject_id, a.subject_name, a.is_public, a.crl_partition,
       a.not_before, a.not_after, a.tbs, $16
     from asked a join ordered o on o.order_id = a.order_id
     returning order_id)
   select string_agg(a.order_id::text, ' ') as passed_over from asked a
    where not exists (select from prepared p where p.order_id = a.order_id)`,
);

/** One row, whose text is empty nearly always: a row for each order costs the driver as much as the order's bytes. */
interface PassedOverRow extends Row {
  readonly passed_over: string | null;
}

/** Whether each of the orders is new; durable on return. */
export async function insertPreparedOrders(
  db: Queryable,
  orders: readonly PreparedOrder[],
  now: Date,
): Promise<readonly boolean[]> {
  const column = <T>(of: (order: PreparedOrder) => T) => orders.map(of);
  const [row] = await db.query<PassedOverRow>(insertPrepared, [
    textArray(column((o) => o.orderId)),
    textArray(column((o) => o.orderedBy)),
    textArray(column((o) => o.orderKey)),
    textArray(column((o) => o.profile)),
    byteaArray(column((o) => o.request)),
    textArray(column((o) => JSON.stringify(o.content))),
    numberArray(column((o) => o.caId)),
    byteaArray(column((o) => Buffer.from(o.serial, 'hex'))),
    textArray(column((o) => o.subjectId)),
    textArray(column((o) => o.subjectName)),
    booleanArray(column((o) => o.isPublic)),
    numberArray(column((o) => o.partition)),
    numberArray(column((o) => o.notBefore)),
    numberArray(column((o) => o.notAfter)),
    byteaArray(column((o) => o.tbs)),
    now,
  ]);
  const passedOver = row?.passed_over?.split(' ') ?? [];
  return orders.map(({ orderId }) => !passedOver.includes(orderId));
}

export interface SignedCertificate extends CertificateKey {
  readonly orderId: string;
  readonly profile: string;
  readonly doneBy: string;
  readonly certificate: Uint8Array;
}

/**
 * The certificate, its first event, the end of its order and its record: once, whoever comes second changes nothing.
 * All in one statement, which is a transaction of its own.
 */
const finishOrders = statement(
  'certificate_order.finish',
  `with signed as (
     select s.ca_id::smallint as ca_id, s.serial, s.certificate, s.done_by, s.place
     from unnest($1::float8[], $2::bytea[], $3::bytea[], $4::text[]) with ordinality
       as s (ca_id, serial, certificate, done_by, place)
     join certification_authority ca on ca.ca_id = s.ca_id::smallint and ca.is_issuing
     order by s.ca_id, s.serial
   ), issued as (
     update certificate c set certificate = s.certificate, fingerprint = sha256(s.certificate), issued_at = $5,
       status = 'good', status_at = $5
     from signed s where c.ca_id = s.ca_id and c.serial = any (array[s.serial]) and c.status = 'prepared'
     returning c.ca_id, c.serial, c.order_id, s.done_by, s.place
   ), event as (
     insert into certificate_event (ca_id, serial, action, happened_at, done_by)
     select ca_id, serial, 'issued', $5, done_by from issued
   ), ended as (
     update certificate_order o set state = 'issued', finished_at = $5 from issued i where o.order_id = i.order_id
   ), ${recordingClauses(6, 'place in (select place from issued)')}
   select string_agg(n::text, ' ') as passed_over from generate_series(1, cardinality($2::bytea[])) n
    where not exists (select from issued where place = n)`,
);

/**
 * Whether each of the certificates was finished by this call, and recorded; durable on return.
 * @param records the values of their records, in their order
 */
export async function finishSigned(
  db: Queryable,
  signed: readonly SignedCertificate[],
  records: readonly unknown[],
  now: Date,
): Promise<readonly boolean[]> {
  const [row] = await db.query<PassedOverRow>(finishOrders, [
    numberArray(signed.map(({ caId }) => caId)),
    byteaArray(signed.map(({ serial }) => Buffer.from(serial, 'hex'))),
    byteaArray(signed.map(({ certificate }) => certificate)),
    textArray(signed.map(({ doneBy }) => doneBy)),
    now,
    ...records,
  ]);
  const passedOver = row?.passed_over?.split(' ') ?? [];
  return signed.map((_, index) => !passedOver.includes(String(index + 1)));
}

export interface StoredOrder {
  readonly orderId: string;
  readonly orderedBy: string;
  readonly orderKey: string;
  readonly profile: string;
  readonly request: Buffer;
  readonly content: unknown;
  readonly state: 'open' | 'issued' | 'refused';
  readonly refusal: string | null;
  readonly caId: number;
  readonly serial: string;
  readonly tbs: Buffer;
  readonly certificate: Buffer | null;
  /** Its authority still issues. */
  readonly isIssuing: boolean;
}

interface OrderRow extends Row {
  readonly order_id: string;
  readonly ordered_by: string;
  readonly order_key: string;
  readonly profile: string;
  readonly request: Buffer;
  readonly content: unknown;
  readonly state: StoredOrder['state'];
  readonly refusal: string | null;
  readonly ca_id: number;
  readonly serial: string;
  readonly tbs: Buffer;
  readonly certificate: Buffer | null;
  readonly is_issuing: boolean;
}

const orderColumns = `o.order_id, o.ordered_by, o.order_key, o.profile, o.request, o.content, o.state, o.refusal,
  c.ca_id, encode(c.serial, 'hex') as serial, c.tbs, c.certificate, ca.is_issuing`;

const findByKey = statement(
  'certificate_order.find_by_key',
  `select ${orderColumns} from certificate_order o join certificate c on c.order_id = o.order_id
   join certification_authority ca on ca.ca_id = c.ca_id where o.ordered_by = $1 and o.order_key = $2`,
);
const findUnfinished = statement(
  'certificate_order.find_unfinished',
  `select ${orderColumns} from certificate c join certificate_order o on o.order_id = c.order_id
   join certification_authority ca on ca.ca_id = c.ca_id where c.status = 'prepared' and o.state = 'open' and c.prepared_at < $1 order by c.prepared_at limit 200`,
);
const refuse = statement(
  'certificate_order.refuse',
  `update certificate_order set state = 'refused', refusal = $2, finished_at = $3 where order_id = $1 and state = 'open'`,
);

export async function findOrder(
  db: Queryable,
  orderedBy: string,
  orderKey: string,
): Promise<StoredOrder | undefined> {
  const [row] = await db.query<OrderRow>(findByKey, [orderedBy, orderKey]);
  return row && toOrder(row);
}

/** Orders whose signing was cut off, the oldest first. */
export async function findUnfinishedOrders(db: Queryable, before: Date): Promise<readonly StoredOrder[]> {
  return (await db.query<OrderRow>(findUnfinished, [before])).map(toOrder);
}

const renewable = statement(
  'certificate_order.find_renewable',
  `select o.content, o.profile, o.ordered_by, c.status, a.name as authority from certificate c
   join certificate_order o on o.order_id = c.order_id join certification_authority a on a.ca_id = c.ca_id
   where c.ca_id = $1 and c.serial = $2`,
);

export interface RenewableCertificate {
  readonly content: unknown;
  readonly profile: string;
  readonly orderedBy: string;
  readonly status: string;
  readonly authority: string;
}

interface RenewableRow extends Row {
  readonly content: unknown;
  readonly profile: string;
  readonly ordered_by: string;
  readonly status: string;
  readonly authority: string;
}

/** The order of a certificate. */
export async function findRenewable(
  db: Queryable,
  { caId, serial }: CertificateKey,
): Promise<RenewableCertificate | undefined> {
  const [row] = await db.query<RenewableRow>(renewable, [caId, Buffer.from(serial, 'hex')]);
  if (!row) return undefined;
  const { content, profile, ordered_by: orderedBy, status, authority } = row;
  return { content, profile, orderedBy, status, authority };
}

/** Ends an order that can no longer be signed; its certificate was never given out. */
export async function refuseOrder(db: Database, orderId: string, code: string, now: Date): Promise<void> {
  await db.query(refuse, [orderId, code, now]);
}

function toOrder(row: OrderRow): StoredOrder {
  return {
    orderId: row.order_id,
    orderedBy: row.ordered_by,
    orderKey: row.order_key,
    profile: row.profile,
    request: row.request,
    content: row.content,
    state: row.state,
    refusal: row.refusal,
    caId: row.ca_id,
    serial: row.serial,
    tbs: row.tbs,
    certificate: row.certificate,
    isIssuing: row.is_issuing,
  };
}
