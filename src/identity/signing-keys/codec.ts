import {
  createCipheriv,
  createDecipheriv,
  generateKeyPair,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomBytes,
} from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { SigningAlgorithm } from '../../../oidc/provider/index.ts';
import { SigningKeyError } from './errors.ts';
import type { NewKey } from './model.ts';

const generate = promisify(generateKeyPair);
const rsaBits = 2048;

/** Makes a key pair on the thread pool. Its `kid` is its RFC 7638 thumbprint. */
export async function createKey(algorithm: SigningAlgorithm): Promise<NewKey> {
  const pair = await pairFor(algorithm);
  const kid = await calculateJwkThumbprint(jwkOf(pair.publicKey));
  const members = { kid, alg: algorithm, use: 'sig' };
  return {
    kid,
    algorithm,
    publicJwk: { ...jwkOf(pair.publicKey), ...members },
    privateJwk: { ...jwkOf(pair.privateKey), ...members },
  };
}

function pairFor(algorithm: SigningAlgorithm): Promise<KeyPairKeyObjectResult> {
  switch (algorithm) {
    case 'ES256':
      return generate('ec', { namedCurve: 'P-256' });
    case 'RS256':
      return generate('rsa', { modulusLength: rsaBits });
  }
}

function jwkOf(key: KeyObject): JWK {
  return key.export({ format: 'jwk' });
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** Binds a sealed key to its row: it opens under no other name and for no other algorithm. */
function contextOf(key: { readonly kid: string; readonly algorithm: string }): Buffer {
  return Buffer.from(`acar signing key\n${key.algorithm}\n${key.kid}`);
}

/** Version, nonce, tag, AES-256-GCM ciphertext. */
export function seal(key: NewKey, encryptionKey: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce).setAAD(contextOf(key));
  const text = Buffer.concat([cipher.update(JSON.stringify(key.privateJwk), 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), text]);
}

/** Throws `signing_keys.unreadable` for another encryption key, and for a row that was changed. */
export function unseal(
  key: { readonly kid: string; readonly algorithm: string; readonly sealedPrivateJwk: Uint8Array },
  encryptionKey: Uint8Array,
): JWK {
  const sealed = Buffer.from(key.sealedPrivateJwk);
  const nonceEnd = 1 + nonceBytes;
  const tagEnd = nonceEnd + tagBytes;
  try {
    if (sealed[0] !== version) throw new RangeError('unknown version');
    const decipher = createDecipheriv('aes-256-gcm', encryptionKey, sealed.subarray(1, nonceEnd), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(contextOf(key)).setAuthTag(sealed.subarray(nonceEnd, tagEnd));
    const text = Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
    return JSON.parse(text.toString('utf8')) as JWK;
  } catch (error) {
    const detail = `the private part of key ${key.kid} does not open: wrong encryption key, or a changed row`;
    throw new SigningKeyError('signing_keys.unreadable', detail, error);
  }
}
