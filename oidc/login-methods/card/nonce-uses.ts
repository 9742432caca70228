import { hash } from 'node:crypto';
import type { OidcStore } from '../../ports.ts';
import type { NonceUses } from './ports.ts';

/** The uses of nonces beside what the provider remembers of used assertions: one insert decides, on every node. */
export function createNonceUses(store: Pick<OidcStore, 'insertOnce'>): NonceUses {
  return {
    take: (nonce, expiresAt) =>
      store.insertOnce({
        kind: 'ReplayDetection',
        id: hash('sha256', JSON.stringify(['card nonce', nonce]), 'base64url'),
        payload: {},
        expiresAt,
      }),
  };
}
