import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { CardAlgorithm } from '../drivers/card.ts';

/** The authentication token of Web eID, version 1.0. */
export interface WebEidToken {
  /** DER, base64. */
  readonly unverifiedCertificate: string;
  readonly algorithm: CardAlgorithm;
  /** base64; ECDSA as R || S. */
  readonly signature: string;
  readonly format: 'web-eid:1.0';
  readonly appVersion: string;
}

const hashNames: Readonly<Record<CardAlgorithm, 'sha256' | 'sha384' | 'sha512'>> = {
  ES256: 'sha256',
  ES384: 'sha384',
  ES512: 'sha512',
  RS256: 'sha256',
  RS384: 'sha384',
  RS512: 'sha512',
  PS256: 'sha256',
  PS384: 'sha384',
  PS512: 'sha512',
};

/** What is signed: H(origin) || H(nonce), the nonce as the text that it came as. */
export interface SignedValue {
  readonly message: Buffer;
  /** What the card is given: the hash of the message. */
  readonly digest: Buffer;
}

export function signedValue(algorithm: CardAlgorithm, origin: string, nonce: string): SignedValue {
  const hash = (value: string | Buffer) => createHash(hashNames[algorithm]).update(value).digest();
  const message = Buffer.concat([hash(origin), hash(nonce)]);
  return { message, digest: hash(message) };
}

/** True when the certificate's key made the signature: a card that errs is noticed here and not at the service. */
export function isSignedBy(
  certificate: Uint8Array,
  { algorithm, message, signature }: { algorithm: CardAlgorithm; message: Buffer; signature: Uint8Array },
): boolean {
  try {
    const key = new X509Certificate(certificate).publicKey;
    const padding = algorithm.startsWith('PS')
      ? constants.RSA_PKCS1_PSS_PADDING
      : constants.RSA_PKCS1_PADDING;
    const options = algorithm.startsWith('ES')
      ? { key, dsaEncoding: 'ieee-p1363' as const }
      : { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return verify(hashNames[algorithm], message, options, signature);
  } catch {
    return false;
  }
}

export function webEidToken(parts: {
  readonly certificate: Uint8Array;
  readonly algorithm: CardAlgorithm;
  readonly signature: Uint8Array;
  readonly version: string;
}): WebEidToken {
  return {
    unverifiedCertificate: Buffer.from(parts.certificate).toString('base64'),
    algorithm: parts.algorithm,
    signature: Buffer.from(parts.signature).toString('base64'),
    format: 'web-eid:1.0',
    appVersion: `acar-card-agent/${parts.version}`,
  };
}
