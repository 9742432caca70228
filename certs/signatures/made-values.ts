import type { Certificate } from '../validation/index.ts';

const mostRemembered = 1000;
const made = new Map<string, Certificate>();

/**
 * Remembers a signature that this process made, whose value it has checked by the key of the certificate. The name is
 * one that no other signature has: it is made of digests (SHA-256) of all that is signed, and of the value.
 */
export function rememberMade(name: string, certificate: Certificate): void {
  // A full table is emptied rather than grown.
  if (made.size >= mostRemembered) made.clear();
  made.set(name, certificate);
}

/**
 * The signer's certificate of a signature that was made here lately: it is mostly raised right afterwards, and its value
 * needs no second verification then. For raising alone; who reads a document checks it.
 */
export function makerOf(name: string): Certificate | undefined {
  return made.get(name);
}
