import { constants, type KeyObject, type SignKeyObjectInput } from 'node:crypto';
import { der, oids } from '../asn1/index.ts';

/** The one table of signature algorithms: what is accepted, what our keys sign with, and what both rest on. */

const identifier = (oid: string, ...parameters: readonly Uint8Array[]) =>
  der.sequence(der.oid(oid), ...parameters);

export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export interface HashAlgorithm {
  readonly oid: string;
  /** Octets of a digest. */
  readonly length: number;
  /** In the words of WebCrypto. */
  readonly webCrypto: string;
  /** CKM_… and CKG_MGF1_… of PKCS #11. */
  readonly pkcs11: { readonly mechanism: number; readonly mgf1: number };
}

export const hashes: Readonly<Record<HashName, HashAlgorithm>> = {
  sha1: { oid: oids.sha1, length: 20, webCrypto: 'SHA-1', pkcs11: { mechanism: 0x220, mgf1: 1 } },
  sha256: { oid: oids.sha256, length: 32, webCrypto: 'SHA-256', pkcs11: { mechanism: 0x250, mgf1: 2 } },
  sha384: { oid: oids.sha384, length: 48, webCrypto: 'SHA-384', pkcs11: { mechanism: 0x260, mgf1: 3 } },
  sha512: { oid: oids.sha512, length: 64, webCrypto: 'SHA-512', pkcs11: { mechanism: 0x270, mgf1: 4 } },
};

export interface Curve {
  readonly oid: string;
  /** Octets of one coordinate, and of r and s. */
  readonly length: number;
}

/** Curves by OpenSSL's names: these and no others. */
export const curves = {
  prime256v1: { oid: oids.prime256v1, length: 32 },
  secp384r1: { oid: oids.secp384r1, length: 48 },
  secp521r1: { oid: oids.secp521r1, length: 66 },
} as const satisfies Readonly<Record<string, Curve>>;

export type CurveName = keyof typeof curves;

export type KeyKind = 'ec' | 'rsa' | 'dsa' | 'ed25519';

/** Which keys a SubjectPublicKeyInfo may hold, by its algorithm. */
export const keyKinds: Readonly<Record<string, KeyKind>> = {
  [oids.rsaEncryption]: 'rsa',
  [oids.rsassaPss]: 'rsa',
  [oids.ecPublicKey]: 'ec',
  [oids.dsa]: 'dsa',
  [oids.ed25519]: 'ed25519',
};

/** How a signature is made, whatever the size of the key. */
export interface SignatureScheme {
  readonly key: KeyKind;
  /** Ed25519 hashes by itself. */
  readonly hash: HashName | null;
  /** Octets of the salt; present for RSASSA-PSS alone. */
  readonly pssSaltLength?: number;
  /** The AlgorithmIdentifiers that mean it, as DER. The first is the one that is written. */
  readonly identifiers: readonly [Uint8Array, ...Uint8Array[]];
}

/** RFC 3279 2.2.1 and RFC 4055 5: NULL is written; its absence is understood. */
const rsa = <Hash extends HashName>(hash: Hash, oid: string) => ({
  key: 'rsa' as const,
  hash,
  identifiers: [identifier(oid, der.nullValue()), identifier(oid)] as const,
});

/** RFC 5758 3 and RFC 8410 3: parameters are absent. */
const plain = <Key extends KeyKind, Hash extends HashName | null>(key: Key, hash: Hash, oid: string) => ({
  key,
  hash,
  identifiers: [identifier(oid)] as const,
});

/**
 * RFC 4055 3.1: the hash, MGF1 of the same hash, a salt as long as it. The NULL of either hash may be absent (2.1), and
 * the trailer field may be written out though it is the default.
 */
function pss<Hash extends HashName>(hash: Hash) {
  const { oid, length } = hashes[hash];
  const [full, short] = [identifier(oid, der.nullValue()), identifier(oid)];
  const write = (hashAlgorithm: Uint8Array, maskHash: Uint8Array, ...trailer: readonly Uint8Array[]) =>
    identifier(
      oids.rsassaPss,
      der.sequence(
        der.explicit(0, hashAlgorithm),
        der.explicit(1, identifier(oids.mgf1, maskHash)),
        der.explicit(2, der.integer(length)),
        ...trailer,
      ),
    );
  const trailer = der.explicit(3, der.integer(1));
  const understood = [full, short].flatMap((one) =>
    [full, short].flatMap((other) => [write(one, other), write(one, other, trailer)]),
  );
  const identifiers = [write(full, full), ...understood] as const;
  return { key: 'rsa' as const, hash, pssSaltLength: length, identifiers };
}

