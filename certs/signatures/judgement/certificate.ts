import { oids } from '../../asn1/index.ts';
import { callName, type Certificate, type RefusalCode, validatePath } from '../../validation/index.ts';
import type { Context } from './context.ts';
import type { SubIndication, UsedStatus, Verdict } from './model.ts';
import { judgePath } from './path-in-time.ts';
import { digestOf } from './proofs.ts';
import type { CertificateStepCode } from './step-codes.ts';
import { isGranted, servicesOf, type TrustedService } from './trust.ts';

/** Whether the holder of a certificate may be believed to have signed something. */
export interface CertificateQuestion {
  readonly certificate: Certificate;
  readonly purpose: 'signature' | 'timeStamping';
  /** What was signed existed at this time, in milliseconds since 1970. */
  readonly existence: number;
  /** By a time stamp; else nothing more is known than that it exists now. */
  readonly isExistenceProved: boolean;
  /** When it was signed: the time of a time stamp; of a signature only `existence` is known. */
  readonly usedAt: number;
  /** What was signed did not exist before this time: that of a content time stamp. */
  readonly notBefore?: number;
}

export interface CertificateVerdict extends Verdict {
  readonly code: CertificateStepCode;
  readonly message: string;
  readonly path: readonly Certificate[];
  readonly trustedBy?: string | undefined;
  readonly statuses: readonly UsedStatus[];
}

const nonRepudiation = 1;
/** Paths to different anchors that are tried. */
const mostAnchors = 4;

/** X.509 validation (EN 319 102-1 5.2.6) with proofs of existence (5.5.4, 5.6.2): see decision 0001. */
export function judgeCertificate(question: CertificateQuestion, context: Context): CertificateVerdict {
  const { certificate, purpose } = question;
  const refusal = purpose === 'signature' ? checkPurpose(certificate) : undefined;
  if (refusal) return refusal;
  const type = purpose === 'timeStamping' ? 'tsa' : 'ca';
  const services = servicesOf(context.trust, type);
  const itself = services.filter((service) => isSame(service.certificate, certificate));
  if (itself.length > 0) return judgeAnchored(question, itself);
  let left = services;
  let best: CertificateVerdict | undefined;
  for (let count = 0; count < mostAnchors; count += 1) {
    const found = findPath(question, left, context);
    if ('indication' in found) return best ?? found;
    const verdict = judgeAnchoredPath(found, question, { services: left, context });
    if (verdict.indication === 'TOTAL-PASSED') return verdict;
    best ??= verdict;
    left = left.filter((service) => !isSame(service.certificate, found[0]));
  }
  return best ?? noChain('no path leads to a trusted service');
}

function isSame(one: Certificate, other: Certificate): boolean {
  return digestOf(one.raw) === digestOf(other.raw);
}

/** A certificate that the list of trusted services holds itself: its status there is what counts. */
function judgeAnchored(
  { certificate, purpose, existence, usedAt }: CertificateQuestion,
  services: readonly TrustedService[],
): CertificateVerdict {
  const granted = services.find((service) => isGranted(service, usedAt));
  const base = { path: [certificate], trustedBy: granted && nameOf(granted), statuses: [] };
  if (!granted) return { ...noPoe(certificate), ...base };
  // A unit in the list is believed as long as the list says so, whenever its certificate ends: decision 0001.
  if (purpose === 'timeStamping')
    return { ...passed('certificate.listed', 'the unit is a trusted service'), ...base };
  if (existence < certificate.notBefore || existence > certificate.notAfter + 999)
    return {
      ...refused(
        'OUT_OF_BOUNDS_NO_POE',
        'certificate.out_of_bounds',
        'not valid when the signature is known to exist',
      ),
      ...base,
    };
  return { ...passed('certificate.listed', 'the certificate is a trusted service'), ...base };
}

/**
 * A key that signs documents: decision 0003. With digitalSignature alone it signs in, and a person who signs in reads
 * no document (EN 319 412-2 4.3.2); with a purpose of machines it is no person's (RFC 5280 4.2.1.12).
 */
function checkPurpose({ known }: Certificate): CertificateVerdict | undefined {
  const { keyUsage, extKeyUsage = [] } = known;
  if (keyUsage && !keyUsage.has(nonRepudiation))
    return unfit('certificate.key_usage', 'keyUsage does not allow signatures of documents');
  if (!extKeyUsage.some((purpose) => purposesOfMachines.has(purpose))) return undefined;
  return unfit('certificate.extended_key_usage', 'extKeyUsage is that of a service, not of a signer');
}

function unfit(code: CertificateStepCode, message: string): CertificateVerdict {
  return { ...refused('CHAIN_CONSTRAINTS_FAILURE', code, message), path: [], statuses: [] };
}

const purposesOfMachines: ReadonlySet<string> = new Set([
  oids.timeStamping,
  oids.ocspSigning,
  oids.serverAuth,
]);

