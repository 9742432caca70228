import { acarCertificateRules } from './acar/index.ts';
import { type CertificateDraft, type CertificateLintContext, readDraft } from './certificate-draft.ts';
import { etsiCertificateRules } from './etsi-en-319-412/index.ts';
import { createLinter, type LintResult, type Rule } from './linter.ts';
import { timeStampingRules } from './rfc3161-certificate/index.ts';
import { rfc5280Rules } from './rfc5280/index.ts';
import { responderRules } from './rfc6960-certificate/index.ts';

/** All rules of certificates, a list per standard; a rule that does not concern a profile passes. */
export const certificateRules: readonly Rule<CertificateDraft>[] = [
  ...rfc5280Rules,
  ...etsiCertificateRules,
  ...responderRules,
  ...timeStampingRules,
  ...acarCertificateRules,
];

/** Judges the bytes of a certificate before they are signed. */
export const lintCertificate: (
  tbs: Uint8Array,
  context: CertificateLintContext,
) => LintResult<'certificate'> = createLinter({
  kind: 'certificate',
  read: readDraft,
  rules: certificateRules,
});
