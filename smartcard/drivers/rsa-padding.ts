import { createHash, randomBytes } from 'node:crypto';
import type { algorithmFacts } from './algorithms.ts';
import { CardError } from './card.ts';

/** Blocks that a card only raises to its private exponent: the padding of RFC 8017 is built here. */

type HashName = (typeof algorithmFacts)[keyof typeof algorithmFacts]['hash'];

/** DER of DigestInfo up to the digest (RFC 8017 9.2, note 1). */
const digestInfoPrefix: Readonly<Record<HashName, Uint8Array>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

/** DigestInfo, for cards and modules that add the rest of the padding themselves. */
export function digestInfo(hash: HashName, digest: Uint8Array): Uint8Array {
  return Buffer.concat([digestInfoPrefix[hash], digest]);
}

/** EMSA-PKCS1-v1_5 (RFC 8017 9.2). @throws CardError `card.unsupported` for a modulus that is too short */
export function pkcs1Block(hash: HashName, digest: Uint8Array, octets: number): Uint8Array {
  return pkcs1Encoded(digestInfo(hash, digest), octets);
}

/** The padding of EMSA-PKCS1-v1_5 around what it is given. @throws CardError `card.unsupported` */
export function pkcs1Encoded(message: Uint8Array, octets: number): Uint8Array {
  if (octets < message.length + 11) throw new CardError('card.unsupported', 'the RSA key is too short');
  const filler = Buffer.alloc(octets - message.length - 3, 0xff);
  return Buffer.concat([Uint8Array.of(0, 1), filler, Uint8Array.of(0), message]);
}

/**
 * EMSA-PSS (RFC 8017 9.1.1) with MGF1 of the same hash and a salt as long as it (RFC 7518 3.5), for a modulus of
 * `octets` * 8 bits. @throws CardError `card.unsupported` for a modulus that is too short
 */
export function pssBlock(hash: HashName, digest: Uint8Array, octets: number): Uint8Array {
  const salt = randomBytes(digest.length);
  const dbLength = octets - digest.length - 1;
  if (dbLength < salt.length + 1) throw new CardError('card.unsupported', 'the RSA key is too short');
  const h = createHash(hash).update(new Uint8Array(8)).update(digest).update(salt).digest();
  const db = Buffer.concat([Buffer.alloc(dbLength - salt.length - 1), Uint8Array.of(1), salt]);
  const mask = mgf1(hash, h, dbLength);
  const masked = db.map((octet, at) => octet ^ (mask[at] ?? 0));
  // emBits is one less than the modulus has.
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return Buffer.concat([masked, h, Uint8Array.of(0xbc)]);
}

/** RFC 8017 B.2.1. */
function mgf1(hash: HashName, seed: Uint8Array, length: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let counter = 0, made = 0; made < length; counter += 1) {
    const part = createHash(hash)
      .update(seed)
      .update(Uint8Array.of(0, 0, counter >> 8, counter & 0xff))
      .digest();
    parts.push(part);
    made += part.length;
  }
  return Buffer.concat(parts).subarray(0, length);
}
