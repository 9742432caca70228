import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { keyInputOf, type SignatureAlgorithm } from './algorithms.ts';
import { decryptPrivateKey, encryptPrivateKey } from './encrypted-pkcs8.ts';
import { checkKey, proveKeyPair } from './key-checks.ts';
import { type Signer, SigningError } from './signer.ts';

/** A key that was made just now and exists in this process alone until it is encrypted. */
export interface SoftwareKey {
  readonly signer: Signer;
  /** The DER of an EncryptedPrivateKeyInfo: PBES2, scrypt, AES-256-CBC. */
  encrypt(passphrase: Uint8Array): Promise<Uint8Array>;
}

/** Makes a key for an algorithm; RSA keys have 3072 bits unless more are asked for. */
export async function createSoftwareKey(
  algorithm: SignatureAlgorithm,
  rsaBits: 3072 | 4096 = 3072,
): Promise<SoftwareKey> {
  const privateKey = await generate(algorithm, rsaBits);
  return {
    signer: await proveKeyPair(signerOf(privateKey, algorithm)),
    async encrypt(passphrase) {
      const clear = privateKey.export({ type: 'pkcs8', format: 'der' });
      try {
        return await encryptPrivateKey(clear, passphrase);
      } finally {
        clear.fill(0);
      }
    },
  };
}

async function generate(algorithm: SignatureAlgorithm, rsaBits: number): Promise<KeyObject> {
  const { key, curve } = algorithm;
  if (key === 'rsa') return (await promisify(generateKeyPair)('rsa', { modulusLength: rsaBits })).privateKey;
  if (key === 'ed25519') return (await promisify(generateKeyPair)('ed25519')).privateKey;
  if (!curve) throw new SigningError('keys.mismatch', 'the algorithm names no curve');
  return (await promisify(generateKeyPair)('ec', { namedCurve: curve })).privateKey;
}

/**
 * Opens a key from an encrypted PKCS #8 file (DER or PEM). The passphrase and the clear key are not kept; the caller
 * wipes the passphrase.
 * @throws SigningError `keys.malformed`, `keys.wrong_secret`, and `keys.mismatch` for a key that is weak or not the
 * algorithm's
 */
export async function openSoftwareSigner(options: {
  readonly pkcs8: Uint8Array | string;
  readonly passphrase: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
}): Promise<Signer> {
  const clear = await decryptPrivateKey(options.pkcs8, options.passphrase);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey({ key: clear, format: 'der', type: 'pkcs8' });
  } catch {
    // Once in 256 times a wrong passphrase leaves a padding that looks right.
    throw new SigningError('keys.wrong_secret', 'the passphrase does not open the key');
  } finally {
    clear.fill(0);
  }
  checkKey(privateKey, options.algorithm);
  return proveKeyPair(signerOf(privateKey, options.algorithm));
}

/** Longer messages, such as revocation lists, take longer to hash than a thread is away. */
const longestInCall = 16 * 1024;

function signerOf(privateKey: KeyObject, algorithm: SignatureAlgorithm): Signer {
  const key = keyInputOf(privateKey, algorithm);
  const isQuick = algorithm.curve === 'prime256v1';
  return {
    algorithm,
    publicKey: plainPublicKey(privateKey),
    isInProcess: true,
    async sign(message) {
      try {
        return isQuick && message.length <= longestInCall
          ? sign(algorithm.hash, message, key)
          : await signInPool(algorithm.hash, message, key);
      } catch (cause) {
        throw new SigningError('keys.unavailable', 'the key could not sign', { cause });
      }
    },
  };
}

/** With a callback the signature is made in the thread pool, over a copy of the message. */
const signInPool = promisify(
  (
    hash: SignatureAlgorithm['hash'],
    message: Uint8Array,
    key: ReturnType<typeof keyInputOf>,
    done: (error: Error | null, signature: Buffer) => void,
  ) => sign(hash, message, key, done),
);

/** By way of JWK, so that a key whose file holds a compressed point gets the form that every reader knows (RFC 5480 2.2). */
function plainPublicKey(privateKey: KeyObject): Uint8Array {
  const key = createPublicKey(privateKey).export({ format: 'jwk' });
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'der' });
}
