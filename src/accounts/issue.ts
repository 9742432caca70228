import { randomInt, randomUUID } from 'node:crypto';
import { DatabaseError, type Transaction } from '../db/index.ts';
import { isLanguage, type Language } from '../messages/index.ts';
import type { AccountsContext } from './deps.ts';
import { type Refused, refused } from './errors.ts';
import {
  formatActivationCode,
  formatLoginCode,
  makeActivationCode,
  type Person,
  readBirthDate,
  readEmailAddress,
  readMobileNumber,
  readName,
  readPersonalCode,
  toLoginCode,
} from './model.ts';
import { insertCode, retireCodes } from './one-time-code-store.ts';
import { findPersonByPersonalCode, insertAccount } from './store.ts';

/** What an operator has read from the identity card, and what the person said. */
export interface AccountOrder {
  readonly personalCode: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly patronymic?: string | undefined;
  /** ISO 8601 date, not in the future. */
  readonly birthdate: string;
  readonly email?: string | undefined;
  readonly mobile?: string | undefined;
  readonly language: Language;
}

/** What the operator hands over. This is the only time that the activation code is to be seen. */
export interface IssuedAccount {
  readonly kind: 'issued';
  readonly accountId: string;
  /** Written as people read it: `1234 5678`. */
  readonly loginCode: string;
  /** `ACDEF-GHJKM`. */
  readonly activationCode: string;
  readonly activationEndsAt: Date;
}

const activationDays = 30;
/** Of 45 bits: so many tries cannot find it, and a stranger cannot use them up in an evening. */
const activationTries = 100;
const loginCodeDraws = 20;

/** Makes an account with an activation code. Refuses a person who has one: `account.duplicate_personal_code`. */
export async function issueAccount(
  context: AccountsContext,
  order: AccountOrder,
): Promise<IssuedAccount | Refused> {
  const person = readOrder(order, context.now());
  if ('fields' in person) return { kind: 'refused', code: 'account.invalid_field', fields: person.fields };
  try {
    return await context.database.transaction(async (tx) => {
      const inserted = await insertWithFreshCode(tx, person, context.now());
      return handOver(context, tx, { person: inserted, event: 'account.issued' });
    });
  } catch (error) {
    const isDuplicate = error instanceof DatabaseError && error.constraint === 'account_personal_code_unique';
    if (isDuplicate) return refused('account.duplicate_personal_code');
    throw error;
  }
}

/** A new activation code in place of a lost or expired one; the old one is worthless from then on. */
export async function reissueActivation(
  context: AccountsContext,
  order: { readonly personalCode: string },
): Promise<IssuedAccount | Refused> {
  const personalCode = readPersonalCode(order.personalCode);
  if (!personalCode) return { kind: 'refused', code: 'account.invalid_field', fields: ['personalCode'] };
  return context.database.transaction(async (tx) => {
    const found = await findPersonByPersonalCode(tx, personalCode);
    if (!found) return refused('account.unknown_person');
    if (found.isActivated) return refused('account.already_activated');
    await retireCodes(tx, found.person.accountId, 'activation', context.now());
    return handOver(context, tx, { person: found.person, event: 'account.activation_reissued' });
  });
}

async function handOver(
  context: AccountsContext,
  tx: Transaction,
  what: { person: Person; event: 'account.issued' | 'account.activation_reissued' },
): Promise<IssuedAccount> {
  const { accountId, loginCode } = what.person;
  const code = makeActivationCode((bound) => randomInt(bound));
  const createdAt = context.now();
  const expiresAt = new Date(createdAt.getTime() + activationDays * 86_400_000);
  const digest = context.digests.ofCode({ purpose: 'activation', loginCode }, code);
  await insertCode(tx, {
    id: randomUUID(),
    accountId,
    purpose: 'activation',
    digest,
    browser: undefined,
    createdAt,
    expiresAt,
    tries: activationTries,
  });
  await context.recorder.record(tx, { type: what.event, accountId, facts: {} });
  return {
    kind: 'issued',
    accountId,
    loginCode: formatLoginCode(loginCode),
    activationCode: formatActivationCode(code),
    activationEndsAt: expiresAt,
  };
}

/** A person as they are before they have an account. */
export type NewPerson = Omit<Person, 'accountId' | 'loginCode'>;

export async function insertWithFreshCode(
  tx: Transaction,
  person: NewPerson,
  createdAt: Date,
): Promise<Person> {
  for (let draw = 0; draw < loginCodeDraws; draw++) {
    const loginCode = toLoginCode(String(randomInt(10_000_000)).padStart(7, '0'));
    const complete = { ...person, accountId: randomUUID(), loginCode };
    if (await insertAccount(tx, complete, createdAt)) return complete;
  }
  throw new RangeError('no free login code was found: the eight digits are nearly used up');
}

function readOrder(order: AccountOrder, now: Date): NewPerson | { readonly fields: readonly string[] } {
  const personalCode = readPersonalCode(order.personalCode);
  const givenName = readName(order.givenName);
  const familyName = readName(order.familyName);
  const patronymic = order.patronymic ? readName(order.patronymic) : undefined;
  const birthdate = readBirthDate(order.birthdate);
  const email = order.email ? readEmailAddress(order.email) : undefined;
  const mobile = order.mobile ? readMobileNumber(order.mobile) : undefined;
  const isBorn = birthdate !== undefined && birthdate <= now.toISOString().slice(0, 10);
  const wrong = Object.entries({
    personalCode: personalCode === undefined,
    givenName: givenName === undefined,
    familyName: familyName === undefined,
    patronymic: Boolean(order.patronymic) && patronymic === undefined,
    birthdate: !isBorn,
    email: Boolean(order.email) && email === undefined,
    mobile: Boolean(order.mobile) && mobile === undefined,
    language: !isLanguage(order.language),
  });
  const fields = wrong.filter(([, isWrong]) => isWrong).map(([name]) => name);
  if (!personalCode || !givenName || !familyName || !birthdate || fields.length > 0) return { fields };
  return {
    personalCode,
    givenName,
    familyName,
    patronymic,
    birthdate,
    email,
    mobile,
    language: order.language,
  };
}
