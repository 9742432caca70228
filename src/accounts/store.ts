import type { Account } from '../../oidc/ports.ts';
import { type Queryable, statement } from '../db/index.ts';
import { isLanguage } from '../messages/index.ts';
import type { Person } from './model.ts';

/** SQL of persons and their passwords. Dates of birth travel as text: a `Date` would drag a time zone in. */

export interface PersonRow extends Record<string, unknown> {
  readonly id: string;
  readonly personal_code: string;
  readonly login_code: string;
  readonly given_name: string;
  readonly family_name: string;
  readonly patronymic: string | null;
  readonly birthdate: string | null;
  readonly email: string | null;
  readonly mobile: string | null;
  readonly language: string;
}

export const personColumns = `a.id, a.personal_code, a.login_code, a.given_name, a.family_name, a.patronymic,
  a.birthdate::text as birthdate, a.email, a.mobile, a.language`;

export function toPerson(row: PersonRow): Person {
  return {
    accountId: row.id,
    personalCode: row.personal_code,
    loginCode: row.login_code,
    givenName: row.given_name,
    familyName: row.family_name,
    patronymic: row.patronymic ?? undefined,
    birthdate: row.birthdate ?? undefined,
    email: row.email ?? undefined,
    mobile: row.mobile ?? undefined,
    language: isLanguage(row.language) ? row.language : 'az',
  };
}

const accountColumns = `a.id, a.personal_code, a.given_name, a.family_name, a.birthdate::text as birthdate,
  a.is_active`;

interface AccountRow extends Record<string, unknown> {
  readonly id: string;
  readonly personal_code: string;
  readonly given_name: string;
  readonly family_name: string;
  readonly birthdate: string | null;
  readonly is_active: boolean;
}

function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    personalCode: row.personal_code,
    givenName: row.given_name,
    familyName: row.family_name,
    birthdate: row.birthdate ?? undefined,
    isActive: row.is_active,
  };
}

const nameByCode = statement(
  'account.name_by_personal_code',
  'select id, given_name, family_name from account where personal_code = $1',
);

/** The account with the personal code, and its person's given name and family name. */
export async function findNameByPersonalCode(
  on: Queryable,
  personalCode: string,
): Promise<{ readonly accountId: string; readonly name: string } | undefined> {
  type NameRow = Pick<AccountRow, 'id' | 'given_name' | 'family_name'>;
  const [row] = await on.query<NameRow>(nameByCode, [personalCode]);
  return row && { accountId: row.id, name: `${row.given_name} ${row.family_name}` };
}

const findAccount = statement(
  'account.find_by_id',
  `select ${accountColumns} from account a where a.id = $1`,
);

export async function findAccountById(on: Queryable, accountId: string): Promise<Account | undefined> {
  if (!isUuid(accountId)) return undefined;
  const [row] = await on.query<AccountRow>(findAccount, [accountId]);
  return row && toAccount(row);
}

/** Text that is no UUID would make PostgreSQL raise an error rather than find nothing. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

const findLogin = statement(
  'account.find_by_code',
  `select ${accountColumns}, a.activated_at is not null as is_activated, p.phc
     from account a left join password_credential p on p.account_id = a.id
    where a.login_code = $1`,
);

export interface StoredLogin {
  readonly account: Account;
  readonly canSignIn: boolean;
  readonly phc: string | undefined;
}

interface LoginRow extends AccountRow {
  readonly is_activated: boolean;
  readonly phc: string | null;
}

export async function findLoginByCode(on: Queryable, loginCode: string): Promise<StoredLogin | undefined> {
  const [row] = await on.query<LoginRow>(findLogin, [loginCode]);
  if (!row) return undefined;
  const canSignIn = row.is_active && row.is_activated;
  return { account: toAccount(row), canSignIn, phc: row.phc ?? undefined };
}

const findPersonAndPassword = statement(
  'account.find_with_password',
  `select ${personColumns}, p.phc
     from account a join password_credential p on p.account_id = a.id
    where a.id = $1 and a.is_active and a.activated_at is not null`,
);

export async function findPasswordOf(
  on: Queryable,
  accountId: string,
): Promise<{ person: Person; phc: string } | undefined> {
  if (!isUuid(accountId)) return undefined;
  const [row] = await on.query<PersonRow & { phc: string }>(findPersonAndPassword, [accountId]);
  return row && { person: toPerson(row), phc: row.phc };
}

const replaceOne = statement(
  'password_credential.replace',
  `update password_credential set phc = $3, set_at = coalesce($4, set_at) where account_id = $1 and phc = $2
   returning account_id`,
);

/** False when another change came first. Without `setAt` only the parameters change, not the password. */
export async function replacePassword(
  on: Queryable,
  change: { accountId: string; oldPhc: string; newPhc: string; setAt?: Date },
): Promise<boolean> {
  const { accountId, oldPhc, newPhc, setAt = null } = change;
  return (await on.query(replaceOne, [accountId, oldPhc, newPhc, setAt])).length === 1;
}

