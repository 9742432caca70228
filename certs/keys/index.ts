export {
  type Curve,
  type CurveName,
  curves,
  type HashAlgorithm,
  type HashName,
  keyInputOf,
  keyKinds,
  type SignatureAlgorithm,
  type SignatureAlgorithmName,
  type SignatureScheme,
  schemeOf,
  signatureAlgorithms,
  signatureSchemes,
} from './algorithms.ts';
export { ecdsaValue, joinedEcdsaValue } from './ecdsa-value.ts';
export { fitsKey, type JwsAlgorithm, jwsAlgorithm, jwsAlgorithmOf } from './jws-algorithms.ts';
export { judgePublicKey, keyBitsOf, type PublicKeyKind, type PublicKeyVerdict } from './public-key.ts';
export { type Signer, SigningError, type SigningErrorCode } from './signer.ts';
export { generatePkcs11Key, type KeyName, openPkcs11Signer } from './pkcs11-signer.ts';
export { openPkcs11Token, type Pkcs11Token, type TokenOptions } from './pkcs11-token.ts';
export { createSoftwareKey, openSoftwareSigner, type SoftwareKey } from './software-signer.ts';
