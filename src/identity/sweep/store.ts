import { type Queryable, statement } from '../../db/index.ts';

// Rows that another node sweeps, or that a session's renewal holds, are passed over. A row that changed since it was read is
// judged again by `for update`, so a session that was renewed in between stays.
/** Exported for the test of its plan. */
export const deleteBatch = statement(
  'oidc_item.sweep',
  `with gone as (
     delete from oidc_item where ctid = any (array(
       select ctid from oidc_item where expiry_hour <= ($1::bigint / 3600)::integer and expires_at <= $1::bigint
       order by expiry_hour limit $2::integer for update skip locked))
     returning 1)
   select count(*)::integer as swept from gone`,
);

/** Deletes at most `limit` rows that expired before the hour began; `nowSeconds` since 1970. Returns how many. */
export async function deleteExpired(db: Queryable, nowSeconds: number, limit: number): Promise<number> {
  const [row] = await db.query<{ swept: number }>(deleteBatch, [nowSeconds, limit]);
  return row?.swept ?? 0;
}
