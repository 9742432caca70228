import { type Queryable, type Row, statement } from '../../db/index.ts';
import type { RetentionClass } from './model.ts';

interface IdRow extends Row {
  readonly id: string;
}
const firstId = '00000000-0000-0000-0000-000000000000';
const idsOf = (rows: readonly IdRow[]) => rows.map(({ id }) => id);

// What no record claims is not erased, but removed.
const eraseOne = statement(
  'record_payload.erase',
  `update record_payload p set sealed_secrets = null, erased_at = $2 from record_payload_claim c
    where p.payload_id = $1 and c.payload_id = p.payload_id and p.erased_at is null
   returning p.payload_id as id`,
);

const lock = statement('record_payload.lock_erasing', 'select pg_advisory_xact_lock_shared(2010001)');

/** Of a transaction that erases: no hold is placed until it ends, and what is held by then is seen. */
export async function lockHolds(tx: Queryable): Promise<void> {
  await tx.query(lock);
}

const held = statement(
  'record_payload.is_held',
  `select h.hold_id from payload_holds($1) h join record_payload p on p.payload_id = $1 and p.erased_at is null
    where h.ended_at is null and h.until > $2 limit 1`,
);

/** Whether it would be erased, were there no hold on it. */
export async function isHeld(on: Queryable, id: string, now: Date): Promise<boolean> {
  return (await on.query(held, [id, now])).length === 1;
}

/** Whether it was there to be erased. */
export async function eraseSecrets(on: Queryable, id: string, now: Date): Promise<boolean> {
  return (await on.query(eraseOne, [id, now])).length === 1;
}

const claimed = statement(
  'record_payload.is_claimed',
  'select payload_id from record_payload_claim where payload_id = $1',
);

export async function isClaimed(on: Queryable, id: string): Promise<boolean> {
  return (await on.query(claimed, [id])).length === 1;
}

// A look at so many, whatever is held of them: no statement grows with what holds keep.
const eraseDue = statement(
  'record_payload.erase_due',
  `with looked as materialized (
     select p.payload_id, p.created_at from record_payload p join record_payload_claim c using (payload_id)
      where p.retention = $1 and p.created_at < $2 and p.erased_at is null
        and (p.created_at, p.payload_id) > (coalesce($5::timestamptz, '-infinity'), coalesce($6::uuid, '${firstId}'))
      order by p.created_at, p.payload_id limit $4),
   due as materialized (
     select p.payload_id from record_payload p join looked using (payload_id)
      where p.erased_at is null
        and not exists (select from payload_holds(p.payload_id) h where h.ended_at is null and h.until > $3)
      order by p.created_at, p.payload_id for update of p skip locked),
   erased as (
     update record_payload p set sealed_secrets = null, erased_at = $3 from due
      where p.payload_id = due.payload_id returning p.payload_id)
   select l.payload_id as id, l.created_at::text as "createdAt", e.payload_id is not null as "isErased"
     from looked l left join erased e using (payload_id) order by l.created_at, l.payload_id`,
);

interface LookedRow extends Row {
  readonly id: string;
  readonly createdAt: string;
  readonly isErased: boolean;
}

/** Up to where due payloads were looked at: those that are held stay, and are not looked at again in the same round. */
export type DuePlace = Pick<LookedRow, 'createdAt' | 'id'>;

/**
 * Of payloads of a class from before then looks at the oldest behind `after`, and erases key and salt of those which no
 * hold is on. `place` is undefined when there were no more to look at.
 */
export async function eraseDueSecrets(
  on: Queryable,
  due: {
    readonly retention: RetentionClass;
    readonly before: Date;
    readonly now: Date;
    readonly limit: number;
    readonly after: DuePlace | undefined;
  },
): Promise<{ readonly ids: readonly string[]; readonly place: DuePlace | undefined }> {
  const { retention, before, now, limit, after } = due;
  const values = [retention, before, now, limit, after?.createdAt ?? null, after?.id ?? null];
  const looked = await on.query<LookedRow>(eraseDue, values);
  const ids = idsOf(looked.filter(({ isErased }) => isErased));
  return { ids, place: looked.length < limit ? undefined : looked.at(-1) };
}

const halfErased = statement(
  'record_payload.half_erased',
  `select payload_id as id from record_payload where erased_at is not null and emptied_at is null
    order by payload_id limit $1`,
);

/** Erased payloads of which pieces may be left. */
export async function listHalfErased(db: Queryable, limit: number): Promise<readonly string[]> {
  return idsOf(await db.query<IdRow>(halfErased, [limit]));
}

const deletePieces = statement(
  'record_payload.delete_pieces',
  `delete from record_payload_piece where payload_id = $1 and place = any (array(
     select place from record_payload_piece where payload_id = $1 order by place limit $2))
   returning place`,
);

/** How many of this batch. */
export async function deletePiecesOf(db: Queryable, id: string, limit: number): Promise<number> {
  return (await db.query(deletePieces, [id, limit])).length;
}

const markEmptied = statement(
  'record_payload.emptied',
  'update record_payload set emptied_at = $2 where payload_id = $1 and erased_at is not null and emptied_at is null',
);

export async function markPayloadEmptied(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query(markEmptied, [id, now]);
}

const removeUnclaimed = statement(
  'record_payload.remove_unclaimed',
  `delete from record_payload where payload_id = any (array(
     select p.payload_id from record_payload p
      where p.created_at >= (select swept_until from record_payload_sweep) and p.created_at < $1
        and not exists (select from record_payload_claim c where c.payload_id = p.payload_id)
      order by p.created_at limit $2))
   returning payload_id`,
);

/** Removes payloads from before then that no record claimed: broken and forgotten ones. How many of this batch. */
export async function removeUnclaimedPayloads(db: Queryable, before: Date, limit: number): Promise<number> {
  return (await db.query(removeUnclaimed, [before, limit])).length;
}

const markSwept = statement(
  'record_payload.swept',
  'update record_payload_sweep set swept_until = greatest(swept_until, $1)',
);

/** The next sweep begins there. */
export async function markSweptUntil(db: Queryable, until: Date): Promise<void> {
  await db.query(markSwept, [until]);
}
