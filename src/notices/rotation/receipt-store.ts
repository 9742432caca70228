import { type Queryable, type Row, statement, textArray } from '../../db/index.ts';

const find = statement(
  'draw_receipt.find',
  `select record_id::text as "recordId", receipt from draw_receipt where record_id = any ($1::text[]::bigint[])`,
);

/** By record, of those that are kept. */
export async function findReceipts(
  db: Queryable,
  recordIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await db.query<Row & { readonly recordId: string; readonly receipt: string }>(find, [
    textArray(recordIds.map(String)),
  ]);
  return new Map(rows.map(({ recordId, receipt }) => [Number(recordId), receipt]));
}

const insert = statement(
  'draw_receipt.insert',
  `insert into draw_receipt (record_id, receipt)
   select record_id::bigint, receipt from unnest($1::text[], $2::text[]) as r (record_id, receipt)
   on conflict (record_id) do nothing`,
);

/** Keeps them; what another download kept before stays. */
export async function insertReceipts(db: Queryable, receipts: ReadonlyMap<number, string>): Promise<void> {
  await db.query(insert, [textArray([...receipts.keys()].map(String)), textArray([...receipts.values()])]);
}
