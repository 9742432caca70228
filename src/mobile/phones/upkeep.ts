import { type MobileRefusal, refuse } from '../errors.ts';
import { awaitCertificates, type Delivered } from './certificates.ts';
import type { PhonesDeps } from './deps.ts';
import { nextPhoneState } from './model.ts';
import { judgePin, type PinCall } from './pin.ts';
import { sealSecrets } from './sealed-secrets.ts';
import { originFacts } from './standing.ts';
import { writeSecrets, writeState } from './store.ts';
import { countOrders, orderCertificate } from './work-store.ts';

type Call = Omit<PinCall, 'purpose'>;

export type Unlocked = { readonly kind: 'unlocked'; readonly share: Uint8Array } | MobileRefusal;

/** Gives the share out for a right PIN: to wrap the keys under another PIN, or to make new ones. */
export async function unlockKeys(deps: PhonesDeps, call: Call): Promise<Unlocked> {
  return deps.db.transaction(async (tx) => {
    const pin = await judgePin(deps, tx, { ...call, purpose: 'keys' });
    return pin.kind === 'right' ? { kind: 'unlocked', share: pin.share } : pin;
  });
}

/** From now on the new PIN counts. The phone has wrapped its keys under it before it asks. */
export async function changePin(
  deps: PhonesDeps,
  call: Call,
  verifier: Uint8Array,
): Promise<{ readonly kind: 'changed' } | MobileRefusal> {
  return deps.db.transaction(async (tx) => {
    const pin = await judgePin(deps, tx, { ...call, purpose: 'change' });
    if (pin.kind !== 'right') return pin;
    const { phoneId, accountId } = pin.phone;
    const secrets = { share: pin.share, verifier: Buffer.from(verifier) };
    const now = new Date(deps.clock.now());
    await writeSecrets(tx, phoneId, sealSecrets(deps.secretsKey, phoneId, secrets), now);
    const facts = { phone: phoneId, ...originFacts(call.from) };
    await deps.recorder.record(tx, { type: 'phone.pin_changed', accountId, facts });
    return { kind: 'changed' };
  });
}

const dayMs = 86_400_000;
/** Two certificates each; an honest phone renews once in three years. */
const ordersADay = 10;

/** New keys, new certificates; the old ones answer until then and are revoked afterwards. */
export async function renewPhone(
  deps: PhonesDeps,
  call: Call,
  requests: { readonly authentication: Uint8Array; readonly signature: Uint8Array },
): Promise<Delivered | MobileRefusal> {
  const begun = await deps.db.transaction(async (tx) => {
    const pin = await judgePin(deps, tx, { ...call, purpose: 'renew' });
    if (pin.kind !== 'right') return pin;
    const { phoneId, state } = pin.phone;
    const now = new Date(deps.clock.now());
    const recent = await countOrders(tx, phoneId, new Date(now.getTime() - dayMs));
    if (recent + 2 > ordersADay) return refuse('mobile.too_many');
    const next = nextPhoneState(state, 'renewal');
    if (next) await writeState(tx, phoneId, next, { now, erases: false });
    for (const keyUse of ['authentication', 'signature'] as const)
      await orderCertificate(tx, { phoneId, keyUse, request: requests[keyUse] }, now);
    return pin;
  });
  if (begun.kind !== 'right') return begun;
  return awaitCertificates(deps, begun.phone, requests, { from: call.from, told: 'renewed' });
}
