import { createPublicKey, type KeyObject, constants, verify, type VerifyKeyObjectInput } from 'node:crypto';
import { oids } from '../asn1/index.ts';
import type { AlgorithmIdentifier, Certificate } from './model.ts';

/** What the caller allows beyond the modern algorithms. */
export interface AlgorithmPolicy {
  /** RSA PKCS#1 v1.5 and DSA over SHA-1: only to read old archives and test suites. */
  readonly allowsSha1: boolean;
}

export type SignatureVerdict = 'good' | 'bad' | 'unsupported' | 'mismatch';

interface Scheme {
  readonly key: 'rsa' | 'ec' | 'dsa' | 'ed25519';
  readonly hash: string | null;
  readonly isSha1?: true;
  readonly pssSaltLength?: number;
  readonly parameters: 'null' | 'absent' | 'fixed';
}

const schemes: Readonly<Record<string, Scheme>> = {
  [oids.sha1WithRSAEncryption]: { key: 'rsa', hash: 'sha1', isSha1: true, parameters: 'null' },
  [oids.sha256WithRSAEncryption]: { key: 'rsa', hash: 'sha256', parameters: 'null' },
  [oids.sha384WithRSAEncryption]: { key: 'rsa', hash: 'sha384', parameters: 'null' },
  [oids.sha512WithRSAEncryption]: { key: 'rsa', hash: 'sha512', parameters: 'null' },
  [oids.ecdsaWithSHA256]: { key: 'ec', hash: 'sha256', parameters: 'absent' },
  [oids.ecdsaWithSHA384]: { key: 'ec', hash: 'sha384', parameters: 'absent' },
  [oids.ecdsaWithSHA512]: { key: 'ec', hash: 'sha512', parameters: 'absent' },
  [oids.dsaWithSHA1]: { key: 'dsa', hash: 'sha1', isSha1: true, parameters: 'absent' },
  [oids.dsaWithSHA256]: { key: 'dsa', hash: 'sha256', parameters: 'absent' },
  [oids.ed25519]: { key: 'ed25519', hash: null, parameters: 'absent' },
};

/** RSASSA-PSS with MGF1 of the same hash and a salt as long as it (RFC 4055, 3.1 and RFC 8017): by their DER. */
const pssSchemes: ReadonlyMap<string, Scheme> = new Map(
  (
    [
      ['01', 'sha256', 32],
      ['02', 'sha384', 48],
      ['03', 'sha512', 64],
    ] as const
  ).flatMap(([arc, hash, saltLength]) =>
    ['', '0500'].map((nothing) => {
      const hashAlgorithm = sequence(`06096086480165030402${arc}${nothing}`);
      const mgf = sequence(`06092a864886f70d010108${hashAlgorithm}`);
      const salt = `0201${saltLength.toString(16)}`;
      const parameters = sequence(`${tagged('a0', hashAlgorithm)}${tagged('a1', mgf)}${tagged('a2', salt)}`);
      return [parameters, { key: 'rsa', hash, pssSaltLength: saltLength, parameters: 'fixed' }] as const;
    }),
  ),
);

function sequence(content: string): string {
  return tagged('30', content);
}

function tagged(tag: string, content: string): string {
  return `${tag}${(content.length / 2).toString(16).padStart(2, '0')}${content}`;
}

export interface SignedBytes {
  readonly tbs: Uint8Array;
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** Checks the signature on a certificate or CRL with the key of its issuer (RFC 5280 6.1.3 (a)(1)). */
export function verifySignature(
  signed: SignedBytes,
  issuer: Pick<Certificate, 'spki' | 'keyAlgorithm'>,
  policy: AlgorithmPolicy,
): SignatureVerdict {
  if (!Buffer.from(signed.innerAlgorithm.raw).equals(signed.signatureAlgorithm.raw)) return 'mismatch';
  const scheme = schemeOf(signed.signatureAlgorithm);
  if (!scheme || (scheme.isSha1 && !policy.allowsSha1)) return 'unsupported';
  const key = publicKey(issuer, scheme);
  if (!key) return 'unsupported';
  const input: VerifyKeyObjectInput =
    scheme.pssSaltLength === undefined
      ? { key }
      : { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.pssSaltLength };
  try {
    return verify(scheme.hash, signed.tbs, input, signed.signature) ? 'good' : 'bad';
  } catch {
    return 'bad';
  }
}

function schemeOf({ oid, parameters }: AlgorithmIdentifier): Scheme | undefined {
  const text = parameters && Buffer.from(parameters).toString('hex');
  if (oid === oids.rsassaPss) return pssSchemes.get(text ?? '');
  const scheme = schemes[oid];
  if (!scheme) return undefined;
  const fits = text === undefined || (scheme.parameters === 'null' && text === '0500');
  return fits ? scheme : undefined;
}

const keyTypes: Readonly<Record<string, Scheme['key']>> = {
  [oids.rsaEncryption]: 'rsa',
  [oids.rsassaPss]: 'rsa',
  [oids.ecPublicKey]: 'ec',
  [oids.dsa]: 'dsa',
  [oids.ed25519]: 'ed25519',
};

const curves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const cache = new WeakMap<Uint8Array, KeyObject | null>();

/** The issuer's key when it is of the scheme's kind and of a size that is neither weak nor slow. */
function publicKey(
  issuer: Pick<Certificate, 'spki' | 'keyAlgorithm'>,
  scheme: Scheme,
): KeyObject | undefined {
  const { oid } = issuer.keyAlgorithm;
  if (keyTypes[oid] !== scheme.key) return undefined;
  // A key that is for RSASSA-PSS alone does not verify another scheme (RFC 4055 1.2).
  if (oid === oids.rsassaPss && scheme.pssSaltLength === undefined) return undefined;
  let key = cache.get(issuer.spki);
  if (key === undefined) {
    key = importKey(issuer);
    cache.set(issuer.spki, key);
  }
  return key ?? undefined;
}

/** Keys without parameters of their own (RFC 3279 2.3.2: inherited from the issuer) are refused: see decision 0001. */
function importKey({ spki, keyAlgorithm }: Pick<Certificate, 'spki' | 'keyAlgorithm'>): KeyObject | null {
  const needsParameters = keyAlgorithm.oid === oids.dsa || keyAlgorithm.oid === oids.ecPublicKey;
  if (needsParameters && keyAlgorithm.parameters?.[0] !== (keyAlgorithm.oid === oids.dsa ? 0x30 : 0x06))
    return null;
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return isBounded(key) ? key : null;
  } catch {
    return null;
  }
}

function isBounded(key: KeyObject): boolean {
  const details = key.asymmetricKeyDetails ?? {};
  if (details.namedCurve !== undefined) return curves.has(details.namedCurve);
  if (details.modulusLength === undefined) return key.asymmetricKeyType === 'ed25519';
  if (key.asymmetricKeyType === 'dsa') return details.modulusLength >= 1024 && details.modulusLength <= 3072;
  const exponent = details.publicExponent ?? 0n;
  const isExponentFit = exponent >= 3n && exponent % 2n === 1n && exponent < 1n << 33n;
  return details.modulusLength >= 2048 && details.modulusLength <= 8192 && isExponentFit;
}
