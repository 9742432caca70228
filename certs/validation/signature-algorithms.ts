import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { der, oids } from '../asn1/index.ts';
import { curves, keyInputOf, keyKinds, type SignatureScheme, schemeOf } from '../keys/index.ts';
import type { AlgorithmIdentifier, Certificate } from './model.ts';
import { isWellFormedKey } from './public-key-form.ts';

/** What the caller allows beyond the modern algorithms. */
export interface AlgorithmPolicy {
  /** RSA PKCS#1 v1.5 over SHA-1, and DSA: only to read old archives and test suites. */
  readonly allowsSha1: boolean;
}

export type SignatureVerdict = 'good' | 'bad' | 'unsupported' | 'mismatch';

export interface SignedBytes {
  readonly tbs: Uint8Array;
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/**
 * Checks the signature on a certificate or CRL with the key of its issuer (RFC 5280 6.1.3 (a)(1)). With a key of another
 * kind it was not made, whatever is believed of the algorithm: two authorities may have one name.
 */
export function verifySignature(
  signed: SignedBytes,
  issuer: Pick<Certificate, 'spki' | 'keyAlgorithm'>,
  policy: AlgorithmPolicy,
): SignatureVerdict {
  const scheme = judgeScheme(signed, policy);
  if (typeof scheme === 'string') return scheme;
  if (isOfOtherKind(issuer, scheme)) return 'bad';
  return verifyByScheme(scheme, { key: issuer, message: signed.tbs, signature: signed.signature });
}

/**
 * The same for a key that verifies once, as that of a request does (RFC 2986 4.2). No key object is made of a point on
 * a curve: to keep one, and to be rid of it, takes a fifth of the time of the verification.
 */
export function verifyOnce(
  signed: SignedBytes,
  holder: Pick<Certificate, 'spki' | 'keyAlgorithm'>,
): SignatureVerdict {
  const policy = { allowsSha1: false };
  if (holder.keyAlgorithm.oid !== oids.ecPublicKey) return verifySignature(signed, holder, policy);
  const scheme = judgeScheme(signed, policy);
  if (typeof scheme === 'string') return scheme;
  if (isOfOtherKind(holder, scheme)) return 'bad';
  if (!isOnKnownCurve(holder)) return 'unsupported';
  return verifyWith(pemOf(holder.spki), signed, scheme);
}

function judgeScheme(
  { innerAlgorithm, signatureAlgorithm }: SignedBytes,
  policy: AlgorithmPolicy,
): SignatureScheme | 'mismatch' | 'unsupported' {
  const isSame =
    innerAlgorithm === signatureAlgorithm || Buffer.compare(innerAlgorithm.raw, signatureAlgorithm.raw) === 0;
  if (!isSame) return 'mismatch';
  const scheme = schemeOf(signatureAlgorithm.raw);
  const isObsolete = scheme?.hash === 'sha1' || scheme?.key === 'dsa';
  return !scheme || (isObsolete && !policy.allowsSha1) ? 'unsupported' : scheme;
}

/** Whose key, over what, and the value. */
export interface SignedMessage {
  readonly key: Pick<Certificate, 'spki' | 'keyAlgorithm'>;
  readonly message: Uint8Array;
  /** In the form that X.509 has: with ECDSA the DER of ECDSA-Sig-Value. */
  readonly signature: Uint8Array;
}

/** Checks a signature by a scheme that the protocol around it names; keys are held to the same rules as an issuer's. */
export function verifyByScheme(
  scheme: SignatureScheme,
  { key: holder, message, signature }: SignedMessage,
): Exclude<SignatureVerdict, 'mismatch'> {
  return verifyWithKey(scheme, isOfScheme(holder, scheme) ? usableKey(holder) : undefined, {
    message,
    signature,
  });
}

/**
 * The arithmetic alone, also with RSA keys from 1024 bits on: for old documents, whose age and algorithms somebody else
 * judges.
 */
export function verifyArithmetic(
  scheme: SignatureScheme,
  { key: holder, message, signature }: SignedMessage,
): Exclude<SignatureVerdict, 'mismatch'> {
  const key = isOfScheme(holder, scheme) ? (usableKey(holder) ?? weakKey(holder)) : undefined;
  return verifyWithKey(scheme, key, { message, signature });
}

function verifyWithKey(
  scheme: SignatureScheme,
  key: KeyObject | undefined,
  { message, signature }: Pick<SignedMessage, 'message' | 'signature'>,
): Exclude<SignatureVerdict, 'mismatch'> {
  return key ? verifyWith(keyInputOf(key, scheme), { tbs: message, signature }, scheme) : 'unsupported';
}

function verifyWith(
  key: ReturnType<typeof keyInputOf> | string,
  { tbs, signature }: Pick<SignedBytes, 'tbs' | 'signature'>,
  { hash }: SignatureScheme,
): 'good' | 'bad' {
  try {
    return verify(hash, tbs, key, signature) ? 'good' : 'bad';
  } catch {
    return 'bad';
  }
}

/** The curves by the DER of their identifiers: asking the key object for its curve costs as much as a signature. */
const curveIdentifiers: ReadonlySet<string> = new Set(
  Object.values(curves).map(({ oid }) => Buffer.from(der.oid(oid)).toString('hex')),
);
const cache = new WeakMap<Uint8Array, KeyObject | null>();

/** Whether the key is of a kind that is known, and by which such a signature is never made. */
function isOfOtherKind(
  { keyAlgorithm: { oid } }: Pick<Certificate, 'keyAlgorithm'>,
  scheme: SignatureScheme,
) {
  const kind = keyKinds[oid];
  return kind !== undefined && kind !== scheme.key;
}

/** Whether the key is of the scheme's kind. */
function isOfScheme({ keyAlgorithm: { oid } }: Pick<Certificate, 'keyAlgorithm'>, scheme: SignatureScheme) {
  // A key that is for RSASSA-PSS alone does not verify another scheme (RFC 4055 1.2).
  return keyKinds[oid] === scheme.key && (oid !== oids.rsassaPss || scheme.pssSaltLength !== undefined);
}

/** The key when it is of a size that is neither weak nor slow; kept as long as the bytes that it was read from. */
function usableKey(holder: Pick<Certificate, 'spki' | 'keyAlgorithm'>): KeyObject | undefined {
  let key = cache.get(holder.spki);
  if (key === undefined) {
    key = importKey(holder);
    cache.set(holder.spki, key);
  }
  return key ?? undefined;
}

const leastWeakBits = 1024;

/** An RSA key that is too small to be believed today. */
function weakKey(holder: Pick<Certificate, 'spki' | 'keyAlgorithm'>): KeyObject | undefined {
  if (keyKinds[holder.keyAlgorithm.oid] !== 'rsa' || !isWellFormedKey(holder)) return undefined;
  try {
    const key = createPublicKey(pemOf(holder.spki));
    return isBounded(key, leastWeakBits) ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the key of a certificate is one whose signatures are accepted: of a known kind, and not weak. */
export function hasAcceptedKey(
  holder: Pick<Certificate, 'spki' | 'keyAlgorithm'>,
  policy: AlgorithmPolicy,
): boolean {
  const kind = keyKinds[holder.keyAlgorithm.oid];
  return kind !== undefined && (kind !== 'dsa' || policy.allowsSha1) && usableKey(holder) !== undefined;
}

/** Keys without parameters of their own (RFC 3279 2.3.2: inherited from the issuer) are refused: see decision 0001. */
function importKey(holder: Pick<Certificate, 'spki' | 'keyAlgorithm'>): KeyObject | null {
  if (!isWellFormedKey(holder)) return null;
  const { spki, keyAlgorithm } = holder;
  const isOnCurve = keyAlgorithm.oid === oids.ecPublicKey;
  if (isOnCurve && !isOnKnownCurve({ keyAlgorithm })) return null;
  if (keyAlgorithm.oid === oids.dsa && keyAlgorithm.parameters?.[0] !== 0x30) return null;
  try {
    const key = createPublicKey(pemOf(spki));
    return isOnCurve || isBounded(key) ? key : null;
  } catch {
    return null;
  }
}

function isOnKnownCurve({ keyAlgorithm }: Pick<Certificate, 'keyAlgorithm'>): boolean {
  return curveIdentifiers.has(hexOf(keyAlgorithm.parameters));
}

function hexOf(bytes: Uint8Array | undefined): string {
  return bytes ? Buffer.from(bytes).toString('hex') : '';
}

/** Of the forms that Node takes, PEM makes the key that verifies first at the least cost. */
function pemOf(spki: Uint8Array): string {
  const text = Buffer.from(spki.buffer, spki.byteOffset, spki.length).toString('base64');
  let lines = '';
  for (let at = 0; at < text.length; at += 64) lines += `${text.slice(at, at + 64)}\n`;
  return `-----BEGIN PUBLIC KEY-----\n${lines}-----END PUBLIC KEY-----\n`;
}

function isBounded(key: KeyObject, leastBits = 2048): boolean {
  const details = key.asymmetricKeyDetails ?? {};
  if (details.modulusLength === undefined) return key.asymmetricKeyType === 'ed25519';
  if (key.asymmetricKeyType === 'dsa') return details.modulusLength >= 1024 && details.modulusLength <= 3072;
  const exponent = details.publicExponent ?? 0n;
  const isExponentFit = exponent >= 3n && exponent % 2n === 1n && exponent < 1n << 33n;
  return details.modulusLength >= leastBits && details.modulusLength <= 8192 && isExponentFit;
}
