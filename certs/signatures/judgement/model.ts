import type { Certificate } from '../../validation/index.ts';
import type { Evidence, Level, TimeStampKind } from '../model.ts';
import type { AlgorithmSuite } from './algorithms.ts';
import type { StepCode, StepName } from './step-codes.ts';
import type { TrustModel } from './trust.ts';

export type Indication = 'TOTAL-PASSED' | 'INDETERMINATE' | 'TOTAL-FAILED';

/** ETSI EN 319 102-1 5.1.3, tables 5 and 6. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'NO_POE'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND'
  | 'GENERIC';

/** One step of a judgement and what it found. */
export interface Step {
  readonly step: StepName;
  readonly outcome: 'passed' | 'failed' | 'indeterminate' | 'warning';
  readonly code: StepCode;
  /** English, for a technician. */
  readonly what: string;
  readonly clause?: string;
}

/** What was believed about the status of one certificate. */
export interface UsedStatus {
  readonly certificate: Certificate;
  readonly source: 'ocsp' | 'crl';
  readonly status: 'good' | 'revoked' | 'suspended';
  /** Milliseconds since 1970, as the others. */
  readonly producedAt: number;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly since: number | undefined;
  /** SHA-256 in hex of its DER. */
  readonly digest: string;
}

/** Indication and, unless it is TOTAL-PASSED, why. */
export interface Verdict {
  readonly indication: Indication;
  readonly subIndication?: SubIndication;
}

/** What a time stamp is worth. */
export interface JudgedTimeStamp extends Verdict {
  readonly id: string;
  readonly kind: TimeStampKind;
  /** Its signature verifies and it is of what it must be of, trust aside. */
  readonly intact: boolean;
  /** Milliseconds since 1970; undefined where it cannot be read. */
  readonly time: number | undefined;
  readonly signer: Certificate | undefined;
  readonly path: readonly Certificate[];
  readonly statuses: readonly UsedStatus[];
  readonly steps: readonly Step[];
}

/** What a signature is worth. */
export interface Judgement extends Verdict {
  readonly id: string;
  /** The value verifies and every digest matches, trust and time aside. */
  readonly intact: boolean;
  readonly level: Level | undefined;
  readonly signer: Certificate | undefined;
  /** From the anchor to the signer; empty where none was found. */
  readonly path: readonly Certificate[];
  /** The name of the anchor for people: that in the list of trusted services, else its certificate's. */
  readonly trustedBy: string | undefined;
  readonly statuses: readonly UsedStatus[];
  /** The earliest time at which the signature is known to have existed: of a time stamp, or that of the judgement. */
  readonly bestSignatureTime: number;
  /** The time stamp that proves it. */
  readonly timeProvedBy: string | undefined;
  readonly timeStamps: readonly JudgedTimeStamp[];
  readonly steps: readonly Step[];
}

/** What may be decided differently from one place to the other. */
export interface JudgementPolicy {
  /** Cryptographic constraints. */
  readonly algorithms: AlgorithmSuite;
  /** Whether the status of a time-stamping unit must be known; else only a revocation counts. */
  readonly needsTimeStampUnitStatus: boolean;
  /** How long a status holds that does not say until when, in milliseconds. */
  readonly statusAgeMs: number;
}

/** With what a signature is judged; nothing is fetched and no clock is read. */
export interface JudgementQuestion {
  /** `null`: nobody is believed, and only `intact` means something. */
  readonly trust: TrustModel | null;
  /** Milliseconds since 1970: the time of the judgement. */
  readonly time: number;
  /** Gathered besides what came with the signature. */
  readonly evidence?: Evidence;
  readonly policy?: Partial<JudgementPolicy>;
}
