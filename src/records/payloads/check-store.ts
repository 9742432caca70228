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
}

// Of an altered row the fact may be anything.
const recordsAfter = statement(
  'record_payload.records_after',
  `select r.id as record, coalesce(r.facts ->> 'payload', '') as payload,
          coalesce(r.facts ->> 'payloadDigest', '') as digest, c.record_id as "claimedBy",
          w.payload_id is not null as "isThere", p.erased_at is not null as "isErased",
          (select min(e.id) from interaction_record e
            where e.type = 'payload.erased' and e.facts ->> 'erased' = r.facts ->> 'payload') as erasure
     from interaction_record r
     cross join lateral (select case when r.facts ->> 'payload' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                     then (r.facts ->> 'payload')::uuid end as payload_id) named
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
