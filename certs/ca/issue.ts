import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { der } from '../asn1/index.ts';
import { keyInputOf, type SignatureAlgorithm } from '../keys/index.ts';
import type { IssuingKey, Linted } from '../lint/index.ts';
import { type CaRefusal, refuse } from './errors.ts';

/** The certificate from what the linter passed and the signature over it. */
function assembleCertificate(
  linted: Linted<'certificate'>,
  signature: Uint8Array,
  algorithm: SignatureAlgorithm,
): Uint8Array {
  return der.sequence(linted.tbs, algorithm.identifier, der.bitString(signature));
}

export type Issued = { readonly kind: 'issued'; readonly certificate: Uint8Array } | CaRefusal;

/**
 * Signs what the linter passed. The signature of a key outside this process is verified before the certificate leaves:
 * a device that answers wrongly must not issue (decision 0001).
 * @throws SigningError when the key cannot sign
 */
export async function issueCertificate(request: {
  readonly key: IssuingKey;
  readonly linted: Linted<'certificate'>;
}): Promise<Issued> {
  const { key, linted } = request;
  const signature = await key.sign(linted);
  if (!key.isInProcess && !(await isSignedBy(key, linted.tbs, signature)))
    return refuse('ca.signature_wrong', 'the key gave a signature that its public key does not verify');
  return { kind: 'issued', certificate: assembleCertificate(linted, signature, key.algorithm) };
}

const publicKeys = new WeakMap<IssuingKey, KeyObject>();

function publicKeyOf(key: IssuingKey): KeyObject {
  const known = publicKeys.get(key);
  if (known) return known;
  const read = createPublicKey({ key: Buffer.from(key.publicKey), format: 'der', type: 'spki' });
  publicKeys.set(key, read);
  return read;
}

function isSignedBy(key: IssuingKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const input = keyInputOf(publicKeyOf(key), key.algorithm);
  return new Promise((resolve) => {
    verify(key.algorithm.hash, message, input, signature, (error, isGood) => resolve(!error && isGood));
  });
}
