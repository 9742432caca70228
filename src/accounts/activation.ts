import type { AccountsContext } from './deps.ts';
import { type Refused, refused } from './errors.ts';
import { closeFlow, findFlow, findProvenPerson, startActivation } from './flow-store.ts';
import { readActivationCode, readLoginCode } from './model.ts';
import { hashNewPassword, type TypedPassword } from './new-password.ts';
import { tellPerson } from './notifications.ts';
import { tryActivationCode, useCode } from './one-time-code-store.ts';
import { markActivated, setPassword } from './store.ts';

export const flowMinutes = 30;

/** Checks the two codes of the letter. The proof is kept for this browser for half an hour; the code is not used yet. */
export async function beginActivation(
  context: AccountsContext,
  typed: { readonly loginCode: string; readonly activationCode: string; readonly browser: string },
): Promise<{ readonly kind: 'proven' } | Refused> {
  const loginCode = readLoginCode(typed.loginCode);
  if (!loginCode) return refused('account.malformed_code');
  // Text that cannot be a code is tried like any other, so that its answer comes after the same work.
  const code = readActivationCode(typed.activationCode) ?? '';
  const digest = context.digests.ofCode({ purpose: 'activation', loginCode }, code);
  const browser = context.digests.ofBrowser(typed.browser);
  const at = context.now();
  return context.database.transaction(async (tx) => {
    const tried = await tryActivationCode(tx, { loginCode, digest, at });
    const { accountId } = tried ?? {};
    if (!tried?.isRight) {
      await context.recorder.record(tx, { type: 'account.activation_refused', accountId, facts: {} });
      return refused('account.wrong_activation');
    }
    const expiresAt = new Date(at.getTime() + flowMinutes * 60_000);
    await startActivation(tx, { browser, accountId, codeId: tried.codeId, at, expiresAt });
    return { kind: 'proven' };
  });
}

/** Whether this browser may go on to the password. */
export async function isActivationProven(
  context: AccountsContext,
  at: { readonly browser: string },
): Promise<boolean> {
  const browser = context.digests.ofBrowser(at.browser);
  const flow = await findFlow(context.database, { browser, purpose: 'activation', now: context.now() });
  return flow?.isProven === true;
}

/** Sets the first password of the person proven in this browser, and uses the code up: once, whoever else tries. */
export async function finishActivation(
  context: AccountsContext,
  typed: TypedPassword & { readonly browser: string },
): Promise<{ readonly kind: 'activated'; readonly accountId: string } | Refused> {
  const flow = { browser: context.digests.ofBrowser(typed.browser), purpose: 'activation' } as const;
  const proven = await findProvenPerson(context.database, { ...flow, now: context.now() });
  if (!proven) return refused('account.step_expired');
  const { person, codeId } = proven;
  const { accountId } = person;
  const hashed = await hashNewPassword(context, typed, person);
  if (hashed.kind === 'refused') return hashed;
  const now = context.now();
  return context.database.transaction(async (tx) => {
    const isMine = (await closeFlow(tx, { ...flow, codeId, now })) && (await useCode(tx, codeId, now));
    if (!isMine || !(await markActivated(tx, accountId, now))) return refused('account.step_expired');
    await setPassword(tx, accountId, hashed.phc, now);
    await context.recorder.record(tx, { type: 'account.activated', accountId, facts: {} });
    await tellPerson(context.notifier, tx, { person, told: 'activated' });
    return { kind: 'activated', accountId };
  });
}
