import { createPublicKey } from 'node:crypto';
import { type SignatureScheme, schemeOf } from '../../keys/index.ts';
import type { Certificate } from '../../validation/index.ts';

/**
 * Until when algorithms are believed, in milliseconds since 1970: Infinity where no end is known, undefined for what
 * is not in the suite at all.
 */
export interface AlgorithmSuite {
  /** By Node's name of the hash. */
  hash(name: string): number | undefined;
  /** Signatures by the scheme with the key of that certificate. */
  signature(scheme: SignatureScheme, holder: Pick<Certificate, 'spki'>): number | undefined;
}

const noEnd = Infinity;
const endOf2028 = Date.UTC(2029, 0, 1);
const endOfSha1 = Date.UTC(2012, 7, 1);

const hashes: ReadonlyMap<string, number> = new Map([
  ['sha1', endOfSha1],
  ['sha224', endOf2028],
  ['sha256', noEnd],
  ['sha384', noEnd],
  ['sha512', noEnd],
  ['sha3-256', noEnd],
  ['sha3-384', noEnd],
  ['sha3-512', noEnd],
]);

/** ETSI TS 119 312 v1.5.1 as its catalogue of 2024-10-13 states it: decision 0002. */
export const ts119312: AlgorithmSuite = {
  hash: (name) => hashes.get(name.toLowerCase()),
  signature(scheme, holder) {
    const ofHash = scheme.hash === null ? undefined : hashes.get(scheme.hash);
    const ofKey = keyEnd(scheme, holder);
    return ofHash === undefined || ofKey === undefined ? undefined : Math.min(ofHash, ofKey);
  },
};

function keyEnd(scheme: SignatureScheme, holder: Pick<Certificate, 'spki'>): number | undefined {
  // Which curves there are and that they have 256 bits or more is the algorithm table's.
  if (scheme.key === 'ec') return noEnd;
  if (scheme.key !== 'rsa') return undefined;
  const bits = modulusLength(holder.spki);
  if (bits < 1900) return undefined;
  return scheme.pssSaltLength !== undefined && bits >= 3000 ? noEnd : endOf2028;
}

const lengths = new WeakMap<Uint8Array, number>();

function modulusLength(spki: Uint8Array): number {
  const known = lengths.get(spki);
  if (known !== undefined) return known;
  const bits = readModulusLength(spki);
  lengths.set(spki, bits);
  return bits;
}

function readModulusLength(spki: Uint8Array): number {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.modulusLength ?? 0;
  } catch {
    return 0;
  }
}

/** Until when the signature of its issuer on a certificate is believed. */
export function certificateEnd(
  suite: AlgorithmSuite,
  certificate: Pick<Certificate, 'signatureAlgorithm'>,
  issuer: Certificate,
): number | undefined {
  const scheme = schemeOf(certificate.signatureAlgorithm.raw);
  return scheme && suite.signature(scheme, issuer);
}
