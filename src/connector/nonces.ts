import type { Clock } from '../../oidc/ports.ts';

/** Remembers the nonces of one process for as long as their signatures are valid. */
export interface NonceMemory {
  /** False when it was asked about before; then, and when too many are remembered, a message is not taken. */
  isNew(signature: { readonly nonce: string; readonly expires: number }): boolean;
}

const mostRemembered = 200_000;

export function createNonceMemory(clock: Clock): NonceMemory {
  // In the order in which they came, which is nearly that of their ends: one sender signs them.
  const remembered = new Map<string, number>();
  return {
    isNew({ nonce, expires }) {
      const now = clock.now();
      for (const [old, until] of remembered) {
        if (until > now) break;
        remembered.delete(old);
      }
      if (remembered.has(nonce) || remembered.size >= mostRemembered) return false;
      remembered.set(nonce, (expires + 1) * 1000);
      return true;
    },
  };
}
