export {
  type AuthenticationQuestion,
  type FitCertificate,
  judgeAuthenticationCertificate,
} from './authentication-certificate.ts';
export type { WebEidErrorCode, WebEidRefusal } from './errors.ts';
export { type CertificateHolder, holderOf } from './holder.ts';
export { judgeKeptEvidence, judgeOcspEvidence, type KeptEvidence, type OcspEvidence } from './status.ts';
export { webEidTokenLength } from './token.ts';
export { type VerifiedWebEidToken, verifyWebEidToken, type WebEidQuestion } from './verify.ts';
