import { type Queryable, type Row, statement } from '../../db/index.ts';

/** A record that names a payload, with what there is of it. */
export interface PayloadRecord {
  readonly record: string;
  readonly payload: string;
  /** Hexadecimal, as the record has it. */
  readonly digest: string;
  /** The record that claimed the payload; null where none did, or the payload is gone. */
  readonly claimedBy: string | null;
  readonly isThere: boolean;
  readonly isErased: boolean;
  /** The record of its erasure. */
  readonly erasure: string | null;
  /** A record by which it was held when it was erased; null where none did. */
  readonly heldBy: string | null;
}

// Of an altered row the fact may be anything.
const recordsAfter = statement(
  'record_payload.records_after',
  `select r.id as record, coalesce(r.facts ->> 'payload', '') as payload,
          coalesce(r.facts ->> 'payloadDigest', '') as digest, c.record_id as "claimedBy",
          w.payload_id is not null as "isThere", p.erased_at is not null as "isErased",
          e.id as erasure,
          (select min(h.id) from interaction_record h
            where h.type = 'payload.held' and h.id < e.id and h.facts ->> 'until' > to_char(e.at at time zone 'UTC',
                'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
              and not exists (select from interaction_record o where o.type = 'payload.hold_ended' and o.id < e.id
                and o.facts ->> 'hold' = h.facts ->> 'hold')
              and (h.facts ->> 'held' = r.facts ->> 'payload' or exists (
                select from payload_concerns(named.payload_id) about
                 where about.facts ->> 'subject' = h.facts ->> 'subject' or h.facts ? 'subject' and about.account_id = h.account_id
                    or about.facts ->> 'case' = h.facts ->> 'case'
                    or about.facts ->> 'consumer' = h.facts ->> 'organisation'
                    or about.facts ->> 'provider' = h.facts ->> 'organisation'))) as "heldBy"
     from interaction_record r
     cross join lateral (select case when r.facts ->> 'payload' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                     then (r.facts ->> 'payload')::uuid end as payload_id) named
     left join lateral (select id, at from interaction_record
                         where type = 'payload.erased' and facts ->> 'erased' = r.facts ->> 'payload'
                         order by id limit 1) e on true
     left join record_payload p on p.payload_id = named.payload_id
     left join record_payload_whole w on w.payload_id = named.payload_id
     left join record_payload_claim c on c.payload_id = named.payload_id
    where r.facts ? 'payload' and r.id > $1 order by r.id limit $2`,
);

export function listPayloadRecords(
  db: Queryable,
  after: string,
  limit: number,
): Promise<readonly PayloadRecord[]> {
  return db.query<PayloadRecord & Row>(recordsAfter, [after, limit]);
}
