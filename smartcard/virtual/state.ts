import { z } from 'zod';

/** What a virtual card remembers while it has no power; as JSON it is the card's file. */

const bytes = z.base64();

const secret = z.strictObject({
  /** ASCII, without padding. */
  value: z.string().regex(/^[\x21-\x7e]{4,12}$/),
  triesLeft: z.int().min(0).max(15),
  triesMost: z.int().min(1).max(15),
});

const key = z.strictObject({
  algorithm: z.enum(['p256', 'p384', 'rsa2048', 'rsa3072']),
  /** PrivateKeyInfo in DER. */
  privateKey: bytes,
});

const pivState = z.strictObject({
  kind: z.literal('piv'),
  pin: secret,
  puk: secret,
  managementKey: z.strictObject({ algorithm: z.enum(['tdes', 'aes128', 'aes192', 'aes256']), value: bytes }),
  /** By key reference in hexadecimal: 9a, 9c, 9d, 9e. */
  keys: z.record(z.string(), key),
  /** By tag in hexadecimal; the value is what stands inside the outer 53. */
  objects: z.record(z.string(), bytes),
});

const pkcs15State = z.strictObject({
  kind: z.literal('pkcs15'),
  /** Eight octets in hexadecimal. */
  serial: z.string().regex(/^[0-9a-f]{16}$/),
  label: z.string().min(1).max(32),
  /** One for each key, as national cards have it. */
  pins: z.strictObject({ authentication: secret, signature: secret }),
  puk: secret,
  keys: z.strictObject({
    authentication: z.strictObject({ key, certificate: bytes }).optional(),
    signature: z.strictObject({ key, certificate: bytes }).optional(),
  }),
});

export const cardState = z.discriminatedUnion('kind', [pivState, pkcs15State]);

export type StoredSecret = z.infer<typeof secret>;
export type StoredKey = z.infer<typeof key>;
export type PivState = z.infer<typeof pivState>;
export type Pkcs15State = z.infer<typeof pkcs15State>;
export type CardState = z.infer<typeof cardState>;
export type KeyAlgorithm = StoredKey['algorithm'];

export function newSecret(value: string, triesMost = 3): StoredSecret {
  return { value, triesLeft: triesMost, triesMost };
}
