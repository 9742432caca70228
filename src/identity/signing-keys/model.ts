import type { JWK } from 'jose';
import type { ScheduledKey, SigningAlgorithm } from '../../../oidc/provider/index.ts';

/** A key as it rests in the database: the private part can be read with the encryption key only. */
export interface SealedKey extends ScheduledKey {
  /** With `kid`, `alg` and `use`. */
  readonly publicJwk: JWK;
  readonly sealedPrivateJwk: Uint8Array;
}

/** A key that has just been made and has no place in the schedule yet. */
export interface NewKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

/** What a node works with until `nextChangeAt`, or until it hears that there is a new key. */
export interface SigningKeySet {
  /** To publish: the public parts of all keys that a client may meet. */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** The same keys with their private parts, in the same order: per algorithm the one that signs comes first. */
  readonly privateJwks: readonly JWK[];
  /** Milliseconds since 1970: call `ensureKeys` and `keysAt` again then. Undefined while nothing is foreseen. */
  readonly nextChangeAt: number | undefined;
}
