import { type Queryable, type Row, statement } from '../../db/index.ts';
import { newsChannel } from './news.ts';
import type { Failure, RequestFlow, RequestProgress, ShownDocument, StoredState } from './model.ts';

export interface NewRequest {
  readonly requestId: string;
  readonly flow: RequestFlow;
  readonly tokenDigest?: Uint8Array | undefined;
  readonly accountId?: string | undefined;
  readonly clientId: string;
  readonly serviceName: string;
  readonly language: string;
  readonly browser: string;
  readonly place: string;
  readonly returnTo?: string | undefined;
  readonly number?: string | undefined;
  readonly phoneNumber?: string | undefined;
  readonly hash?: Uint8Array | undefined;
  readonly hashType?: string | undefined;
  readonly keyUse?: KeyUse | undefined;
  readonly relyingPartyId?: string | undefined;
  readonly personDigest?: Uint8Array | undefined;
  readonly nonce: Uint8Array;
  /** `failed` for a push to nobody. */
  readonly state: 'open' | 'failed';
  readonly failure?: Failure | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly openerDigest?: Uint8Array | undefined;
  /** Documents: the phone that is asked. */
  readonly phoneId?: string | undefined;
  readonly documents?: readonly ShownDocument[] | undefined;
}

/** Which of a phone's keys is asked for. */
export type KeyUse = 'authentication' | 'signature';

const insert = statement(
  'phone_request.insert',
  `with former as (
     update phone_request set state = 'cancelled', ended_at = $21 where opener_digest = $23 and state = 'open'
     returning request_id),
   added as (
     insert into phone_request (request_id, flow, token_digest, account_id, client_id, service_name, language, browser,
       place, return_to, number, phone_number, hash, hash_type, key_use, relying_party_id, person_digest, nonce, state,
       failure, created_at, expires_at, ended_at, opener_digest, phone_id, documents)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19::text, $20, $21, $22,
       case when $19::text = 'failed' then $21::timestamptz end, $23, $24, $25::jsonb
     -- The former is counted so that it has ended before the next is there.
     from (select count(*) from former) as ended
     returning account_id)
   select pg_notify('${newsChannel}', news) from (
     select 'account:' || account_id as news from added where account_id is not null
     union all select 'request:' || request_id from former) as all_news`,
);

/**
 * Stores a request, ends the former open one of the same opener, and tells who waits. Two at the same time of one opener
 * violate `phone_request_opener`: the later one may try again.
 */
export async function insertRequest(db: Queryable, request: NewRequest): Promise<void> {
  const values = [
    request.requestId,
    request.flow,
    request.tokenDigest,
    request.accountId,
    request.clientId,
    request.serviceName,
    request.language,
    request.browser,
    request.place,
    request.returnTo,
    request.number,
    request.phoneNumber,
    request.hash,
    request.hashType,
    request.keyUse,
    request.relyingPartyId,
    request.personDigest,
    request.nonce,
    request.state,
    request.failure,
    request.createdAt,
    request.expiresAt,
    request.openerDigest,
    request.phoneId,
    request.documents && JSON.stringify(request.documents),
  ];
  await db.query(
    insert,
    values.map((value) => value ?? null),
  );
}

export interface ProgressRow extends Row, RequestProgress {
  readonly requestId: string;
  readonly flow: RequestFlow;
  readonly keyUse: KeyUse | null;
  readonly hash: Buffer | null;
  readonly createdAt: Date;
}

const progress = statement(
  'phone_request.progress',
  `select request_id as "requestId", flow, key_use as "keyUse", hash, state, failure, created_at as "createdAt",
     expires_at as "expiresAt", delivered_at as "deliveredAt", given_at as "givenAt", payload, signature, algorithm,
     certificate
   from phone_request where request_id = any ($1::uuid[])`,
);

export function findProgress(db: Queryable, requestIds: readonly string[]): Promise<ProgressRow[]> {
  return db.query<ProgressRow>(progress, [requestIds]);
}

const give = statement(
  'phone_request.give',
  `update phone_request set given_at = $2
   where request_id = $1 and flow in ('qr', 'same-device') and state = 'approved' and given_at is null and expires_at > $3
   returning request_id as "requestId", flow, key_use as "keyUse", hash, state, failure, created_at as "createdAt",
     expires_at as "expiresAt", delivered_at as "deliveredAt", null::timestamptz as "givenAt", payload, signature,
     algorithm, certificate`,
);

/** Hands the answer out to exactly one caller. `livedAfter`: a request that ended its life before is over. */
export async function giveAnswer(
  db: Queryable,
  requestId: string,
  now: Date,
  livedAfter: Date,
): Promise<ProgressRow | undefined> {
  const [row] = await db.query<ProgressRow>(give, [requestId, now, livedAfter]);
  return row;
}

const end = statement(
  'phone_request.end',
  `with ended as (
     update phone_request set state = $2, failure = $3, ended_at = $4
     where request_id = $1 and state in ('open', 'taken') and expires_at > $4 returning request_id, account_id)
   select pg_notify('${newsChannel}', 'request:' || request_id),
     case when account_id is not null then pg_notify('${newsChannel}', 'account:' || account_id) end from ended`,
);

/** False when it had ended before. */
export async function endRequest(
  db: Queryable,
  requestId: string,
  ending: { readonly state: Exclude<StoredState, 'open' | 'taken' | 'approved'>; readonly failure?: Failure },
  now: Date,
): Promise<boolean> {
  const rows = await db.query(end, [requestId, ending.state, ending.failure ?? null, now]);
  return rows.length === 1;
}

const refusals = statement(
  'phone_request.refusals',
  `select state, ended_at as "endedAt" from phone_request
   where person_digest = $1 and state in ('refused', 'reported') and ended_at > $2
   order by ended_at desc limit 20`,
);

export interface Refusal extends Row {
  readonly state: 'refused' | 'reported';
  readonly endedAt: Date;
}

/** Pushes that this person refused since then, the latest first. */
export function findRefusals(db: Queryable, personDigest: Uint8Array, since: Date): Promise<Refusal[]> {
  return db.query<Refusal>(refusals, [personDigest, since]);
}

const reachable = statement(
  'phone.reachable',
  `select p.account_id as "accountId" from phone p join account a on a.id = p.account_id
   where p.phone_number = $1 and a.personal_code = $2 and a.is_active and p.state in ('active', 'renewing') limit 1`,
);

/** The person whose phone has this number and can answer now. */
export async function findReachable(
  db: Queryable,
  phoneNumber: string,
  personalCode: string,
): Promise<string | undefined> {
  const [row] = await db.query<Row & { readonly accountId: string }>(reachable, [phoneNumber, personalCode]);
  return row?.accountId;
}

const sweep = statement(
  'phone_request.sweep',
  `delete from phone_request where request_id in
     (select request_id from phone_request where created_at < $1 order by created_at limit $2)
   returning request_id`,
);

/** Removes requests of before then; how many of this batch. */
export async function deleteRequests(db: Queryable, before: Date, limit: number): Promise<number> {
  return (await db.query(sweep, [before, limit])).length;
}
