import { webcrypto } from 'node:crypto';
import { DerError, der, oids, readDer, tags } from '../asn1/index.ts';
import { curves, hashes, type SignatureAlgorithm } from './algorithms.ts';
import type { Attribute, Mechanism } from './pkcs11-module.ts';
import { ecdsaValue } from './ecdsa-value.ts';
import { SigningError } from './signer.ts';

/** How PKCS #11 v3.1 speaks of our kinds of keys: one row for each kind, whatever the algorithm's hash and sizes. */
interface KeyKindOnToken {
  /** CKK_… */
  readonly keyType: number;
  /** CKM_…_KEY_PAIR_GEN */
  readonly generation: number;
  /** What the public half's template says of the key to make. */
  publicTemplate(algorithm: SignatureAlgorithm, rsaBits: number): readonly Attribute[];
  /** The attributes that the public key is put together from. */
  readonly publicAttributes: readonly number[];
  subjectPublicKeyInfo(values: readonly Uint8Array[], algorithm: SignatureAlgorithm): Uint8Array;
  signing(algorithm: SignatureAlgorithm): Mechanism;
  /** What goes to C_Sign for a message. */
  input(message: Uint8Array, algorithm: SignatureAlgorithm): Promise<Uint8Array>;
  /** The signature of X.509 from what C_Sign answers. */
  output(signature: Uint8Array, algorithm: SignatureAlgorithm): Uint8Array;
}

/** CKA_… */
export const attributes = {
  class: 0x00,
  token: 0x01,
  private: 0x02,
  label: 0x03,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  decrypt: 0x105,
  unwrap: 0x107,
  sign: 0x108,
  verify: 0x10a,
  derive: 0x10c,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  extractable: 0x162,
  ecParams: 0x180,
  ecPoint: 0x181,
} as const;

/** CKO_… */
export const objectClasses = { publicKey: 2, privateKey: 3 } as const;

const mechanisms = {
  rsaGeneration: 0x00,
  rsaPkcs1: 0x01,
  rsaPss: 0x0d,
  ecGeneration: 0x1040,
  ecdsa: 0x1041,
  edwardsGeneration: 0x1055,
  eddsa: 0x1057,
} as const;

export const keyKindsOnToken: Readonly<Record<SignatureAlgorithm['key'], KeyKindOnToken>> = {
  ec: {
    keyType: 3,
    generation: mechanisms.ecGeneration,
    publicTemplate: ({ curve }) =>
      curve ? [{ type: attributes.ecParams, value: der.oid(curves[curve].oid) }] : [],
    publicAttributes: [attributes.ecParams, attributes.ecPoint],
    subjectPublicKeyInfo: ([parameters = none, point = none]) =>
      der.sequence(der.sequence(der.oid(oids.ecPublicKey), parameters), der.bitString(unwrapPoint(point))),
    signing: () => ({ type: mechanisms.ecdsa }),
    input: digest,
    output: curveValue,
  },
  rsa: {
    keyType: 0,
    generation: mechanisms.rsaGeneration,
    publicTemplate: (_algorithm, rsaBits) => [
      { type: attributes.modulusBits, value: rsaBits },
      { type: attributes.publicExponent, value: Uint8Array.of(1, 0, 1) },
    ],
    publicAttributes: [attributes.modulus, attributes.publicExponent],
    subjectPublicKeyInfo: ([modulus = none, exponent = none]) =>
      der.sequence(
        der.sequence(der.oid(oids.rsaEncryption), der.nullValue()),
        der.bitString(der.sequence(der.unsignedInteger(modulus), der.unsignedInteger(exponent))),
      ),
    signing: rsaMechanism,
    input: async (message, algorithm) =>
      algorithm.pssSaltLength === undefined
        ? digestInfo(await digest(message, algorithm), algorithm)
        : digest(message, algorithm),
    output: (signature) => signature,
  },
  ed25519: {
    keyType: 0x40,
    generation: mechanisms.edwardsGeneration,
    publicTemplate: () => [{ type: attributes.ecParams, value: der.oid(oids.ed25519) }],
    publicAttributes: [attributes.ecPoint],
    subjectPublicKeyInfo: ([point = none]) =>
      der.sequence(der.sequence(der.oid(oids.ed25519)), der.bitString(unwrapPoint(point))),
    signing: () => ({ type: mechanisms.eddsa }),
    // A copy: the caller may go on with its bytes while the token signs.
    input: (message) => Promise.resolve(Uint8Array.from(message)),
    output: (signature) => signature,
  },
};

const none = new Uint8Array();

function hashOf({ hash }: SignatureAlgorithm) {
  if (hash === null) throw new SigningError('keys.mismatch', 'the algorithm has no hash of its own');
  return hashes[hash];
}

/** In the thread pool: a CRL of a million entries takes long to hash. */
async function digest(message: Uint8Array, algorithm: SignatureAlgorithm): Promise<Uint8Array> {
  return new Uint8Array(await webcrypto.subtle.digest(hashOf(algorithm).webCrypto, message));
}

/** RFC 8017 9.2 step 2. */
function digestInfo(value: Uint8Array, algorithm: SignatureAlgorithm): Uint8Array {
  const identifier = der.sequence(der.oid(hashOf(algorithm).oid), der.nullValue());
  return der.sequence(identifier, der.octetString(value));
}

function rsaMechanism(algorithm: SignatureAlgorithm): Mechanism {
  if (algorithm.pssSaltLength === undefined) return { type: mechanisms.rsaPkcs1 };
  const { mechanism, mgf1 } = hashOf(algorithm).pkcs11;
  return { type: mechanisms.rsaPss, parameter: [mechanism, mgf1, algorithm.pssSaltLength] };
}

function curveValue(signature: Uint8Array, { curve }: SignatureAlgorithm): Uint8Array {
  const length = curve ? curves[curve].length : 0;
  if (signature.length !== 2 * length)
    throw new SigningError('keys.malformed', 'the signature has another length than the curve gives');
  return ecdsaValue(signature);
}

/** CKA_EC_POINT is the point inside an OCTET STRING; some tokens leave the OCTET STRING out. */
function unwrapPoint(value: Uint8Array): Uint8Array {
  try {
    const wrapped = readDer(value);
    return wrapped.tag === tags.octetString ? wrapped.content : value;
  } catch (error) {
    if (error instanceof DerError) return value;
    throw error;
  }
}
