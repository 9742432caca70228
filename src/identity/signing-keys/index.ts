export { SigningKeyError, type SigningKeyErrorCode } from './errors.ts';
export type { SigningKeySet } from './model.ts';
export { createSigningKeys, type SigningKeys, type SigningKeysDeps } from './service.ts';
