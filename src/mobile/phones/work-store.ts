import { createHash } from 'node:crypto';
import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { KeyUse } from '../requests/index.ts';
import type { PhoneCertificate } from './model.ts';

/** Wakes the process that may issue. */
export const workChannel = 'phone_work';

export type StatusTask = 'hold' | 'release' | 'revoke';
export type WorkReason = 'superseded' | 'cessationOfOperation' | 'keyCompromise';

const issueForMs = 10 * 60_000;
/** A status must change, however long the certificate service is away. */
const statusForMs = 30 * 86_400_000;

const insertIssue = statement(
  'phone_work.insert_issue',
  `with added as (
     insert into phone_work (phone_id, task, key_use, request, request_digest, created_at, due_at, give_up_at)
     values ($1, 'issue', $2, $3, $4, $5, $5, $6)
     on conflict on constraint phone_work_once do nothing returning id)
   select pg_notify('${workChannel}', '') from added`,
);

/** Orders a certificate; the same request of the same phone is the same order. */
export async function orderCertificate(
  tx: Transaction,
  order: { readonly phoneId: string; readonly keyUse: KeyUse; readonly request: Uint8Array },
  now: Date,
): Promise<void> {
  const { phoneId, keyUse, request } = order;
  const giveUpAt = new Date(now.getTime() + issueForMs);
  await tx.query(insertIssue, [phoneId, keyUse, request, digestOf(request), now, giveUpAt]);
}

function digestOf(request: Uint8Array): Buffer {
  return createHash('sha256').update(request).digest();
}

const insertStatus = statement(
  'phone_work.insert_status',
  `with added as (
     insert into phone_work (phone_id, task, key_use, ca_id, serial, reason, created_at, due_at, give_up_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8) returning id)
   select pg_notify('${workChannel}', '') from added`,
);

/** Orders the change of a certificate's status. */
export async function orderStatus(
  tx: Transaction,
  order: {
    readonly phoneId: string;
    readonly task: StatusTask;
    readonly keyUse: KeyUse;
    readonly certificate: PhoneCertificate;
    readonly reason?: WorkReason | undefined;
  },
  now: Date,
): Promise<void> {
  const { phoneId, task, keyUse, certificate, reason } = order;
  const giveUpAt = new Date(now.getTime() + statusForMs);
  const values = [phoneId, task, keyUse, certificate.caId, certificate.serial, reason ?? null, now, giveUpAt];
  await tx.query(insertStatus, values);
}

const orders = statement(
  'phone_work.orders',
  `select key_use as "keyUse", state, ca_id as "caId", serial, last_error as "lastError" from phone_work
   where phone_id = $1 and request_digest = any ($2::bytea[])`,
);

export interface CertificateOrderRow extends Row {
  readonly keyUse: KeyUse;
  readonly state: 'waiting' | 'done' | 'failed';
  readonly caId: number | null;
  readonly serial: Buffer | null;
  readonly lastError: string | null;
}

/** How the orders of these requests stand. */
export function findOrders(
  db: Queryable,
  phoneId: string,
  requests: readonly Uint8Array[],
): Promise<CertificateOrderRow[]> {
  return db.query<CertificateOrderRow>(orders, [phoneId, requests.map(digestOf)]);
}

const recent = statement(
  'phone_work.recent',
  `select count(*)::int as count from phone_work where phone_id = $1 and task = 'issue' and created_at > $2`,
);

/** How many certificates the phone ordered since then. */
export async function countOrders(db: Queryable, phoneId: string, since: Date): Promise<number> {
  const [row] = await db.query<Row & { readonly count: number }>(recent, [phoneId, since]);
  return row?.count ?? 0;
}
