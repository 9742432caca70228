import { createCipheriv, createDecipheriv, randomBytes, timingSafeEqual } from 'node:crypto';
import { childOf, type Exchange, expectOk, status, writeTlv } from '../apdu/index.ts';
import { authenticationTags as tag, pivManagementKey } from '../drivers/index.ts';
import { PersonalisationError } from './errors.ts';

/** Algorithm identifier, cipher of node:crypto, octets of the key and of a block (SP 800-78-5 table 9). */
const ciphers = [
  { identifier: 0x08, name: 'aes-128-ecb', keyOctets: 16, blockOctets: 16 },
  { identifier: 0x0a, name: 'aes-192-ecb', keyOctets: 24, blockOctets: 16 },
  { identifier: 0x0c, name: 'aes-256-ecb', keyOctets: 32, blockOctets: 16 },
  { identifier: 0x03, name: 'des-ede3', keyOctets: 24, blockOctets: 8 },
] as const;

/**
 * Mutual authentication with the management key (SP 800-73-4 part 2, A.1). The card says by refusing the others which
 * cipher its key is for.
 * @throws PersonalisationError `personalise.management_key`, also when the card does not know the key itself
 */
export async function showManagementKey(exchange: Exchange, key: Uint8Array): Promise<void> {
  for (const cipher of ciphers.filter(({ keyOctets }) => keyOctets === key.length)) {
    const authenticate = (...fields: readonly Uint8Array[]) =>
      exchange({
        ins: 0x87,
        p1: cipher.identifier,
        p2: pivManagementKey,
        data: writeTlv(0x7c, ...fields),
        le: 256,
      });
    const asked = await authenticate(writeTlv(tag.witness));
    if (asked.status === status.wrongParameters || asked.status === status.wrongData) continue;
    const witness = childOf(expectOk(asked, 'GENERAL AUTHENTICATE'), 0x7c, tag.witness);
    const challenge = randomBytes(cipher.blockOctets);
    const answered = await authenticate(
      writeTlv(tag.witness, decrypt(cipher.name, key, witness)),
      writeTlv(tag.challenge, challenge),
    );
    if (answered.status !== status.ok) break;
    const response = childOf(answered.data, 0x7c, tag.response);
    const expected = encrypt(cipher.name, key, challenge);
    if (response.length === expected.length && timingSafeEqual(response, expected)) return;
    break;
  }
  throw new PersonalisationError('personalise.management_key', 'the card does not take the management key');
}

function encrypt(name: string, key: Uint8Array, block: Uint8Array): Uint8Array {
  return createCipheriv(name, key, null).setAutoPadding(false).update(block);
}

function decrypt(name: string, key: Uint8Array, block: Uint8Array): Uint8Array {
  return createDecipheriv(name, key, null).setAutoPadding(false).update(block);
}
