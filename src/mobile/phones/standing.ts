import type { Transaction } from '../../db/index.ts';
import { oneLine } from '../../records/index.ts';
import type { CallOrigin, PhonesDeps } from './deps.ts';
import { type Phone, nextPhoneState } from './model.ts';
import { type Told, tellHolder } from './notifications.ts';
import { findHolder, lockPhone, writeState } from './store.ts';
import { orderStatus, type StatusTask, type WorkReason } from './work-store.ts';

type Change = 'suspend' | 'restore' | 'lose' | 'block' | 'copy';

interface ChangeRule {
  readonly record: 'phone.suspended' | 'phone.restored' | 'phone.lost' | 'phone.blocked' | 'phone.copied';
  readonly task: StatusTask;
  readonly reason?: WorkReason;
  /** The share goes: the keys on the phone can never be opened again. */
  readonly erases: boolean;
  readonly tells: Told;
}

const rules: Readonly<Record<Change, ChangeRule>> = {
  suspend: { record: 'phone.suspended', task: 'hold', erases: false, tells: 'suspended' },
  restore: { record: 'phone.restored', task: 'release', erases: false, tells: 'restored' },
  lose: { record: 'phone.lost', task: 'revoke', reason: 'keyCompromise', erases: true, tells: 'lost' },
  block: {
    record: 'phone.blocked',
    task: 'revoke',
    reason: 'cessationOfOperation',
    erases: true,
    tells: 'blocked',
  },
  copy: { record: 'phone.copied', task: 'revoke', reason: 'keyCompromise', erases: true, tells: 'copied' },
};

/**
 * Changes a phone's state, and orders the same of its certificates. From the commit on the phone answers nothing that
 * its new state does not allow; the certificates follow when the certificate service has worked the order off.
 * False when the state does not allow it.
 */
export async function changeStanding(
  deps: PhonesDeps,
  tx: Transaction,
  phone: Phone,
  change: Change,
  from?: CallOrigin,
): Promise<boolean> {
  const state = nextPhoneState(phone.state, change);
  if (!state) return false;
  const now = new Date(deps.clock.now());
  const { phoneId, accountId, authentication, signature } = phone;
  const { record, task, reason, erases, tells } = rules[change];
  await writeState(tx, phoneId, state, { now, erases });
  for (const [keyUse, certificate] of [
    ['authentication', authentication],
    ['signature', signature],
  ] as const)
    if (certificate) await orderStatus(tx, { phoneId, task, keyUse, certificate, reason }, now);
  await deps.recorder.record(tx, {
    type: record,
    accountId,
    facts: { phone: phoneId, ...originFacts(from) },
  });
  const holder = await findHolder(tx, accountId);
  if (holder) await tellHolder(deps.notifier, tx, holder, tells, phone.name);
  await deps.news.tell(tx, 'phone', phoneId);
  return true;
}

/** What is recorded of where a call came from. */
export function originFacts(from: CallOrigin | undefined) {
  return from && { address: from.address, userAgent: oneLine(from.userAgent) };
}

/** The person changes one of their own phones. False when it is not theirs, or does not allow it. */
export function changeOwnPhone(
  deps: PhonesDeps,
  order: { readonly phoneId: string; readonly accountId: string; readonly from?: CallOrigin },
  change: 'suspend' | 'restore' | 'lose',
): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    const phone = await lockPhone(tx, order.phoneId);
    if (phone?.accountId !== order.accountId) return false;
    return changeStanding(deps, tx, phone, change, order.from);
  });
}
