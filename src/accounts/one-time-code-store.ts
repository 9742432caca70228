import { type Database, type Queryable, statement } from '../db/index.ts';
import type { Person } from './model.ts';
import { isUuid, type PersonRow, personColumns, toPerson } from './store.ts';

/** SQL of one-time codes. Codes and browsers are here as digests only. */

export interface NewCode {
  readonly id: string;
  readonly accountId: string | undefined;
  readonly purpose: 'activation' | 'recovery' | 'second_factor';
  readonly digest: Buffer;
  readonly browser: Buffer | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly tries: number;
}

const insertOne = statement(
  'one_time_code.insert',
  `insert into one_time_code (id, account_id, purpose, digest, browser, created_at, expires_at, tries_left)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

export async function insertCode(on: Queryable, code: NewCode): Promise<void> {
  await on.query(insertOne, [
    code.id,
    code.accountId ?? null,
    code.purpose,
    code.digest,
    code.browser ?? null,
    code.createdAt,
    code.expiresAt,
    code.tries,
  ]);
}

/**
 * A try is taken in the statement that judges it, so parallel guesses use up the tries one by one. Equality in SQL is
 * not constant-time, and need not be: both sides are keyed digests that the guesser cannot steer.
 */
const tryActivation = statement(
  'one_time_code.try_activation',
  `update one_time_code c set tries_left = c.tries_left - 1
     from account a
    where a.login_code = $1 and a.is_active and a.activated_at is null
      and c.account_id = a.id and c.purpose = 'activation'
      and c.used_at is null and c.tries_left > 0 and c.expires_at > $3
   returning c.id, a.id as account_id, c.digest = $2 as is_right`,
);

export interface Tried {
  readonly codeId: string;
  readonly accountId: string | undefined;
  readonly isRight: boolean;
}

type TriedRow = { readonly id: string; readonly account_id: string | null; readonly is_right: boolean };

/** Undefined when there is no such account or no live code. The code stays unused: it is used when the password is set. */
export async function tryActivationCode(
  on: Queryable,
  guess: { loginCode: string; digest: Buffer; at: Date },
): Promise<Tried | undefined> {
  return toTried(await on.query<TriedRow>(tryActivation, [guess.loginCode, guess.digest, guess.at]));
}

function toTried([row]: readonly TriedRow[]): Tried | undefined {
  return row && { codeId: row.id, accountId: row.account_id ?? undefined, isRight: row.is_right };
}

const tryFactor = statement(
  'one_time_code.try_second_factor',
  `update one_time_code c set tries_left = c.tries_left - 1, used_at = case when c.digest = $4 then $5::timestamptz end
     from account a
    where c.id = $1 and c.account_id = $2 and c.browser = $3 and c.purpose = 'second_factor'
      and c.used_at is null and c.tries_left > 0 and c.expires_at > $5
      and a.id = c.account_id and a.is_active
   returning c.id, c.account_id, c.digest = $4 as is_right`,
);

/** A right code is used by this very statement. */
export async function trySecondFactor(
  on: Queryable,
  guess: { codeId: string; accountId: string; browser: Buffer; digest: Buffer; at: Date },
): Promise<Tried | undefined> {
  if (!isUuid(guess.codeId) || !isUuid(guess.accountId)) return undefined;
  const values = [guess.codeId, guess.accountId, guess.browser, guess.digest, guess.at];
  return toTried(await on.query<TriedRow>(tryFactor, values));
}

const tryRecovery = statement(
  'one_time_code.try_recovery',
  `with tried as (
     update one_time_code c set tries_left = c.tries_left - 1, used_at = case when c.digest = $2 then $3::timestamptz end
       from account_flow f
      where f.browser = $1 and f.purpose = 'recovery' and f.expires_at > $3 and c.id = f.code_id and c.browser = $1
        and c.used_at is null and c.tries_left > 0 and c.expires_at > $3
     returning c.id, c.account_id, c.digest = $2 as is_right),
   proven as (
     update account_flow f set proven_at = $3
       from tried where tried.is_right and f.browser = $1 and f.purpose = 'recovery' and f.code_id = tried.id)
   select id, account_id, is_right from tried`,
);

/** A right code is used, and its flow proven, by this very statement. */
export async function tryRecoveryCode(
  on: Queryable,
  guess: { browser: Buffer; digest: Buffer; at: Date },
): Promise<Tried | undefined> {
  return toTried(await on.query<TriedRow>(tryRecovery, [guess.browser, guess.digest, guess.at]));
}

const useOne = statement(
  'one_time_code.use',
  'update one_time_code set used_at = $2 where id = $1 and used_at is null and expires_at > $2 returning id',
);

/** True for exactly one caller. */
export async function useCode(on: Queryable, codeId: string, at: Date): Promise<boolean> {
  return (await on.query(useOne, [codeId, at])).length === 1;
}

const retireAll = statement(
  'one_time_code.retire',
  `update one_time_code set used_at = $3 where account_id = $1 and purpose = $2 and used_at is null`,
);

/** Makes every earlier code of this purpose worthless. */
export async function retireCodes(
  on: Queryable,
  accountId: string,
  purpose: string,
  at: Date,
): Promise<void> {
  await on.query(retireAll, [accountId, purpose, at]);
}

const findContact = statement(
  'account.find_contact',
  `select ${personColumns}
     from account a where a.id = $1 and a.is_active and a.activated_at is not null
      for no key update of a`,
);

/** Locks the account, so that parallel orders of codes count each other. */
export async function findContactLocked(on: Queryable, accountId: string): Promise<Person | undefined> {
  if (!isUuid(accountId)) return undefined;
  const [row] = await on.query<PersonRow>(findContact, [accountId]);
  return row && toPerson(row);
}

const lockOne = statement('account.lock', 'select id from account where id = $1 for no key update');

/** For nobody it is the same statement, which then finds nothing to lock. */
export async function lockAccount(on: Queryable, accountId: string | undefined): Promise<void> {
  await on.query(lockOne, [accountId ?? null]);
}

const countRecent = statement(
  'one_time_code.count_recent',
  `select count(*)::int as recent from one_time_code
    where account_id = $1 and purpose = $2 and created_at > $3`,
);

/** Exact only under the account's lock, and in a statement after it: a statement sees what was there when it began. */
export async function countRecentCodes(
  on: Queryable,
  of: { accountId: string | undefined; purpose: NewCode['purpose']; since: Date },
): Promise<number> {
  const [row] = await on.query<{ recent: number }>(countRecent, [of.accountId ?? null, of.purpose, of.since]);
  return row?.recent ?? 0;
}

export const savepoint = statement('account.savepoint', 'savepoint before_message');
export const keepMessage = statement('account.keep_message', 'release savepoint before_message');
export const dropMessage = statement('account.drop_message', 'rollback to savepoint before_message');

const sweepFlows = statement(
  'account_flow.sweep',
  `delete from account_flow where (browser, purpose) in (
     select browser, purpose from account_flow where expires_at < $1 order by expires_at limit $2)
     and expires_at < $1
   returning purpose`,
);
const sweepCodes = statement(
  'one_time_code.sweep',
  `delete from one_time_code where id in (
     select id from one_time_code where expires_at < $1 order by expires_at limit $2)
   returning id`,
);

const daysKept = 30;

/** Removes at most `batch` ended flows, and codes that ended a month ago; answers how many. For the worker's role. */
export async function sweepOneTimeCodes(
  deps: { database: Database; now: number },
  batch = 1_000,
): Promise<number> {
  const flows = await deps.database.query(sweepFlows, [new Date(deps.now - 86_400_000), batch]);
  const codes = await deps.database.query(sweepCodes, [new Date(deps.now - daysKept * 86_400_000), batch]);
  return flows.length + codes.length;
}
