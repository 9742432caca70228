import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { keyInputOf, type SignatureAlgorithm } from './algorithms.ts';
import { type Signer, SigningError } from './signer.ts';

/** ETSI TS 119 312: 3000 bits and more for RSA; the upper bound keeps one signature from taking seconds. */
const rsaBits = { least: 3072, most: 8192 };
const smallestExponent = 65537n;

/** @throws SigningError `keys.mismatch` when the key is of another kind, on another curve, or weak */
export function checkKey(key: KeyObject, algorithm: SignatureAlgorithm): void {
  const details = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== algorithm.key)
    throw new SigningError('keys.mismatch', `the key is of another kind than ${algorithm.name} needs`);
  if (details.namedCurve !== algorithm.curve)
    throw new SigningError('keys.mismatch', `the key is on another curve than ${algorithm.name} needs`);
  if (algorithm.key !== 'rsa') return;
  const { modulusLength = 0, publicExponent = 0n } = details;
  if (modulusLength < rsaBits.least || modulusLength > rsaBits.most)
    throw new SigningError('keys.mismatch', `an RSA key has ${rsaBits.least} to ${rsaBits.most} bits`);
  if (publicExponent < smallestExponent || publicExponent % 2n === 0n)
    throw new SigningError('keys.mismatch', `the public exponent is below ${smallestExponent} or even`);
}

/** The public key of a SubjectPublicKeyInfo, checked. @throws SigningError */
export function checkedPublicKey(spki: Uint8Array, algorithm: SignatureAlgorithm): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    throw new SigningError('keys.malformed', 'the public key cannot be read');
  }
  checkKey(key, algorithm);
  return key;
}

/** No document, certificate or checkpoint begins like this. */
const trialMessage = Buffer.from('acar: does the private key belong to the public key?\0');

/**
 * Signs once and verifies, so that a private key beside another's public key never goes into service.
 * @throws SigningError `keys.mismatch`
 */
export async function proveKeyPair(signer: Signer): Promise<Signer> {
  const { algorithm } = signer;
  const key = checkedPublicKey(signer.publicKey, algorithm);
  const signature = await signer.sign(trialMessage);
  if (!verify(algorithm.hash, trialMessage, keyInputOf(key, algorithm), signature))
    throw new SigningError('keys.mismatch', 'the private key does not belong to the public key');
  return signer;
}
