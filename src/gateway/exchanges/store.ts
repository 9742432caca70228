import {
  byteaArray,
  type Queryable,
  type Row,
  statement,
  textArray,
  type Transaction,
} from '../../db/index.ts';
import type { Basis, Terms } from '../../exchange/index.ts';
import { type DataService, isOrganisationActive, serviceColumns } from '../catalogue/index.ts';

export type ExchangeState = 'requested' | 'answered' | 'refused' | 'failed';

/** An exchange as it stands. */
export interface StoredExchange {
  /** Hexadecimal: the same for a repetition of the same signed message alone. */
  readonly identity: string;
  readonly service: string;
  readonly state: ExchangeState;
  readonly reason: string | undefined;
  readonly answerPayload: string | undefined;
  readonly records: readonly string[];
}

/** All that decides about a request. */
export interface Standing {
  /** Also when it is switched off. */
  readonly service: DataService | undefined;
  readonly isConsumerActive: boolean;
  readonly isProviderActive: boolean;
  /** For this service, purpose and basis, now. */
  readonly hasRight: boolean;
  /** For this service, whatever the purpose. */
  readonly mayUseService: boolean;
  /** The consent that the request names is of this person for this consumer, service and purpose, and stands. */
  readonly hasConsent: boolean;
  /** Account ids by personal code, of those who have one. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly exchange: StoredExchange | undefined;
}

export interface StandingQuestion {
  readonly terms: Pick<Terms, 'requestId' | 'consumer' | 'purpose' | 'persons'> & { readonly basis: Basis };
  readonly service: string;
  readonly now: Date;
}

const inForce = 'r.valid_from <= $9 and r.valid_until > $9 and r.revoked_at is null';
const exchangeColumns = `encode(e.identity, 'hex') as identity, e.service, e.state, e.reason,
  e.answer_payload as "answerPayload",
  e.records::text[] as records`;

const standing = statement(
  'data_exchange.standing',
  `select (select to_jsonb(s) from (select ${serviceColumns} from data_service where service = $2
             order by version desc limit 1) s) as service,
          ${isOrganisationActive('$1')} as "isConsumerActive",
          ${isOrganisationActive('(select s.provider from data_service s where s.service = $2 order by s.version desc limit 1)')}
            as "isProviderActive",
          exists (select from data_right r where r.consumer = $1 and r.service = $2 and r.purpose = $3
            and r.basis = $4 and r.reference is not distinct from $5 and ${inForce}) as "hasRight",
          exists (select from data_right r where r.consumer = $1 and r.service = $2 and ${inForce}) as "mayUseService",
          exists (select from data_consent c join account a on a.id = c.account_id
            where c.consent_id = $6::uuid and c.consumer = $1 and c.service = $2 and c.purpose = $3 and c.valid_until > $9
              and c.withdrawn_at is null and array[a.personal_code] = $7::text[]) as "hasConsent",
          (select coalesce(jsonb_object_agg(a.personal_code, a.id), '{}') from account a
            where a.personal_code = any($7::text[])) as accounts,
          (select to_jsonb(x) from (select ${exchangeColumns} from data_exchange e
            where e.consumer = $1 and e.request_id = $8::uuid) x) as exchange`,
);

type ExchangeJson = Omit<StoredExchange, 'reason' | 'answerPayload'> & {
  readonly reason: string | null;
  readonly answerPayload: string | null;
};

type StandingRow = Row &
  Omit<Standing, 'service' | 'exchange'> & {
    readonly service: DataService | null;
    readonly exchange: ExchangeJson | null;
  };

const toExchange = (json: ExchangeJson): StoredExchange => ({
  ...json,
  reason: json.reason ?? undefined,
  answerPayload: json.answerPayload ?? undefined,
});

/** In one statement. */
export async function readStanding(db: Queryable, question: StandingQuestion): Promise<Standing> {
  const { terms, service, now } = question;
  const { basis } = terms;
  const [row] = await db.query<StandingRow>(standing, [
    terms.consumer,
    service,
    terms.purpose,
    basis.kind,
    basis.kind === 'law' ? basis.reference : null,
    basis.kind === 'consent' ? basis.id : null,
    terms.persons,
    terms.requestId,
    now,
  ]);
  if (!row) throw new Error('a select without from has a row');
  return {
    ...row,
    service: row.service ?? undefined,
    exchange: row.exchange === null ? undefined : toExchange(row.exchange),
  };
}

export interface NewExchange {
  readonly consumer: string;
  readonly requestId: string;
  readonly identity: Uint8Array;
  readonly nonce: string;
  readonly service: string;
  /** Of one that is refused at once. */
  readonly reason?: string | undefined;
  readonly records: readonly string[];
}

/** How an exchange is known among others. */
export const exchangeKey = (of: { readonly consumer: string; readonly requestId: string }) =>
  `${of.consumer} ${of.requestId}`;

const idsAsText = (ids: readonly string[]) => `{${ids.join(',')}}`;

type KeyRow = Row & { readonly consumer: string; readonly requestId: string };

const insert = statement(
  'data_exchange.insert',
  `insert into data_exchange (consumer, request_id, identity, nonce, service, begun_at, state, ended_at, reason, records)
   select consumer, request_id::uuid, identity, nonce, service, $1, case when reason is null then 'requested' else 'refused' end,
          case when reason is null then null else $1::timestamptz end, reason, records::bigint[]
     from unnest($2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[])
       as e (consumer, request_id, identity, nonce, service, reason, records)
   on conflict do nothing returning consumer, request_id as "requestId"`,
);

/** The keys of those that were entered: of the others the consumer has used the number, or the nonce, before. */
export async function insertExchanges(
  tx: Transaction,
  exchanges: readonly NewExchange[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const texts = (of: (exchange: NewExchange) => string | null) => textArray(exchanges.map(of));
  const rows = await tx.query<KeyRow>(insert, [
    now,
    texts(({ consumer }) => consumer),
    texts(({ requestId }) => requestId),
    byteaArray(exchanges.map(({ identity }) => identity)),
    texts(({ nonce }) => nonce),
    texts(({ service }) => service),
    texts(({ reason }) => reason ?? null),
    texts(({ records }) => idsAsText(records)),
  ]);
  return new Set(rows.map(exchangeKey));
}

export interface ExchangeEnding {
  readonly consumer: string;
  readonly requestId: string;
  readonly state: 'answered' | 'failed';
  readonly reason?: string | undefined;
  readonly answerPayload?: string | undefined;
  readonly records: readonly string[];
}

const end = statement(
  'data_exchange.end',
  `update data_exchange e set state = g.state, ended_at = $1, reason = g.reason,
     answer_payload = g.answer_payload::uuid, records = e.records || g.records::bigint[]
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
       as g (consumer, request_id, state, reason, answer_payload, records)
    where e.consumer = g.consumer and e.request_id = g.request_id::uuid and e.state = 'requested'
   returning e.consumer, e.request_id as "requestId", e.records::text[] as records`,
);

/** All places in the record by key; those that somebody else has ended are not among them. */
export async function endExchanges(
  tx: Transaction,
  endings: readonly ExchangeEnding[],
  now: Date,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const texts = (of: (ending: ExchangeEnding) => string | null) => textArray(endings.map(of));
  const rows = await tx.query<KeyRow & { readonly records: readonly string[] }>(end, [
    now,
    texts(({ consumer }) => consumer),
    texts(({ requestId }) => requestId),
    texts(({ state }) => state),
    texts(({ reason }) => reason ?? null),
    texts(({ answerPayload }) => answerPayload ?? null),
    texts(({ records }) => idsAsText(records)),
  ]);
  return new Map(rows.map((row) => [exchangeKey(row), row.records]));
}

// Who was asked says the record: the service may have been another's before, or be another's by now. Of two consumers
// under one number the first, so that nobody hides an exchange behind one of their own.
const find = statement(
  'data_exchange.find',
  `select ${isOrganisationActive('$1')} as "isActive",
          coalesce(
            (select to_jsonb(x) from (select ${exchangeColumns} from data_exchange e
               where e.consumer = $1 and e.request_id = $2) x),
            (select to_jsonb(x) from (select ${exchangeColumns} from data_exchange e
               join interaction_record r on r.id = e.records[1]
               where e.request_id = $2 and r.facts ->> 'provider' = $1 and e.state <> 'refused'
               order by e.begun_at limit 1) x)) as exchange`,
);

const takingPart = statement(
  'data_organisation.is_active',
  `select ${isOrganisationActive('$1')} as "isActive"`,
);

/** Whether the organisation takes part in exchanges now. */
export async function isTakingPart(db: Queryable, organisation: string): Promise<boolean> {
  const [row] = await db.query<Row & { readonly isActive: boolean }>(takingPart, [organisation]);
  return row?.isActive ?? false;
}

/** What an organisation may know of an exchange. */
export interface PartysExchange {
  /** Whether the organisation takes part in exchanges now. */
  readonly isActive: boolean;
  /** In which it asked, or else was asked, as the record says; undefined for every other. */
  readonly exchange: StoredExchange | undefined;
}

/** In one statement. */
export async function findExchange(
  db: Queryable,
  organisation: string,
  requestId: string,
): Promise<PartysExchange> {
  type Found = Row & { readonly isActive: boolean; readonly exchange: ExchangeJson | null };
  const [row] = await db.query<Found>(find, [organisation, requestId]);
  return { isActive: row?.isActive ?? false, exchange: row?.exchange ? toExchange(row.exchange) : undefined };
}

const leftOpen = statement(
  'data_exchange.left_open',
  `select e.begun_at::text as "begunAt", e.consumer, e.request_id as "requestId", r.account_id as "accountId", r.facts
     from (select begun_at, consumer, request_id, records from data_exchange
            where state = 'requested' and begun_at < $1
              and (begun_at, consumer, request_id) > ($2::text::timestamptz, $3, $4::uuid)
            order by begun_at, consumer, request_id limit 100) e
     join interaction_record r on r.id = any(e.records) order by e.begun_at, e.consumer, e.request_id, r.id`,
);

/** Where reading what is left open has come to. */
export interface LeftOpenKey {
  /** As PostgreSQL writes it: no digit is lost on the way. */
  readonly begunAt: string;
  readonly consumer: string;
  readonly requestId: string;
}

const beforeEvery: LeftOpenKey = {
  begunAt: '-infinity',
  consumer: '',
  requestId: '00000000-0000-0000-0000-000000000000',
};

/** A record of a request whose exchange nobody ended. */
export interface LeftOpen extends LeftOpenKey {
  readonly accountId: string | null;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** As `acar_worker`: what began before, the oldest first, of at most 100 exchanges behind `after`. */
export function readLeftOpen(db: Queryable, before: Date, after = beforeEvery): Promise<LeftOpen[]> {
  const { begunAt, consumer, requestId } = after;
  return db.query<LeftOpen & Row>(leftOpen, [before, begunAt, consumer, requestId]);
}

const endLeftOpen = statement(
  'data_exchange.end_left_open',
  `update data_exchange set state = 'failed', ended_at = $3, reason = $4, records = records || $5::bigint[]
    where consumer = $1 and request_id = $2 and state = 'requested' returning request_id`,
);

/** False when its node has ended it after all. */
export async function endLeftOpenExchange(
  tx: Transaction,
  exchange: { readonly consumer: string; readonly requestId: string; readonly records: readonly string[] },
  now: Date,
): Promise<boolean> {
  const { consumer, requestId, records } = exchange;
  const values = [consumer, requestId, now, 'gateway.interrupted', records];
  return (await tx.query(endLeftOpen, values)).length === 1;
}

/** In one statement. */
export const mostSwept = 1000;

const sweep = statement(
  'data_exchange.sweep',
  `delete from data_exchange where (consumer, request_id) in (
     select consumer, request_id from data_exchange where begun_at < $1 and state <> 'requested'
      order by begun_at limit ${mostSwept})
   returning request_id`,
);

/** How many were cleared, at most {@link mostSwept}: repetitions of what is older are refused as expired. */
export async function sweepExchanges(db: Queryable, before: Date): Promise<number> {
  return (await db.query(sweep, [before])).length;
}
