import type { AccountsContext } from './deps.ts';
import { type Refused, refused } from './errors.ts';
import type { Person } from './model.ts';
import { checkPassword, normalisePassword } from './password-rules.ts';

/** A new password as the person typed it, twice. */
export interface TypedPassword {
  readonly password: string;
  readonly repeated: string;
}

/** Checks the rules, then hashes: nothing is hashed that would be refused. */
export async function hashNewPassword(
  context: AccountsContext,
  typed: TypedPassword,
  owner: Person,
): Promise<Refused | { readonly kind: 'hashed'; readonly phc: string }> {
  const problem = checkPassword(typed.password, owner);
  if (problem) return refused(`account.password_${problem}`);
  if (normalisePassword(typed.password) !== normalisePassword(typed.repeated)) {
    return refused('account.passwords_differ');
  }
  const outcome = await context.hashing.hash(typed.password);
  return outcome.kind === 'busy' ? refused('account.busy') : outcome;
}
