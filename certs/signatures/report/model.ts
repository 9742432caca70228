import type { ReadClaims, RefusedCode } from '../model.ts';
import type { ProblemCode } from '../problem-codes.ts';
import type { Indication, Step, SubIndication } from '../judgement/index.ts';

/**
 * The validation report: one object from which every face is made. As JSON it is the face for machines; its members are
 * described in README.md. Times are ISO 8601 in UTC.
 */
export interface ValidationReport {
  readonly type: 'acar-validation-report';
  readonly version: 1;
  readonly id: string;
  /** Who judged. */
  readonly validator: string;
  /** The time of the judgement. */
  readonly time: string;
  readonly outcome: Outcome;
  readonly document: ReportedDocument;
  /** Files that came beside the document. */
  readonly detached: readonly ReportedInput[];
  /** Why nothing could be judged; then the lists are empty. */
  readonly refused: { readonly code: RefusedCode; readonly message: string } | null;
  readonly signatures: readonly ReportedSignature[];
  /** Time stamps that belong to no signature. */
  readonly timeStamps: readonly ReportedTimeStamp[];
  readonly files: readonly ReportedFile[];
  /** What is wrong around the signatures. */
  readonly problems: readonly ReportedProblem[];
  /** By the SHA-256 of their DER in hex, by which everything above names them. */
  readonly certificates: Readonly<Record<string, ReportedCertificate>>;
  /** Whom the verification asked for evidence, in this order; empty where it asked nobody. */
  readonly asked: readonly AskedAddress[];
  readonly policy: ReportedPolicy;
}

/** An address out of a certificate that was asked while the document was verified. */
export interface AskedAddress {
  readonly what: 'ocsp' | 'crl' | 'issuer';
  readonly address: string;
  readonly outcome: 'answered' | 'failed';
}

/** The whole document in one word: the worst of its signatures. */
export type Outcome = 'passed' | 'indeterminate' | 'failed' | 'unsigned' | 'refused';

export interface ReportedInput {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

export interface ReportedDocument extends ReportedInput {
  /** CAdES, PAdES, XAdES, JAdES, ASiC-S or ASiC-E; null where it was refused. */
  readonly format: string | null;
}

export interface ReportedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly coveredBy: readonly string[];
}

export interface ReportedProblem {
  readonly severity: 'failure' | 'warning';
  readonly code: ProblemCode;
  readonly message: string;
  readonly clause: string | null;
}

export interface ReportedCertificate {
  readonly subject: string;
  readonly commonName: string | null;
  readonly organization: string | null;
  readonly issuer: string;
  /** Hex. */
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Base64. */
  readonly der: string;
}

interface Judged {
  readonly id: string;
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  /** Trust and time aside. */
  readonly intact: boolean;
  /** SHA-256 of certificates, from the signer up to the trusted service. */
  readonly path: readonly string[];
  readonly statuses: readonly ReportedStatus[];
  readonly steps: readonly Step[];
}

export interface ReportedSignature extends Judged {
  readonly format: string;
  readonly level: string | null;
  readonly packaging: string;
  /** As it is written in the document: an OID, a URI, a name of JWA. */
  readonly algorithm: string;
  /** In words that people know, with the key's curve or length; null where the algorithm is not known here. */
  readonly algorithmName: string | null;
  readonly counterSigns: string | null;
  readonly place: string | null;
  /** SHA-256 of the certificate. */
  readonly signer: string | null;
  readonly trustedBy: string | null;
  readonly claimedTime: string | null;
  readonly claims: ReadClaims;
  /** The earliest time at which it is known to have existed. */
  readonly bestSignatureTime: string;
  /** The time stamp that proves it; null where it is only known to exist now. */
  readonly timeProvedBy: string | null;
  readonly coversWholeDocument: boolean;
  readonly covers: readonly string[];
  readonly timeStamps: readonly ReportedTimeStamp[];
}

export interface ReportedTimeStamp extends Judged {
  readonly kind: string;
  readonly time: string | null;
  readonly signer: string | null;
  /** The token, base64; null where there is none. */
  readonly token: string | null;
}

export interface ReportedStatus {
  /** SHA-256 of the certificate. */
  readonly certificate: string;
  readonly source: 'ocsp' | 'crl';
  readonly status: 'good' | 'revoked' | 'suspended';
  readonly producedAt: string;
  readonly thisUpdate: string;
  readonly nextUpdate: string | null;
  readonly since: string | null;
  /** SHA-256 of the DER of the evidence. */
  readonly sha256: string;
}

export interface ReportedPolicy {
  /** The standard whose words the report uses. */
  readonly process: 'ETSI EN 319 102-1';
  readonly algorithms: 'ETSI TS 119 312 v1.5.1';
  /** A signer's status must be produced at the time stamp or later. */
  readonly statusAfterTimeStamp: true;
}
