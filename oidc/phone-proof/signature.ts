import {
  type Certificate,
  curves,
  ecdsaValue,
  keyKinds,
  type SignatureScheme,
  signatureSchemes,
  verifyByScheme,
} from '../../certs/index.ts';

/** As the mobile-signature protocol names what was done to a digest of ours; it is always SHA-256. */
const schemes: ReadonlyMap<string, SignatureScheme> = new Map<string, SignatureScheme>([
  ['SHA256WithECEncryption', signatureSchemes['ecdsa-sha256']],
  ['SHA256WithRSAEncryption', signatureSchemes['rsa-pkcs1-sha256']],
]);

/** The octets of r and s together. */
const valueLengths: ReadonlySet<number> = new Set(Object.values(curves).map(({ length }) => 2 * length));

export interface PhoneSignature {
  readonly certificate: Certificate;
  readonly algorithm: string;
  readonly signature: Uint8Array;
  /** Whose SHA-256 was signed. */
  readonly message: string;
}

/** Whether the certificate's key made this value over the message: ECDSA as R || S, or RSA PKCS #1 v1.5. */
export function isSignedBy({ certificate, algorithm, signature, message }: PhoneSignature): boolean {
  const scheme = schemes.get(algorithm);
  if (!scheme || keyKinds[certificate.keyAlgorithm.oid] !== scheme.key) return false;
  if (scheme.key === 'ec' && !valueLengths.has(signature.length)) return false;
  const value = scheme.key === 'ec' ? ecdsaValue(signature) : signature;
  const signed = { key: certificate, message: Buffer.from(message), signature: value };
  return verifyByScheme(scheme, signed) === 'good';
}
