import {
  byteaArray,
  numberArray,
  type Queryable,
  statement,
  textArray,
  type Transaction,
} from '../../db/index.ts';
import type { Redaction } from '../parts.ts';

const progress = statement(
  'record_redaction.progress',
  'select last_id as "lastId" from record_redaction_progress for update',
);

/** Up to which record redaction has come; nobody else goes on from there until the transaction ends. */
export async function lockProgress(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ lastId: string }>(progress);
  return Number(row?.lastId);
}

const goOn = statement('record_redaction.go_on', 'update record_redaction_progress set last_id = $1');

export async function markProgress(on: Queryable, lastId: number): Promise<void> {
  await on.query(goOn, [lastId]);
}

const keep = statement(
  'record_redaction.keep',
  `insert into record_redaction (record_id, open_names, salts, erased_names, digests)
   select id::bigint, open_names, salts, erased_names, digests
     from unnest($1::float8[], $2::text[], $3::bytea[], $4::text[], $5::bytea[])
          as k (id, open_names, salts, erased_names, digests)`,
);
const forget = statement(
  'record_redaction.forget',
  `update interaction_record set facts = facts - $2::text[], seed = null, redacted_at = $3
    where id = any ($1::float8[]::bigint[])`,
);
const forgetSeeds = statement(
  'record_redaction.forget_seeds',
  'delete from adopted_record where record_id = any ($1::float8[]::bigint[])',
);

export interface RedactedRow extends Redaction {
  readonly id: number;
}

/** Takes the facts and the seeds of these records away, once what proves them is kept. */
export async function redactRows(
  tx: Transaction,
  rows: readonly RedactedRow[],
  { facts, at }: { readonly facts: readonly string[]; readonly at: Date },
): Promise<void> {
  const ids = numberArray(rows.map(({ id }) => id));
  await tx.query(keep, [
    ids,
    textArray(rows.map(({ openNames }) => openNames)),
    byteaArray(rows.map(({ salts }) => salts)),
    textArray(rows.map(({ erasedNames }) => erasedNames)),
    byteaArray(rows.map(({ digests }) => digests)),
  ]);
  await tx.query(forget, [ids, textArray(facts), at]);
  await tx.query(forgetSeeds, [ids]);
}
