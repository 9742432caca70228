export type { Purpose } from './certificate-rules.ts';
export { type IssuerHashes, issuerHashes, parseCertId, responderKeyHash } from './cert-id.ts';
export { judgeOcsp, type OcspInvalidCode, type OcspJudgement, type OcspQuestion } from './judge-ocsp.ts';
export { parseTbsCertificate, type RecalledCertificate, type SharedExtensions } from './certificate.ts';
export { parseTbsCrl } from './crl.ts';
export { extensionValue, parseAlgorithm, parseExtensions } from './extensions.ts';
export { parseGeneralName, parseGeneralNames } from './general-names.ts';
export type {
  AlgorithmIdentifier,
  Certificate,
  Crl,
  Extension,
  GeneralName,
  Name,
  NameAttribute,
  TbsCertificate,
  TbsCrl,
} from './model.ts';
export { callName, describeName, parseName, recallName } from './names.ts';
export type {
  BasicOcspResponse,
  CertId,
  CertIdHash,
  CertificateStatus,
  OcspErrorStatus,
  OcspResponse,
  ResponderId,
  ResponseData,
  SingleResponse,
} from './ocsp-model.ts';
export { parseResponseData } from './ocsp-response.ts';
export type { PeerName } from './peer-names.ts';
export type { PolicyInputs } from './policies.ts';
export { type Read, readCertificate, readCrl, readOcspResponse, readSharedCertificate } from './read.ts';
export { type Refusal, type RefusalCode } from './refusal.ts';
export type { Budget } from './session.ts';
export {
  type AlgorithmPolicy,
  verifyArithmetic,
  verifyByScheme,
  verifyOnce,
  verifySignature,
} from './signature-algorithms.ts';
export { type PathRequest, type PathResult, validatePath } from './validate-path.ts';
