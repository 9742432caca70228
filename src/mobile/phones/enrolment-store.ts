import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { CodeSource } from './model.ts';

export interface EnrolmentCode {
  readonly codeDigest: Uint8Array;
  readonly accountId: string;
  readonly phoneNumber: string;
  readonly source: CodeSource;
}

const insert = statement(
  'phone_enrolment.insert',
  `insert into phone_enrolment (code_digest, account_id, phone_number, source, created_at, expires_at)
   values ($1, $2, $3, $4, $5, $6)`,
);

export async function insertCode(
  db: Queryable,
  code: EnrolmentCode,
  now: Date,
  expiresAt: Date,
): Promise<void> {
  const { codeDigest, accountId, phoneNumber, source } = code;
  await db.query(insert, [codeDigest, accountId, phoneNumber, source, now, expiresAt]);
}

const use = statement(
  'phone_enrolment.use',
  `update phone_enrolment e set phone_id = $2, used_at = $3 from account a
   where e.code_digest = $1 and e.used_at is null and e.expires_at > $3 and a.id = e.account_id and a.is_active
   returning e.account_id as "accountId", e.phone_number as "phoneNumber", e.source`,
);

/** True to exactly one caller, and only in time; the phone's row must be there when the transaction ends. */
export async function useCode(
  tx: Transaction,
  codeDigest: Uint8Array,
  phoneId: string,
  now: Date,
): Promise<Omit<EnrolmentCode, 'codeDigest'> | undefined> {
  const [row] = await tx.query<Row & Omit<EnrolmentCode, 'codeDigest'>>(use, [codeDigest, phoneId, now]);
  return row;
}

const sweep = statement(
  'phone_enrolment.sweep',
  `delete from phone_enrolment where code_digest in
     (select code_digest from phone_enrolment where expires_at < $1 limit $2) returning code_digest`,
);

const abandon = statement(
  'phone_enrolment.abandon',
  `update phone set state = 'abandoned', sealed_secrets = null, changed_at = $2
   where state = 'enrolling' and created_at < $1`,
);

/** Gives up phones whose enrolment began before then and was never finished. */
export async function abandonPhones(db: Queryable, before: Date, now: Date): Promise<void> {
  await db.query(abandon, [before, now]);
}

/** Removes codes that ended before then; how many of this batch. */
export async function deleteCodes(db: Queryable, before: Date, limit: number): Promise<number> {
  return (await db.query(sweep, [before, limit])).length;
}
