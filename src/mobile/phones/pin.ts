import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Transaction } from '../../db/index.ts';
import { type MobileRefusal, refuse } from '../errors.ts';
import type { CallOrigin, PhonesDeps } from './deps.ts';
import { isAnswering, type Phone, pinTries } from './model.ts';
import { openSecrets } from './sealed-secrets.ts';
import { changeStanding } from './standing.ts';
import { lockPhone, writeTries } from './store.ts';

/** What a phone shows with every use of the PIN (PROTOCOL section 4). */
export interface PinUse {
  /** HMAC-SHA-256 under the verifier over `acar-pin-1|<phone>|<counter of the call>|<purpose>`. */
  readonly proof: Uint8Array;
  /** The chain value that the service expects. */
  readonly chain: Uint8Array;
  /** SHA-256 of the value that the next use will show. */
  readonly nextDigest: Uint8Array;
}

/** What the PIN is shown for; the proof holds for it alone. */
export type PinPurpose = `request:${string}` | 'keys' | 'change' | 'renew';

export interface PinCall {
  readonly phoneId: string;
  readonly counter: number;
  readonly purpose: PinPurpose;
  readonly use: PinUse;
  readonly from: CallOrigin;
}

function pinProof(verifier: Uint8Array, call: Pick<PinCall, 'phoneId' | 'counter' | 'purpose'>): Buffer {
  const text = `acar-pin-1|${call.phoneId}|${call.counter}|${call.purpose}`;
  return createHmac('sha256', verifier).update(text).digest();
}

export type PinOutcome =
  | { readonly kind: 'right'; readonly phone: Phone; readonly share: Buffer; readonly verifier: Buffer }
  | MobileRefusal;

/**
 * Judges a PIN under the phone's lock: guesses sent at the same time are counted one after another. A chain value that
 * is not the expected one means that two storages share one past: the phone is stopped before the PIN is looked at.
 * Its effects are the transaction's, so the caller must let it commit whatever the outcome.
 */
export async function judgePin(deps: PhonesDeps, tx: Transaction, call: PinCall): Promise<PinOutcome> {
  const phone = await lockPhone(tx, call.phoneId);
  if (!phone) return refuse('mobile.unknown_phone');
  if (phone.state === 'blocked') return refuse('mobile.pin_blocked');
  if (phone.state === 'copied') return refuse('mobile.copied');
  if (!isAnswering(phone.state) || !phone.sealedSecrets) return refuse('mobile.phone_state');
  const chain = stepChain(phone, call.use);
  if (!chain) {
    await changeStanding(deps, tx, phone, 'copy', call.from);
    return refuse('mobile.copied');
  }
  const { share, verifier } = openSecrets(deps.secretsKey, phone.phoneId, phone.sealedSecrets);
  if (!verifier) return refuse('mobile.phone_state');
  const expected = pinProof(verifier, call);
  const isRight =
    call.use.proof.length === expected.length && timingSafeEqual(expected, Buffer.from(call.use.proof));
  const triesLeft = isRight ? pinTries : phone.triesLeft - 1;
  await writeTries(tx, phone.phoneId, triesLeft, chain);
  if (isRight) return { kind: 'right', phone, share, verifier };
  if (triesLeft > 0) return refuse('mobile.pin_wrong', triesLeft);
  await changeStanding(deps, tx, phone, 'block', call.from);
  return refuse('mobile.pin_blocked');
}

/** The chain after this use; undefined when the value shown belongs to another past. */
function stepChain(
  { chainDigest, previousChainDigest }: Phone,
  { chain, nextDigest }: PinUse,
): { readonly digest: Uint8Array; readonly previous: Uint8Array } | undefined {
  const shown = createHash('sha256').update(chain).digest();
  if (shown.equals(chainDigest)) return { digest: nextDigest, previous: chainDigest };
  // The same step again: its answer was lost on the way.
  const isRepeated = previousChainDigest && shown.equals(previousChainDigest);
  return isRepeated && Buffer.from(nextDigest).equals(chainDigest)
    ? { digest: chainDigest, previous: previousChainDigest }
    : undefined;
}
