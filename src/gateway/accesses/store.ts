import { type Queryable, type Row, statement } from '../../db/index.ts';

type Facts = Readonly<Record<string, string | number | boolean>>;

export interface AccessRow {
  /** Of the record of the request, or of its refusal. */
  readonly id: string;
  readonly at: Date;
  readonly type: 'data.requested' | 'data.refused';
  readonly facts: Facts;
  readonly outcomeId: string | null;
  readonly outcomeAt: Date | null;
  readonly outcomeType: 'data.answered' | 'data.failed' | null;
  readonly outcomeFacts: Facts | null;
}

const columns = `r.id, r.at, r.type, r.facts, o.id as "outcomeId", o.at as "outcomeAt", o.type as "outcomeType",
  o.facts as "outcomeFacts"`;
// An agency may use a number again when the exchange of that number is no longer kept.
const joined = `interaction_record r left join lateral (
     select id, at, type, facts from interaction_record o
      where o.facts ->> 'exchange' = r.facts ->> 'exchange' and o.type in ('data.answered', 'data.failed')
        and o.facts ->> 'consumer' = r.facts ->> 'consumer' and o.facts ->> 'subject' = r.facts ->> 'subject'
        and r.type = 'data.requested' and o.id > r.id
      order by o.id limit 1) o on true`;

const list = statement(
  'data_access.list',
  `select ${columns} from ${joined}
    where r.facts ->> 'subject' = $1 and r.facts ? 'subject' and r.type in ('data.requested', 'data.refused')
      and r.id < $2 and ($3::text is null or r.facts ->> 'consumer' = $3)
      and ($4::timestamptz is null or r.at >= $4) and ($5::timestamptz is null or r.at < $5)
    order by r.id desc limit $6`,
);
const one = statement(
  'data_access.one',
  `select ${columns} from ${joined}
    where r.id = $2 and r.facts ->> 'subject' = $1 and r.type in ('data.requested', 'data.refused')`,
);
const count = statement(
  'data_access.count',
  `select count(*)::int as count from (
     select from interaction_record r where r.facts ->> 'subject' = $1 and r.facts ? 'subject'
       and r.type in ('data.requested', 'data.refused') and r.at >= $2 order by r.id desc limit 1000) counted`,
);
/** The first consumer behind another, by the index: who was asked about a thousand times costs as many steps as agencies. */
function nextConsumer(after: string): string {
  return `select r.facts ->> 'consumer' as consumer, 1 as place from interaction_record r
     where r.facts ->> 'subject' = $1 and r.facts ? 'subject' and r.type in ('data.requested', 'data.refused')
       and r.facts ->> 'consumer' > ${after} order by r.facts ->> 'consumer' limit 1`;
}

const consumers = statement(
  'data_access.consumers',
  `with recursive found (consumer, place) as (
     (${nextConsumer("''")})
     union all
     select next.consumer, found.place + 1 from found cross join lateral (${nextConsumer('found.consumer')}) next
      where found.place < 200)
   select consumer from found order by consumer`,
);

export interface AccessQuestion {
  readonly before: string;
  readonly limit: number;
  readonly consumer: string | undefined;
  readonly from: Date | undefined;
  /** Not included. */
  readonly until: Date | undefined;
}

export function readAccesses(db: Queryable, subject: string, question: AccessQuestion) {
  const { before, limit, consumer, from, until } = question;
  const values = [subject, before, consumer ?? null, from ?? null, until ?? null, limit];
  return db.query<AccessRow & Row>(list, values);
}

export async function readAccess(db: Queryable, subject: string, id: string): Promise<AccessRow | undefined> {
  const [row] = await db.query<AccessRow & Row>(one, [subject, id]);
  return row;
}

export async function countAccesses(db: Queryable, subject: string, since: Date): Promise<number> {
  const [row] = await db.query<Row & { readonly count: number }>(count, [subject, since]);
  return row?.count ?? 0;
}

export async function readConsumers(db: Queryable, subject: string): Promise<readonly string[]> {
  const rows = await db.query<Row & { readonly consumer: string }>(consumers, [subject]);
  return rows.map(({ consumer }) => consumer);
}
