export { SigningKeyError, type SigningKeyErrorCode } from './errors.ts';
export type { SigningKeySet } from './model.ts';
export { createObjectSigner, type ObjectSigner } from './object-signer.ts';
export {
  type ListedKey,
  listSigningKeys,
  resealSigningKeys,
  type RevokeKeyOutcome,
  revokeSigningKey,
} from './operator.ts';
export { createSigningKeys, type SigningKeys, type SigningKeysDeps } from './service.ts';
