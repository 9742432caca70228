import { X509Certificate } from 'node:crypto';
import { type CardAlgorithm, CardError } from './card.ts';

/** One row for each JWS algorithm (RFC 7518 3.1); nothing below enumerates them. */

interface AlgorithmFacts {
  readonly scheme: 'ecdsa' | 'rsa-pss' | 'rsa-pkcs1';
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  /** Octets of a digest. */
  readonly digestOctets: number;
}

const sha256 = { hash: 'sha256', digestOctets: 32 } as const;
const sha384 = { hash: 'sha384', digestOctets: 48 } as const;
const sha512 = { hash: 'sha512', digestOctets: 64 } as const;

export const algorithmFacts: Readonly<Record<CardAlgorithm, AlgorithmFacts>> = {
  ES256: { scheme: 'ecdsa', ...sha256 },
  ES384: { scheme: 'ecdsa', ...sha384 },
  ES512: { scheme: 'ecdsa', ...sha512 },
  PS256: { scheme: 'rsa-pss', ...sha256 },
  PS384: { scheme: 'rsa-pss', ...sha384 },
  PS512: { scheme: 'rsa-pss', ...sha512 },
  RS256: { scheme: 'rsa-pkcs1', ...sha256 },
  RS384: { scheme: 'rsa-pkcs1', ...sha384 },
  RS512: { scheme: 'rsa-pkcs1', ...sha512 },
};

/** A public key as far as it matters how its card is asked. */
export type KeyShape =
  | { readonly kind: 'ec'; readonly curve: 'p256' | 'p384' | 'p521'; readonly octets: number }
  | { readonly kind: 'rsa'; readonly octets: number };

const curves = {
  prime256v1: { kind: 'ec', curve: 'p256', octets: 32 },
  secp384r1: { kind: 'ec', curve: 'p384', octets: 48 },
  secp521r1: { kind: 'ec', curve: 'p521', octets: 66 },
} as const satisfies Readonly<Record<string, KeyShape>>;

/** @throws CardError `card.malformed` for what is no certificate, `card.unsupported` for a key of another kind */
export function shapeOfCertificate(certificate: Uint8Array): KeyShape {
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = publicKeyOf(certificate);
  if (kind === 'rsa' && details?.modulusLength)
    return { kind: 'rsa', octets: Math.ceil(details.modulusLength / 8) };
  const name = details?.namedCurve ?? '';
  const curve = Object.entries(curves).find(([one]) => one === name)?.[1];
  if (kind === 'ec' && curve) return curve;
  throw new CardError('card.unsupported', `a key of the kind ${kind} ${name}`);
}

function publicKeyOf(certificate: Uint8Array) {
  try {
    return new X509Certificate(certificate).publicKey;
  } catch (error) {
    throw new CardError('card.malformed', 'the certificate on the card cannot be read', { cause: error });
  }
}

const curveAlgorithms = { p256: 'ES256', p384: 'ES384', p521: 'ES512' } as const;

/** A curve has one hash (RFC 7518 3.4). Of the RSA schemes PSS comes first: PKCS #1 v1.5 ends with 2028 (TS 119 312). */
export function algorithmsOf(shape: KeyShape): readonly CardAlgorithm[] {
  if (shape.kind === 'rsa') return ['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];
  return [curveAlgorithms[shape.curve]];
}
