import type { Clock } from '../../oidc/ports.ts';
import { sealTimes } from '../exchange/index.ts';

/** Remembers the nonces of one process for as long as a signature may be valid. */
export interface NonceMemory {
  /** False when it was asked about before; then, and when too many are remembered, a message is not taken. */
  isNew(nonce: string): boolean;
}

const mostRemembered = 200_000;

export function createNonceMemory(clock: Clock): NonceMemory {
  // In the order in which they came, and so in that of their ends.
  const remembered = new Map<string, number>();
  return {
    isNew(nonce) {
      const now = clock.now();
      for (const [old, until] of remembered) {
        if (until > now) break;
        remembered.delete(old);
      }
      if (remembered.has(nonce) || remembered.size >= mostRemembered) return false;
      remembered.set(nonce, now + (sealTimes.mostValidSeconds + sealTimes.skewSeconds) * 1000);
      return true;
    },
  };
}
