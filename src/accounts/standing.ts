import type { AccountsContext } from './deps.ts';
import { type Refused, refused } from './errors.ts';
import { type Person, readEmailAddress, readLoginCode, readMobileNumber } from './model.ts';
import { tellPerson } from './notifications.ts';
import { retireCodes } from './one-time-code-store.ts';
import { findPersonByLoginCode, setActive, setContacts } from './store.ts';

/** What an operator does to an account that exists; the database role is `acar_operator`. */

export interface StandingChanged {
  readonly kind: 'blocked' | 'unblocked';
  readonly accountId: string;
  /** False when it stood so before. */
  readonly hasChanged: boolean;
}

/**
 * Blocks an account: no sign-in, no token, no recovery from the commit on (elsewhere two seconds later at most, see
 * `directory.ts`). Sessions end after it; should the process die between the two, nobody can use them, and a repetition
 * ends them.
 */
export async function blockAccount(
  context: AccountsContext,
  order: { readonly loginCode: string; readonly reason: string },
): Promise<StandingChanged | Refused> {
  const outcome = await setStanding(context, { ...order, isActive: false });
  if (outcome.kind !== 'refused') await context.endSessions(outcome.accountId);
  return outcome;
}

/** The person can sign in again with the same code and password. */
export async function unblockAccount(
  context: AccountsContext,
  order: { readonly loginCode: string; readonly reason: string },
): Promise<StandingChanged | Refused> {
  return setStanding(context, { ...order, isActive: true });
}

const longestReason = 300;

async function setStanding(
  context: AccountsContext,
  order: { readonly loginCode: string; readonly reason: string; readonly isActive: boolean },
): Promise<StandingChanged | Refused> {
  const loginCode = readLoginCode(order.loginCode);
  const reason = order.reason.trim();
  if (!loginCode) return { kind: 'refused', code: 'account.invalid_field', fields: ['code'] };
  if (reason === '' || reason.length > longestReason || /\p{Cc}/u.test(reason) || !reason.isWellFormed())
    return { kind: 'refused', code: 'account.invalid_field', fields: ['reason'] };
  const kind = order.isActive ? 'unblocked' : 'blocked';
  return context.database.transaction(async (tx) => {
    const person = await findPersonByLoginCode(tx, loginCode);
    if (!person) return refused('account.unknown_person');
    const { accountId } = person;
    const hasChanged = await setActive(tx, accountId, order.isActive);
    if (hasChanged)
      await context.recorder.record(tx, { type: `account.${kind}`, accountId, facts: { reason } });
    return { kind, accountId, hasChanged };
  });
}

/** New contacts; absent = as it was, empty = none from now on. */
export interface ContactsOrder {
  readonly loginCode: string;
  readonly email?: string | undefined;
  readonly mobile?: string | undefined;
}

/**
 * Changes where a person's messages go. One-time codes on their way to the old contacts become worthless, and the person
 * is told at the old and at the new ones.
 */
export async function changeContacts(
  context: AccountsContext,
  order: ContactsOrder,
): Promise<{ readonly kind: 'changed'; readonly person: Person; readonly hasChanged: boolean } | Refused> {
  const loginCode = readLoginCode(order.loginCode);
  const email = order.email ? readEmailAddress(order.email) : undefined;
  const mobile = order.mobile ? readMobileNumber(order.mobile) : undefined;
  const wrong = { code: !loginCode, email: order.email && !email, mobile: order.mobile && !mobile };
  const fields = Object.entries(wrong).flatMap(([name, isWrong]) => (isWrong ? [name] : []));
  if (!loginCode || fields.length > 0) return { kind: 'refused', code: 'account.invalid_field', fields };
  return context.database.transaction(async (tx) => {
    const before = await findPersonByLoginCode(tx, loginCode);
    if (!before) return refused('account.unknown_person');
    const person: Person = {
      ...before,
      email: order.email === undefined ? before.email : email,
      mobile: order.mobile === undefined ? before.mobile : mobile,
    };
    const changed = (['email', 'mobile'] as const).filter((name) => person[name] !== before[name]);
    if (changed.length === 0) return { kind: 'changed', person, hasChanged: false };
    const { accountId } = person;
    await setContacts(tx, person);
    for (const purpose of ['recovery', 'second_factor'])
      await retireCodes(tx, accountId, purpose, context.now());
    const facts = { changed: changed.join(' ') };
    await context.recorder.record(tx, { type: 'account.contacts_changed', accountId, facts });
    await tellPerson(context.notifier, tx, { person: before, told: 'contactsChanged' });
    const added = {
      ...person,
      email: changed.includes('email') ? person.email : undefined,
      mobile: changed.includes('mobile') ? person.mobile : undefined,
    };
    await tellPerson(context.notifier, tx, { person: added, told: 'contactsChanged' });
    return { kind: 'changed', person, hasChanged: true };
  });
}
