import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import {
  type KeyUse,
  newsChannel,
  type RequestFlow,
  type ShownDocument,
  type StoredState,
} from '../requests/index.ts';
import type { MobileHash } from '../../../oidc/phone-ports.ts';

/** A request as its phone needs it. */
export interface AskedRequest {
  readonly requestId: string;
  readonly flow: RequestFlow;
  readonly accountId: string | null;
  readonly phoneId: string | null;
  readonly clientId: string;
  readonly serviceName: string;
  readonly language: string;
  readonly browser: string;
  readonly place: string;
  readonly returnTo: string | null;
  readonly number: string | null;
  readonly phoneNumber: string | null;
  readonly hash: Buffer | null;
  readonly hashType: MobileHash | null;
  readonly keyUse: KeyUse | null;
  readonly documents: readonly ShownDocument[] | null;
  readonly nonce: Buffer;
  readonly state: StoredState;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}
type AskedRow = AskedRequest & Row;

const columns = `request_id as "requestId", flow, account_id as "accountId", phone_id as "phoneId",
  client_id as "clientId", service_name as "serviceName", language, browser, place, return_to as "returnTo", number,
  phone_number as "phoneNumber", hash, hash_type as "hashType", key_use as "keyUse", documents, nonce, state,
  created_at as "createdAt", expires_at as "expiresAt"`;

const byToken = statement(
  'phone_answer.by_token',
  `select ${columns} from phone_request where token_digest = $1`,
);

export async function findByToken(db: Queryable, tokenDigest: Uint8Array): Promise<AskedRequest | undefined> {
  const [row] = await db.query<AskedRow>(byToken, [tokenDigest]);
  return row;
}

const lock = statement(
  'phone_answer.lock',
  `select ${columns} from phone_request where request_id = $1 for update`,
);

/** The request's row, held until the transaction ends. */
export async function lockRequest(tx: Transaction, requestId: string): Promise<AskedRequest | undefined> {
  const [row] = await tx.query<AskedRow>(lock, [requestId]);
  return row;
}

const waiting = statement(
  'phone_answer.waiting',
  `select ${columns} from phone_request
   where account_id = $1 and state in ('open', 'taken') and expires_at > $2
     and (phone_id = $3 or flow = 'push' and phone_number = $4)
   order by created_at limit 20`,
);

/** What waits for this phone: pushes to its number, documents, and what it has taken itself. */
export function findWaiting(
  db: Queryable,
  phone: { readonly phoneId: string; readonly accountId: string; readonly phoneNumber: string },
  now: Date,
): Promise<AskedRequest[]> {
  return db.query<AskedRow>(waiting, [phone.accountId, now, phone.phoneId, phone.phoneNumber]);
}

const deliver = statement(
  'phone_answer.deliver',
  `update phone_request set delivered_at = $2
   where request_id = any ($1::uuid[]) and delivered_at is null and state in ('open', 'taken')`,
);

/** Notes that a phone has shown them. */
export async function markDelivered(db: Queryable, requestIds: readonly string[], now: Date): Promise<void> {
  await db.query(deliver, [requestIds, now]);
}

const take = statement(
  'phone_answer.take',
  `with taken as (
     update phone_request set state = 'taken', phone_id = $2, account_id = $3, delivered_at = $4
     where request_id = $1 and state = 'open' and expires_at > $4 returning request_id)
   select pg_notify('${newsChannel}', 'request:' || request_id) from taken`,
);

/** True for the first phone alone. */
export async function takeRequest(
  db: Queryable,
  requestId: string,
  phone: { readonly phoneId: string; readonly accountId: string },
  now: Date,
): Promise<boolean> {
  return (await db.query(take, [requestId, phone.phoneId, phone.accountId, now])).length === 1;
}

const approve = statement(
  'phone_answer.approve',
  `with approved as (
     update phone_request set state = 'approved', phone_id = $2, payload = $3, signature = $4, algorithm = $5,
       certificate = $6, delivered_at = coalesce(delivered_at, $7), ended_at = $7
     where request_id = $1 and state in ('open', 'taken') and expires_at > $7 returning request_id, account_id)
   select pg_notify('${newsChannel}', 'request:' || request_id),
     pg_notify('${newsChannel}', 'account:' || account_id) from approved`,
);

export interface Approval {
  readonly requestId: string;
  readonly phoneId: string;
  /** Null for a push, whose signed bytes are the caller's. */
  readonly payload: string | null;
  readonly signature: Uint8Array;
  readonly algorithm: string;
  readonly certificate: Uint8Array;
}

/** False when it had ended, or was over. */
export async function approveRequest(tx: Transaction, approval: Approval, now: Date): Promise<boolean> {
  const { requestId, phoneId, payload, signature, algorithm, certificate } = approval;
  const rows = await tx.query(approve, [requestId, phoneId, payload, signature, algorithm, certificate, now]);
  return rows.length === 1;
}
