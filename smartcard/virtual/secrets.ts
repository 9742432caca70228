import { timingSafeEqual } from 'node:crypto';
import { status } from '../apdu/index.ts';
import type { StoredSecret } from './state.ts';

/**
 * Compares and counts (ISO 7816-4 11.5.6). The try is taken before the comparison, so that power taken away in between
 * does not give it back. Answers the status word.
 */
export function presentSecret(secret: StoredSecret, offered: Uint8Array, save: () => void): number {
  if (secret.triesLeft === 0) return status.blocked;
  secret.triesLeft -= 1;
  save();
  const expected = Buffer.from(secret.value, 'ascii');
  if (offered.length === expected.length && timingSafeEqual(offered, expected)) {
    secret.triesLeft = secret.triesMost;
    save();
    return status.ok;
  }
  return statusOfTries(secret);
}

/** What an empty VERIFY answers while nothing is verified. */
export function statusOfTries({ triesLeft }: StoredSecret): number {
  return triesLeft === 0 ? status.blocked : status.warningTries | triesLeft;
}

export function replaceSecret(secret: StoredSecret, value: Uint8Array, save: () => void): void {
  secret.value = Buffer.from(value).toString('ascii');
  secret.triesLeft = secret.triesMost;
  save();
}
