export { createCardMethod } from './card-method.ts';
export { createNonceUses } from './nonce-uses.ts';
export type { CardMethodDeps, NonceUses, RequestSigner } from './ports.ts';
export type { CardTrouble } from './troubles.ts';
