import type { LimitKey } from '../../oidc/ports.ts';
import type { AccountsContext } from './deps.ts';
import { type Refused, refused } from './errors.ts';
import { hashNewPassword, type TypedPassword } from './new-password.ts';
import { tellPerson } from './notifications.ts';
import { longestPassword } from './password-rules.ts';
import { findPasswordOf, replacePassword } from './store.ts';

/**
 * Changes the password of a person who is signed in and knows the old one; guesses of the old one are limited per
 * account. Other sessions go on: ending them is the person's choice at the portal.
 */
export async function changePassword(
  context: AccountsContext,
  typed: TypedPassword & { readonly accountId: string; readonly oldPassword: string },
): Promise<{ readonly kind: 'changed' } | Refused> {
  const { accountId } = typed;
  const keys: LimitKey[] = [{ scope: 'account', value: `change ${accountId}` }];
  const decision = await context.limiter.begin(keys);
  if (!decision.allowed) {
    return { kind: 'refused', code: 'account.too_many_tries', blockedUntil: decision.blockedUntil };
  }
  const known = await findPasswordOf(context.database, accountId);
  const isTooLong = typed.oldPassword.length > 4 * longestPassword;
  const verdict = await context.hashing.verify(known?.phc, isTooLong ? '' : typed.oldPassword);
  if (verdict === 'busy') return refused('account.busy');
  if (verdict === 'wrong' || !known) return refused('account.wrong_password');
  await context.limiter.succeeded(keys);
  const { person, phc: oldPhc } = known;
  const hashed = await hashNewPassword(context, typed, person);
  if (hashed.kind === 'refused') return hashed;
  return context.database.transaction(async (tx) => {
    const change = { accountId, oldPhc, newPhc: hashed.phc, setAt: context.now() };
    // Somebody else changed it since: the old password that was verified is no longer the password.
    if (!(await replacePassword(tx, change))) return refused('account.wrong_password');
    await context.recorder.record(tx, { type: 'account.password_changed', accountId, facts: {} });
    await tellPerson(context.notifier, tx, { person, told: 'passwordChanged' });
    return { kind: 'changed' };
  });
}
