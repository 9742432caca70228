import type { TimeStampErrorCode } from '../../tsa/index.ts';
import type { ProblemCode } from '../problem-codes.ts';

/** The building blocks and processes of EN 319 102-1 by which a judgement is explained. */
export type StepName =
  | 'format'
  | 'identification'
  | 'cryptography'
  | 'time_stamps'
  | 'time_stamp_order'
  | 'certificate'
  | 'acceptance';

/**
 * Every code of a step, stable; a format's own where a format found it. People read the code's sentence: whoever adds
 * one here writes that too (`src/verification/messages/steps-*.ts`), or nothing compiles.
 */
export type StepCode = SignatureStepCode | CertificateStepCode | TimeStampStepCode | ProblemCode;

/** Of a signature itself. Whether the certificate may be believed has words of its own. */
export type SignatureStepCode =
  | `${Exclude<StepName, 'certificate'>}.passed`
  | 'identification.no_certificate'
  | 'identification.mismatch'
  | 'identification.absent'
  | 'cryptography.digest'
  | 'cryptography.value'
  | 'cryptography.data_absent'
  | 'cryptography.data_unobtainable'
  | 'cryptography.unsupported'
  | 'time_stamps.broken'
  | 'time_stamps.not_believed'
  | 'time_stamp_order.wrong'
  | 'acceptance.algorithm'
  | 'acceptance.algorithm_ended'
  | 'acceptance.claimed_time'
  | 'acceptance.policy_not_checked';

/** Whether a certificate may be believed. */
export type CertificateStepCode =
  | 'certificate.algorithm'
  | 'certificate.algorithm_ended'
  | 'certificate.algorithm_mismatch'
  | 'certificate.authority_revoked'
  | 'certificate.bad_signature'
  | 'certificate.believed'
  | 'certificate.budget_exhausted'
  | 'certificate.expired'
  | 'certificate.extended_key_usage'
  | 'certificate.key_usage'
  | 'certificate.listed'
  | 'certificate.name_constraints'
  | 'certificate.no_issuer'
  | 'certificate.no_key_cert_sign'
  | 'certificate.not_a_ca'
  | 'certificate.not_yet_valid'
  | 'certificate.out_of_bounds'
  | 'certificate.path_length'
  | 'certificate.peer_name'
  | 'certificate.policy'
  | 'certificate.policy_mapping'
  | 'certificate.profile'
  | 'certificate.purpose'
  | 'certificate.revocation_unknown'
  | 'certificate.revoked'
  | 'certificate.service_not_granted'
  | 'certificate.status_before_time_stamp'
  | 'certificate.status_too_old'
  | 'certificate.status_unknown'
  | 'certificate.suspended'
  | 'certificate.too_long'
  | 'certificate.unknown_critical_extension'
  | 'certificate.unsupported_algorithm';

/** Of a time stamp. */
export type TimeStampStepCode =
  | TimeStampErrorCode
  | 'time_stamp.intact'
  | 'time_stamp.unreadable'
  | 'time_stamp.imprint_unsupported'
  | 'time_stamp.in_the_future'
  | 'time_stamp.algorithm_ended';
