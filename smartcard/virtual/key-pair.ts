import {
  constants,
  createECDH,
  createPrivateKey,
  generateKeyPair,
  type KeyObject,
  privateEncrypt,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyAlgorithm, StoredKey } from './state.ts';

/** The private keys of a virtual card: raw operations, as cards have them. Not made to resist an attacker beside it. */

interface CurveFacts {
  readonly name: 'prime256v1' | 'secp384r1';
  readonly octets: number;
  /** Order of the base point (SEC 2). */
  readonly order: bigint;
}

const p256: CurveFacts = {
  name: 'prime256v1',
  octets: 32,
  order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
};
const p384: CurveFacts = {
  name: 'secp384r1',
  octets: 48,
  order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};

type KeyFacts = { readonly curve: CurveFacts } | { readonly modulusBits: number };

const facts: Readonly<Record<KeyAlgorithm, KeyFacts>> = {
  p256: { curve: p256 },
  p384: { curve: p384 },
  rsa2048: { modulusBits: 2048 },
  rsa3072: { modulusBits: 3072 },
};

const generate = promisify(generateKeyPair);

export async function generateKey(algorithm: KeyAlgorithm): Promise<StoredKey> {
  const kind = facts[algorithm];
  const pair =
    'curve' in kind
      ? await generate('ec', { namedCurve: kind.curve.name })
      : await generate('rsa', { modulusLength: kind.modulusBits });
  return storeKey(pair.privateKey);
}

/** @throws RangeError for a key that cards of ours do not have */
export function storeKey(privateKey: KeyObject): StoredKey {
  const { namedCurve, modulusLength } = privateKey.asymmetricKeyDetails ?? {};
  const found = Object.entries(facts).find(([, kind]) =>
    'curve' in kind ? kind.curve.name === namedCurve : kind.modulusBits === modulusLength,
  );
  const algorithm = found?.[0];
  if (!isKeyAlgorithm(algorithm)) throw new RangeError('not a key for a card');
  return {
    algorithm,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  };
}

function isKeyAlgorithm(name: string | undefined): name is KeyAlgorithm {
  return name !== undefined && name in facts;
}

export type PublicParts =
  | { readonly point: Uint8Array }
  | { readonly modulus: Uint8Array; readonly exponent: Uint8Array };

export function publicParts(key: StoredKey): PublicParts {
  const { x, y, n, e } = open(key).export({ format: 'jwk' });
  if (n && e) return { modulus: fromUrl(n), exponent: fromUrl(e) };
  return { point: Buffer.concat([Uint8Array.of(4), fromUrl(x ?? ''), fromUrl(y ?? '')]) };
}

/** Octets of a modulus, or of one coordinate. */
export function keyOctets(algorithm: KeyAlgorithm): number {
  const kind = facts[algorithm];
  return 'curve' in kind ? kind.curve.octets : kind.modulusBits / 8;
}

/**
 * RSA: the block to the private exponent; the host has padded it. Elliptic curves: ECDSA over a hash, R || S.
 * Undefined for a block that the key cannot take.
 */
export function signRaw(key: StoredKey, block: Uint8Array): Uint8Array | undefined {
  const kind = facts[key.algorithm];
  if ('curve' in kind) return signHash(kind.curve, open(key), block);
  if (block.length !== kind.modulusBits / 8) return undefined;
  try {
    return privateEncrypt({ key: open(key), padding: constants.RSA_NO_PADDING }, block);
  } catch {
    // Not smaller than the modulus.
    return undefined;
  }
}

/**
 * ECDSA (FIPS 186-5 6.4.1) over a hash that is given: node:crypto only signs what it hashes itself. The multiple of the
 * base point, where a careless implementation would betray the key, comes from OpenSSL; see decisions/.
 */
function signHash(
  { name, octets, order }: CurveFacts,
  key: KeyObject,
  hash: Uint8Array,
): Uint8Array | undefined {
  if (hash.length === 0 || hash.length > 64) return undefined;
  const secret = toNumber(fromUrl(key.export({ format: 'jwk' }).d ?? ''));
  // Both orders have a whole number of octets: the leftmost octets are the leftmost bits.
  const message = toNumber(hash.subarray(0, octets));
  for (;;) {
    const nonce = createECDH(name);
    const point = nonce.generateKeys();
    const r = toNumber(point.subarray(1, 1 + octets)) % order;
    const s = (inverse(toNumber(nonce.getPrivateKey()), order) * ((message + r * secret) % order)) % order;
    if (r !== 0n && s !== 0n) return Buffer.concat([toOctets(r, octets), toOctets(s, octets)]);
  }
}

/** Extended Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1, t0, t1] = [modulus, value % modulus, 0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  return t0 < 0n ? t0 + modulus : t0;
}

function open(key: StoredKey): KeyObject {
  return createPrivateKey({ key: Buffer.from(key.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
}

function fromUrl(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

function toNumber(octets: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(octets).toString('hex')}`);
}

function toOctets(value: bigint, octets: number): Uint8Array {
  return Buffer.from(value.toString(16).padStart(octets * 2, '0'), 'hex');
}