const setOne = statement(
  'password_credential.set',
  `insert into password_credential (account_id, phc, set_at) values ($1, $2, $3)
   on conflict on constraint password_credential_pkey do update set phc = excluded.phc, set_at = excluded.set_at`,
);

export async function setPassword(on: Queryable, accountId: string, phc: string, setAt: Date): Promise<void> {
  await on.query(setOne, [accountId, phc, setAt]);
}

const activateOne = statement(
  'account.activate',
  'update account set activated_at = $2 where id = $1 and activated_at is null returning id',
);

export async function markActivated(on: Queryable, accountId: string, at: Date): Promise<boolean> {
  return (await on.query(activateOne, [accountId, at])).length === 1;
}

const insertOne = statement(
  'account.insert',
  `insert into account (id, personal_code, login_code, given_name, family_name, patronymic, birthdate, email, mobile,
     language, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
   on conflict on constraint account_login_code_unique do nothing
   returning id`,
);

/** False when the login code is taken; a taken personal code violates `account_personal_code_unique`. */
export async function insertAccount(on: Queryable, person: Person, createdAt: Date): Promise<boolean> {
  const rows = await on.query(insertOne, [
    person.accountId,
    person.personalCode,
    person.loginCode,
    person.givenName,
    person.familyName,
    person.patronymic ?? null,
    person.birthdate ?? null,
    person.email ?? null,
    person.mobile ?? null,
    person.language,
    createdAt,
  ]);
  return rows.length === 1;
}

const findByPersonalCode = statement(
  'account.find_by_personal_code',
  `select ${personColumns}, a.activated_at is not null as is_activated
     from account a where a.personal_code = $1 for no key update`,
);

/** Locks the account until the transaction ends. */
export async function findPersonByPersonalCode(
  on: Queryable,
  personalCode: string,
): Promise<{ person: Person; isActivated: boolean } | undefined> {
  const [row] = await on.query<PersonRow & { is_activated: boolean }>(findByPersonalCode, [personalCode]);
  return row && { person: toPerson(row), isActivated: row.is_activated };
}

const findStanding = statement(
  'account.find_standing',
  'select id, is_active from account where personal_code = $1',
);

/** Whether a person has an account, and may use it. */
export async function findStandingByPersonalCode(
  on: Queryable,
  personalCode: string,
): Promise<{ accountId: string; isActive: boolean } | undefined> {
  const [row] = await on.query<{ id: string; is_active: boolean }>(findStanding, [personalCode]);
  return row && { accountId: row.id, isActive: row.is_active };
}

const findByLoginCode = statement(
  'account.find_person_by_code',
  `select ${personColumns} from account a where a.login_code = $1 for no key update`,
);

/** Locks the account until the transaction ends. */
export async function findPersonByLoginCode(on: Queryable, loginCode: string): Promise<Person | undefined> {
  const [row] = await on.query<PersonRow>(findByLoginCode, [loginCode]);
  return row && toPerson(row);
}

const setActiveOne = statement(
  'account.set_active',
  'update account set is_active = $2 where id = $1 and is_active <> $2 returning id',
);

/** False when it was so before. */
export async function setActive(on: Queryable, accountId: string, isActive: boolean): Promise<boolean> {
  return (await on.query(setActiveOne, [accountId, isActive])).length === 1;
}

const setContactsOne = statement(
  'account.set_contacts',
  'update account set email = $2, mobile = $3 where id = $1',
);

export async function setContacts(
  on: Queryable,
  { accountId, email, mobile }: Pick<Person, 'accountId' | 'email' | 'mobile'>,
): Promise<void> {
  await on.query(setContactsOne, [accountId, email ?? null, mobile ?? null]);
}