/** By names of our own: what protocols choose that carry no AlgorithmIdentifier. */
export const signatureSchemes = {
  'ecdsa-sha256': plain('ec', 'sha256', oids.ecdsaWithSHA256),
  'ecdsa-sha384': plain('ec', 'sha384', oids.ecdsaWithSHA384),
  'ecdsa-sha512': plain('ec', 'sha512', oids.ecdsaWithSHA512),
  'rsa-pss-sha256': pss('sha256'),
  'rsa-pss-sha384': pss('sha384'),
  'rsa-pss-sha512': pss('sha512'),
  'rsa-pkcs1-sha1': rsa('sha1', oids.sha1WithRSAEncryption),
  'rsa-pkcs1-sha256': rsa('sha256', oids.sha256WithRSAEncryption),
  'rsa-pkcs1-sha384': rsa('sha384', oids.sha384WithRSAEncryption),
  'rsa-pkcs1-sha512': rsa('sha512', oids.sha512WithRSAEncryption),
  'dsa-sha1': plain('dsa', 'sha1', oids.dsaWithSHA1),
  'dsa-sha256': plain('dsa', 'sha256', oids.dsaWithSHA256),
  ed25519: plain('ed25519', null, oids.ed25519),
} as const satisfies Readonly<Record<string, SignatureScheme>>;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const byIdentifier: ReadonlyMap<string, SignatureScheme> = new Map(
  Object.values(signatureSchemes).flatMap((scheme) =>
    scheme.identifiers.map((one) => [hex(one), scheme] as const),
  ),
);

/** The scheme that the DER of an AlgorithmIdentifier means; undefined for one that is not in the table. */
export function schemeOf(algorithmIdentifier: Uint8Array): SignatureScheme | undefined {
  return byIdentifier.get(hex(algorithmIdentifier));
}

/**
 * What node:crypto takes to sign or verify by a scheme: the key itself where nothing is said beside it, for an object
 * around it costs half as much as a signature by P-256.
 */
export function keyInputOf(
  key: KeyObject,
  { pssSaltLength }: Pick<SignatureScheme, 'pssSaltLength'>,
): KeyObject | SignKeyObjectInput {
  return pssSaltLength === undefined
    ? key
    : { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pssSaltLength };
}

/** How a key of ours signs: a scheme, and for an elliptic curve the one curve that goes with it. */
export interface SignatureAlgorithm extends SignatureScheme {
  readonly name: string;
  readonly key: 'ec' | 'rsa' | 'ed25519';
  /** For `ec` the curve in OpenSSL's name. */
  readonly curve?: 'prime256v1' | 'secp384r1';
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  /** The DER of the AlgorithmIdentifier. */
  readonly identifier: Uint8Array;
}

const signing = <const Name extends string, Scheme extends SignatureScheme, const Extra extends object>(
  name: Name,
  scheme: Scheme,
  extra: Extra,
) => ({ name, ...scheme, ...extra, identifier: scheme.identifiers[0] });

/** One row for each way our keys sign; nothing below this table enumerates them. */
export const signatureAlgorithms = {
  'ecdsa-p256-sha256': signing('ecdsa-p256-sha256', signatureSchemes['ecdsa-sha256'], {
    curve: 'prime256v1',
  }),
  'ecdsa-p384-sha384': signing('ecdsa-p384-sha384', signatureSchemes['ecdsa-sha384'], { curve: 'secp384r1' }),
  'rsa-pss-sha256': signing('rsa-pss-sha256', signatureSchemes['rsa-pss-sha256'], {}),
  'rsa-pss-sha384': signing('rsa-pss-sha384', signatureSchemes['rsa-pss-sha384'], {}),
  /** Only where a legacy reader needs it: ETSI TS 119 312 ends it with 2028. */
  'rsa-pkcs1-sha256': signing('rsa-pkcs1-sha256', signatureSchemes['rsa-pkcs1-sha256'], {}),
  /** For checkpoints of the log; X.509 readers of 2026 do not all know it. */
  ed25519: signing('ed25519', signatureSchemes.ed25519, {}),
} as const satisfies Readonly<Record<string, SignatureAlgorithm>>;

export type SignatureAlgorithmName = keyof typeof signatureAlgorithms;
