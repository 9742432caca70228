import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What the service keeps for a phone: of no use without the phone's storage, as that is without these. */
export interface PhoneSecrets {
  /** Half of the key-encryption key (PROTOCOL section 4). */
  readonly share: Buffer;
  /** PBKDF2 of the PIN; absent until the phone has chosen one. */
  readonly verifier: Buffer | undefined;
}

export const shareLength = 32;
const nonceLength = 12;
const tagLength = 16;

/** AES-256-GCM, bound to the phone. */
export function sealSecrets(key: Uint8Array, phoneId: string, { share, verifier }: PhoneSecrets): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(phoneId));
  const sealed = [cipher.update(Buffer.concat([share, verifier ?? Buffer.alloc(0)])), cipher.final()];
  return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]);
}

/** @throws when it was sealed for another phone or under another key */
export function openSecrets(key: Uint8Array, phoneId: string, sealed: Uint8Array): PhoneSecrets {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(Buffer.from(phoneId)).setAuthTag(bytes.subarray(-tagLength));
  const opened = Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]);
  const verifier = opened.subarray(shareLength);
  return { share: opened.subarray(0, shareLength), verifier: verifier.length > 0 ? verifier : undefined };
}
