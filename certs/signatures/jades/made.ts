import type { Certificate } from '../../validation/index.ts';
import type { JwsSignature } from './jws.ts';

/** How a signature was made: all that its verification takes beside what it holds itself. */
export interface Making {
  /** Its name in JWS. */
  readonly algorithm: string;
  /** What stood for the payload in the signing input (RFC 7515 5.1). */
  readonly input: string;
}

const made = new WeakMap<JwsSignature, Making & { readonly certificate: Certificate }>();

/** Remembers a signature whose value this process has checked by the key of the certificate. */
export function rememberMade(
  signature: JwsSignature,
  making: Making & { readonly certificate: Certificate },
): JwsSignature {
  made.set(signature, making);
  return signature;
}

/** The same signature with other unsigned components: what was checked of its value holds. */
export function rememberRaised(from: JwsSignature, to: JwsSignature): JwsSignature {
  const making = made.get(from);
  return making ? rememberMade(to, making) : to;
}

/**
 * The signer's certificate of a signature that was made here lately, if it was made so (decision 0003). It is this very
 * object that is known; what is read from bytes never is.
 */
export function makerOf(signature: JwsSignature, { algorithm, input }: Making): Certificate | undefined {
  const making = made.get(signature);
  return making?.algorithm === algorithm && making.input === input ? making.certificate : undefined;
}
