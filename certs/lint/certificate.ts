import { acarCertificateRules } from './acar/index.ts';
import {
  type CertificateDraft,
  type CertificateFrame,
  type CertificateLintContext,
  type CertificateRule,
  type DraftRule,
  type FrameRule,
  readDraft,
} from './certificate-draft.ts';
import { etsiCertificateRules } from './etsi-en-319-412/index.ts';
import { createLinter, findAll, type Finding, type LintResult } from './linter.ts';
import { timeStampingRules } from './rfc3161-certificate/index.ts';
import { rfc5280Rules } from './rfc5280/index.ts';
import { responderRules } from './rfc6960-certificate/index.ts';

/** All rules of certificates, a list per standard; a rule that does not concern a profile passes. */
export const certificateRules: readonly CertificateRule[] = [
  ...rfc5280Rules,
  ...etsiCertificateRules,
  ...responderRules,
  ...timeStampingRules,
  ...acarCertificateRules,
];

const frameRules = certificateRules.filter((rule): rule is FrameRule => rule.judges === 'frame');
const draftRules = certificateRules.filter((rule): rule is DraftRule => rule.judges === undefined);

const known = new WeakMap<CertificateFrame, readonly Finding[]>();

/** By the rules of what certificates share: once for each frame, since these rules see nothing else. */
function findInFrame({ frame }: CertificateDraft): readonly Finding[] {
  const findings = known.get(frame) ?? findAll(frameRules, frame);
  known.set(frame, findings);
  return findings;
}

/** Judges the bytes of a certificate before they are signed. */
export const lintCertificate: (
  tbs: Uint8Array,
  context: CertificateLintContext,
) => LintResult<'certificate'> = createLinter({
  kind: 'certificate',
  read: readDraft,
  rules: draftRules,
  findInPart: findInFrame,
});
