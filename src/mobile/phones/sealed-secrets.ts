import type { Transaction } from '../../db/index.ts';
import { openSecret, resealSecrets, sealSecret } from '../../sealing/index.ts';
import { listSealedPhones, replaceSealedSecrets } from './store.ts';

/** What the service keeps for a phone: of no use without the phone's storage, as that is without these. */
export interface PhoneSecrets {
  /** Half of the key-encryption key (PROTOCOL section 4). */
  readonly share: Buffer;
  /** PBKDF2 of the PIN; absent until the phone has chosen one. */
  readonly verifier: Buffer | undefined;
}

export const shareLength = 32;

/** AES-256-GCM, bound to the phone. */
export function sealSecrets(key: Uint8Array, phoneId: string, { share, verifier }: PhoneSecrets): Buffer {
  return sealSecret(key, phoneId, Buffer.concat([share, verifier ?? Buffer.alloc(0)]));
}

/** @throws when it was sealed for another phone or under another key */
export function openSecrets(key: Uint8Array, phoneId: string, sealed: Uint8Array): PhoneSecrets {
  const opened = openSecret(key, phoneId, sealed);
  const verifier = opened.subarray(shareLength);
  return { share: opened.subarray(0, shareLength), verifier: verifier.length > 0 ? verifier : undefined };
}

/**
 * Seals the secrets of every phone under another master key's: all or none; how many changed. As `acar_operator`, while no
 * process of the service runs. Throws when one opens under neither.
 */
export function resealPhones(
  tx: Transaction,
  masters: { readonly from: Uint8Array; readonly to: Uint8Array },
): Promise<number> {
  const page = async (after: string, limit: number) =>
    (await listSealedPhones(tx, after, limit)).map(({ id, sealed }) => ({ id, about: id, sealed }));
  return resealSecrets({ page, replace: (id, sealed) => replaceSealedSecrets(tx, id, sealed) }, masters);
}
