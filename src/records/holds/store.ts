import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Hold, HoldScope } from './model.ts';

// Waits for erasures that are under way, and lets none begin until it is placed.
const lock = statement('payload_hold.lock', 'select pg_advisory_xact_lock(2010001)');

export async function lockErasures(tx: Transaction): Promise<void> {
  await tx.query(lock);
}

const insert = statement(
  'payload_hold.insert',
  `insert into payload_hold (hold_id, payload_id, case_number, subject, account_id, organisation, reason, until, placed_by,
     placed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

export interface NewHold {
  readonly id: string;
  readonly payload?: string | undefined;
  readonly case?: string | undefined;
  readonly subject?: string | undefined;
  readonly accountId?: string | undefined;
  readonly organisation?: string | undefined;
  readonly reason: string;
  readonly until: Date;
  readonly by: string;
  readonly at: Date;
}

export async function insertHold(tx: Transaction, hold: NewHold): Promise<void> {
  const { id, payload, subject, accountId, organisation, reason, until, by, at } = hold;
  const of = [payload, hold.case, subject, accountId, organisation].map((value) => value ?? null);
  await tx.query(insert, [id, ...of, reason, until, by, at]);
}

const end = statement(
  'payload_hold.end',
  `update payload_hold set ended_at = $2, ended_by = $3, end_reason = $4
    where hold_id = $1 and ended_at is null and until > $2 returning payload_id as payload, account_id as "accountId"`,
);

/** Undefined when there is none of this id in force; else whom it concerned. */
export async function endHoldOf(
  tx: Transaction,
  id: string,
  how: { readonly at: Date; readonly by: string; readonly reason: string },
): Promise<{ readonly payload: string | null; readonly accountId: string | null } | undefined> {
  const values = [id, how.at, how.by, how.reason];
  const [row] = await tx.query<Row & { readonly payload: string | null; readonly accountId: string | null }>(
    end,
    values,
  );
  return row;
}

const accountOf = statement('payload_hold.account', 'select id from account where personal_code = $1');

export async function findAccountOf(db: Queryable, personalCode: string): Promise<string | undefined> {
  const [row] = await db.query<Row & { readonly id: string }>(accountOf, [personalCode]);
  return row?.id;
}

const payloadState = statement(
  'payload_hold.payload',
  `select p.erased_at is not null as "isErased", r.account_id as "accountId"
     from record_payload p join record_payload_claim c using (payload_id) join interaction_record r on r.id = c.record_id
    where p.payload_id = $1`,
);

/** Of the payload of a record; `accountId` is whom the record is about. */
export async function findHoldable(
  db: Queryable,
  payload: string,
): Promise<{ readonly isErased: boolean; readonly accountId: string | null } | undefined> {
  const [row] = await db.query<Row & { readonly isErased: boolean; readonly accountId: string | null }>(
    payloadState,
    [payload],
  );
  return row;
}

const columns = `h.hold_id as id,
  case when h.payload_id is not null then 'payload' when h.case_number is not null then 'case'
       when h.subject is not null then 'person' else 'agency' end as scope,
  coalesce(h.payload_id::text, h.case_number, h.subject, h.organisation) as "of", h.reason, h.until,
  h.placed_by as "placedBy", h.placed_at as "placedAt", h.ended_at as "endedAt", h.ended_by as "endedBy",
  h.end_reason as "endReason"`;

interface HoldRow extends Row {
  readonly id: string;
  readonly scope: HoldScope['kind'];
  readonly of: string;
  readonly reason: string;
  readonly until: Date;
  readonly placedBy: string;
  readonly placedAt: Date;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  readonly endReason: string | null;
}

const toHold = (row: HoldRow): Hold => ({
  ...row,
  endedAt: row.endedAt ?? undefined,
  endedBy: row.endedBy ?? undefined,
  endReason: row.endReason ?? undefined,
});

const ofPayload = statement(
  'payload_hold.of_payload',
  `select ${columns} from payload_holds($1) h join record_payload p on p.payload_id = $1
    where least(h.ended_at, h.until) >= p.created_at and (p.erased_at is null or h.placed_at < p.erased_at)
    order by h.placed_at, h.hold_id limit 100`,
);

/** All that are or were on this payload, the oldest first, at most 100. */
export async function listHoldsOf(db: Queryable, payload: string): Promise<readonly Hold[]> {
  return (await db.query<HoldRow>(ofPayload, [payload])).map(toHold);
}

const list = statement(
  'payload_hold.list',
  `select ${columns} from payload_hold h
    where ($1 or h.ended_at is null and h.until > $2) and ($3::uuid is null or (h.placed_at, h.hold_id) <
      (select a.placed_at, a.hold_id from payload_hold a where a.hold_id = $3::uuid))
    order by h.placed_at desc, h.hold_id desc limit 200`,
);

/** The newest first, at most 200, from behind `after`; without `isAll` those in force. */
export async function listHoldsAfter(
  db: Queryable,
  page: { readonly isAll: boolean; readonly now: Date; readonly after: string | undefined },
): Promise<readonly Hold[]> {
  return (await db.query<HoldRow>(list, [page.isAll, page.now, page.after ?? null])).map(toHold);
}