/** A path at one of the times that may matter: now, when it was used, or while the certificate was valid at all. */
function findPath(
  { certificate, purpose, usedAt, existence }: CertificateQuestion,
  services: readonly TrustedService[],
  { now, evidence }: Context,
): readonly [Certificate, ...Certificate[]] | CertificateVerdict {
  const anchors = services.map((service) => service.certificate);
  const { notBefore, notAfter } = certificate;
  const times = [...new Set([now, usedAt, existence, notAfter, notBefore])].filter(
    (time) => time >= notBefore && time <= notAfter + 999,
  );
  let refusal: CertificateVerdict | undefined;
  for (const time of times) {
    const result = validatePath({
      leaf: certificate,
      intermediates: evidence.certificates,
      anchors,
      crls: [],
      time,
      revocation: false,
      purpose: purpose === 'timeStamping' ? 'timeStamping' : null,
      algorithms: { allowsSha1: true },
    });
    if (result.kind === 'valid') return result.path;
    refusal ??= {
      ...refused(...wordsOf[result.code], result.message),
      path: [],
      statuses: [],
    };
  }
  return refusal ?? noChain('a certificate that was valid at no time');
}

const wordsOf: Readonly<Record<RefusalCode, readonly [SubIndication, CertificateStepCode]>> = {
  'path.no_issuer': ['NO_CERTIFICATE_CHAIN_FOUND', 'certificate.no_issuer'],
  'path.too_long': ['CHAIN_CONSTRAINTS_FAILURE', 'certificate.too_long'],
  'path.bad_signature': ['NO_CERTIFICATE_CHAIN_FOUND', 'certificate.bad_signature'],
  'path.algorithm_mismatch': ['CERTIFICATE_CHAIN_GENERAL_FAILURE', 'certificate.algorithm_mismatch'],
  'path.unsupported_algorithm': ['CRYPTO_CONSTRAINTS_FAILURE', 'certificate.unsupported_algorithm'],
  'path.not_a_ca': ['CERTIFICATE_CHAIN_GENERAL_FAILURE', 'certificate.not_a_ca'],
  'path.no_key_cert_sign': ['CERTIFICATE_CHAIN_GENERAL_FAILURE', 'certificate.no_key_cert_sign'],
  'path.path_length': ['CERTIFICATE_CHAIN_GENERAL_FAILURE', 'certificate.path_length'],
  'path.name_constraints': ['CERTIFICATE_CHAIN_GENERAL_FAILURE', 'certificate.name_constraints'],
  'path.policy_mapping': ['CHAIN_CONSTRAINTS_FAILURE', 'certificate.policy_mapping'],
  'path.policy': ['CHAIN_CONSTRAINTS_FAILURE', 'certificate.policy'],
  'path.profile': ['CHAIN_CONSTRAINTS_FAILURE', 'certificate.profile'],
  'path.unknown_critical_extension': [
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    'certificate.unknown_critical_extension',
  ],
  'path.purpose': ['CHAIN_CONSTRAINTS_FAILURE', 'certificate.purpose'],
  'path.peer_name': ['CHAIN_CONSTRAINTS_FAILURE', 'certificate.peer_name'],
  'path.not_yet_valid': ['OUT_OF_BOUNDS_NO_POE', 'certificate.not_yet_valid'],
  'path.expired': ['OUT_OF_BOUNDS_NO_POE', 'certificate.expired'],
  'path.revocation_unknown': ['TRY_LATER', 'certificate.revocation_unknown'],
  'path.revoked': ['REVOKED_NO_POE', 'certificate.revoked'],
  'path.budget_exhausted': ['GENERIC', 'certificate.budget_exhausted'],
};

function judgeAnchoredPath(
  path: readonly [Certificate, ...Certificate[]],
  question: CertificateQuestion,
  { services, context }: { readonly services: readonly TrustedService[]; readonly context: Context },
): CertificateVerdict {
  const ofAnchor = services.filter((service) => isSame(service.certificate, path[0]));
  const granted = ofAnchor.find((service) => isGranted(service, question.usedAt));
  if (!granted) return { ...noPoe(path[0]), path, statuses: [] };
  const { failure, statuses } = judgePath(path, question, context);
  const verdict =
    failure ?? passed('certificate.believed', 'a path to a trusted service, and every status good');
  return { ...verdict, path, trustedBy: nameOf(granted), statuses };
}

function nameOf({ name, certificate }: TrustedService): string {
  return name ?? callName(certificate.subject);
}

type Reasoned = Verdict & { readonly code: CertificateStepCode; readonly message: string };

function refused(subIndication: SubIndication, code: CertificateStepCode, message: string): Reasoned {
  return { indication: 'INDETERMINATE', subIndication, code, message };
}

function passed(code: CertificateStepCode, message: string): Reasoned {
  return { indication: 'TOTAL-PASSED', code, message };
}

function noChain(message: string): CertificateVerdict {
  return {
    ...refused('NO_CERTIFICATE_CHAIN_FOUND', 'certificate.no_issuer', message),
    path: [],
    statuses: [],
  };
}

function noPoe(anchor: Certificate): Reasoned {
  const serial = anchor.serialNumber.toString(16);
  return refused(
    'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
    'certificate.service_not_granted',
    `the service of certificate ${serial} was not to be believed at that time`,
  );
}
