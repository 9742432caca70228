import type { SignatureAlgorithm } from './algorithms.ts';

/**
 * A private key that is reachable in one call; any number of signatures may be under way. What takes longer than a
 * thread is away runs off the event loop (decision 0002).
 */
export interface Signer {
  readonly algorithm: SignatureAlgorithm;
  /** The DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** The key lies in this process, so that nothing else can answer in its place. */
  readonly isInProcess?: true;
  /**
   * Signs a message (not its digest). The value has the form that X.509 and CMS carry: for ECDSA the DER of
   * ECDSA-Sig-Value (RFC 3279 2.2.3).
   * @throws SigningError
   */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

export type SigningErrorCode = 'keys.unavailable' | 'keys.wrong_secret' | 'keys.malformed' | 'keys.mismatch';

/** Why a key cannot sign or cannot be opened; never holds a secret. */
export class SigningError extends Error {
  readonly code: SigningErrorCode;

  constructor(code: SigningErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SigningError';
    this.code = code;
  }
}
