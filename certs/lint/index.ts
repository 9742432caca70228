export { certificateRules, lintCertificate } from './certificate.ts';
export type { CertificateLintContext } from './certificate-draft.ts';
export {
  type CertificateProfile,
  endOfTerm,
  type KeyUsage,
  keyUsageBits,
  type SubjectKind,
  type Term,
} from './certificate-profile.ts';
export { isHostName } from './host-names.ts';
export {
  type Identifier,
  isIdentifier,
  type OrganisationIdentifierScheme,
  type PersonIdentifierScheme,
  semanticIdentifier,
} from './identifiers.ts';
export { type CrlContext, lintCrl } from './crl.ts';
export {
  type ArtefactKind,
  type Finding,
  type IssuingKey,
  issuingKey,
  type Linted,
  type LintResult,
  type Rule,
} from './linter.ts';
export { isLongerThan, isPersonName, isPlainName, upperBounds } from './name-text.ts';
export { lintTimeStamp, type TimeStampContext } from './time-stamp.ts';
