import { p256 } from '@noble/curves/nist.js';
import { type Bytes, concat, fromBase64url, randomBytes, utf8 } from './bytes.ts';
import { certificationRequest } from './certification-request.ts';
import { wrappingKey } from './pin.ts';

/** As WebCrypto has it, in the browser and in Node. */
export type KeyHandle = Awaited<ReturnType<typeof crypto.subtle.importKey>>;
export type KeyUse = 'authentication' | 'signature';

const p256Key = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const;
const nonceLength = 12;

/** The key that names this phone to the service; its private half cannot leave the browser. */
export interface DeviceKey {
  readonly privateKey: KeyHandle;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Bytes;
}

export async function makeDeviceKey(): Promise<DeviceKey> {
  const pair = await crypto.subtle.generateKey(p256Key, false, ['sign', 'verify']);
  return { privateKey: pair.privateKey, publicKey: await exportPublic(pair.publicKey) };
}

async function exportPublic(key: KeyHandle): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('spki', key));
}

export async function signWith(key: KeyHandle, bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(ecdsa, key, bytes));
}

/** A key of the person, as it lies in the storage: PKCS#8 under AES-GCM, nonce first. */
export interface MadeKey {
  readonly wrapped: Bytes;
  /** PKCS#10 (RFC 2986). */
  readonly request: Bytes;
}

/** What wraps the keys of one phone. */
export interface Wrapping {
  readonly pin: string;
  readonly salt: Bytes;
  readonly share: Bytes;
  readonly phoneId: string;
}

export async function makeKey(use: KeyUse, wrapping: Wrapping): Promise<MadeKey> {
  const pair = await crypto.subtle.generateKey(p256Key, true, ['sign', 'verify']);
  const publicKey = await exportPublic(pair.publicKey);
  const request = await certificationRequest(publicKey, (bytes) => signWith(pair.privateKey, bytes));
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
  const wrapped = await wrap(pkcs8, use, wrapping);
  pkcs8.fill(0);
  return { wrapped, request };
}

async function wrap(pkcs8: Bytes, use: KeyUse, { pin, salt, share, phoneId }: Wrapping): Promise<Bytes> {
  const key = await wrappingKey(pin, salt, share, phoneId);
  const nonce = randomBytes(nonceLength);
  const sealed = await crypto.subtle.encrypt(gcm(nonce, use), key, pkcs8);
  return concat(nonce, new Uint8Array(sealed));
}

/** The use is authenticated too: the signature key cannot be put into the other's place. */
function gcm(nonce: Bytes, use: KeyUse) {
  return { name: 'AES-GCM', iv: nonce, additionalData: utf8(`acar-key-1|${use}`) };
}

async function unwrap(wrapped: Bytes, use: KeyUse, wrapping: Wrapping): Promise<Bytes> {
  const { pin, salt, share, phoneId } = wrapping;
  const key = await wrappingKey(pin, salt, share, phoneId);
  const [nonce, sealed] = [wrapped.slice(0, nonceLength), wrapped.slice(nonceLength)];
  return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, use), key, sealed));
}

/** The same key under another PIN. */
export async function rewrap(wrapped: Bytes, use: KeyUse, from: Wrapping, to: Wrapping): Promise<Bytes> {
  const pkcs8 = await unwrap(wrapped, use, from);
  try {
    return await wrap(pkcs8, use, to);
  } finally {
    pkcs8.fill(0);
  }
}

/** Signs a text with the key: ECDSA with SHA-256, R || S. */
export async function signText(
  wrapped: Bytes,
  use: KeyUse,
  wrapping: Wrapping,
  text: string,
): Promise<Bytes> {
  const pkcs8 = await unwrap(wrapped, use, wrapping);
  try {
    const key = await crypto.subtle.importKey('pkcs8', pkcs8, p256Key, false, ['sign']);
    return await signWith(key, utf8(text));
  } finally {
    pkcs8.fill(0);
  }
}

/** Signs a hash that somebody else made, which WebCrypto has no call for: ECDSA, R || S. */
export async function signHash(wrapped: Bytes, use: KeyUse, wrapping: Wrapping, hash: Bytes): Promise<Bytes> {
  const pkcs8 = await unwrap(wrapped, use, wrapping);
  try {
    const key = await crypto.subtle.importKey('pkcs8', pkcs8, p256Key, true, ['sign']);
    const { d = '' } = await crypto.subtle.exportKey('jwk', key);
    const secret = fromBase64url(d);
    const value = p256.sign(hash, secret, { prehash: false, lowS: false });
    secret.fill(0);
    return new Uint8Array(value);
  } finally {
    pkcs8.fill(0);
  }
}
