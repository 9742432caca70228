import { type Bytes, concat, utf8 } from './bytes.ts';

/** Turns a PIN into a key; slow on purpose, yet what protects the PIN is that each guess costs a try at the service. */
const iterations = 200_000;
const keyBits = 256;

export const pinForm = /^\d{6}$/;

async function stretch(pin: string, salt: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits']);
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, keyBits));
}

/** What the service knows of the PIN: enough to judge a proof. */
export function pinVerifier(pin: string, proofSalt: Bytes): Promise<Bytes> {
  return stretch(pin, proofSalt);
}

/** Proof of the PIN for one call and one purpose (PROTOCOL section 4). */
export async function pinProof(
  verifier: Bytes,
  call: { readonly phoneId: string; readonly counter: number; readonly purpose: string },
): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', verifier, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  const text = `acar-pin-1|${call.phoneId}|${call.counter}|${call.purpose}`;
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(text)));
}

/** HKDF(PBKDF2(PIN, salt) || share): the key that wraps the phone's keys; without the service's share there is none. */
export async function wrappingKey(pin: string, salt: Bytes, share: Bytes, phoneId: string) {
  const secret = concat(await stretch(pin, salt), share);
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const info = utf8(`acar-wallet-keys-1|${phoneId}`);
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return crypto.subtle.deriveKey(parameters, key, { name: 'AES-GCM', length: keyBits }, false, [
    'encrypt',
    'decrypt',
  ]);
}
