import { oids } from '../asn1/index.ts';
import { type Certificate, validatePath } from '../validation/index.ts';
import { refuse, type WebEidErrorCode, type WebEidRefusal } from './errors.ts';

/** What makes a person's certificate fit for a sign-in, whatever holds its key. */
export interface AuthenticationQuestion {
  /** The authorities that issue such certificates, or those above them. */
  readonly anchors: readonly Certificate[];
  readonly intermediates?: readonly Certificate[];
  /** A certificate under one of them is for something else: that of a phone must not pass for a card's. */
  readonly disallowedPolicies: readonly string[];
  /** Where given, the certificate must name one of them. */
  readonly allowedPolicies?: readonly string[];
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface FitCertificate {
  readonly kind: 'fit';
  /** From the anchor to the certificate. */
  readonly path: readonly Certificate[];
}

/**
 * Judges purpose, policies, validity and path, in this order. Whether the certificate was revoked is to be asked
 * afterwards, when its key has signed. Pure; never throws; work bounded.
 */
export function judgeAuthenticationCertificate(
  certificate: Certificate,
  question: AuthenticationQuestion,
): FitCertificate | WebEidRefusal {
  const unfit = checkPurpose(certificate) ?? checkPolicies(certificate, question);
  return unfit ?? findPath(certificate, question);
}

const digitalSignature = 0;

/** Web eID: keyUsage must say digitalSignature; where extKeyUsage stands it must name clientAuth itself. */
function checkPurpose({ known }: Certificate): WebEidRefusal | undefined {
  if (known.keyUsage?.has(digitalSignature) !== true)
    return refuse('webeid.purpose', 'the certificate is not for authentication: no digitalSignature');
  if (known.extKeyUsage && !known.extKeyUsage.includes(oids.clientAuth))
    return refuse('webeid.purpose', 'the certificate is not for authentication: no clientAuth');
  if (known.basicConstraints?.cA) return refuse('webeid.purpose', 'the certificate is that of an authority');
  return undefined;
}

/** anyPolicy is every policy, the disallowed ones too (RFC 5280 4.2.1.4); it does not stand for an allowed one. */
function checkPolicies(
  { known }: Certificate,
  { disallowedPolicies, allowedPolicies }: AuthenticationQuestion,
): WebEidRefusal | undefined {
  const named = known.certificatePolicies ?? [];
  const refused = disallowedPolicies.length > 0 ? [...disallowedPolicies, oids.anyPolicy] : [];
  const found = named.find((policy) => refused.includes(policy));
  if (found !== undefined) return refuse('webeid.policy', `a certificate under the policy ${found}`);
  return allowedPolicies && !named.some((policy) => allowedPolicies.includes(policy))
    ? refuse('webeid.policy', 'a certificate under none of the policies that are for this')
    : undefined;
}

const validityCodes: Readonly<Record<string, WebEidErrorCode>> = {
  'path.not_yet_valid': 'webeid.not_yet_valid',
  'path.expired': 'webeid.expired',
};

/** Revocation is not asked here; what the path's own rules refuse of the leaf's validity is told apart. */
function findPath(
  certificate: Certificate,
  { anchors, intermediates = [], time }: AuthenticationQuestion,
): FitCertificate | WebEidRefusal {
  const result = validatePath({
    leaf: certificate,
    anchors,
    intermediates,
    crls: [],
    time,
    revocation: false,
    purpose: 'clientAuth',
  });
  if (result.kind === 'valid') return { kind: 'fit', path: result.path };
  const code = result.certificate === certificate ? validityCodes[result.code] : undefined;
  return refuse(code ?? 'webeid.untrusted', `${result.code}: ${result.message}`);
}
