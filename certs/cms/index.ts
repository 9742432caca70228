export { derFromBer, type MessageInDer, parseMessage } from './ber.ts';
export { encodeCertificatesOnly, readCertificatesOnly } from './certificates-only.ts';
export { type Attribute, encodeAttribute, onlyValue, parseAttributes } from './attributes.ts';
export {
  type CertificateId,
  encodeIssuerSerial,
  encodeSigningCertificateV2,
  identifies,
  parseIssuerSerial,
  parseSigningCertificate,
  parseSigningCertificateV2,
} from './certificate-id.ts';
export { type HashName, hashIdentifier, hashNameOf, hashOctets } from './hashes.ts';
export {
  parseSignedData,
  signedDataOf,
  parseSignerInfo,
  type RevocationInfo,
  type SignedData,
  type SignerId,
  type SignerInfo,
} from './signed-data.ts';
export { type MessageImprint, parseMessageImprint, parseTstInfo, type TstInfo } from './tst-info.ts';
export {
  encodeData,
  encodeOcspRevocationInfo,
  encodeSignedData,
  encodeSignerInfo,
  extendSignedData,
  previewSignedData,
  type SignedDataAdditions,
  type SignedDataParts,
  type SignerInfoParts,
} from './write-signed-data.ts';
