import type { AlgorithmIdentifier, Certificate, Extension, Name } from './model.ts';

/** The hashes by which a CertID may name an issuer. */
export type CertIdHash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** Which certificate a status is for (RFC 6960 4.1.1). */
export interface CertId {
  readonly raw: Uint8Array;
  /** Undefined for a hash that is not known here: such a CertID is nobody's. */
  readonly hash: CertIdHash | undefined;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serialNumber: bigint;
}

export type CertificateStatus =
  | { readonly kind: 'good' }
  /** `reason` is a CRLReason; undefined where the answer gives none. */
  | { readonly kind: 'revoked'; readonly revocationTime: number; readonly reason: number | undefined }
  | { readonly kind: 'unknown' };

/** RFC 6960 4.2.1. Times in milliseconds since 1970. */
export interface SingleResponse {
  readonly certId: CertId;
  readonly status: CertificateStatus;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly extensions: readonly Extension[];
}

export type ResponderId =
  | { readonly kind: 'byName'; readonly name: Name }
  | { readonly kind: 'byKey'; readonly keyHash: Uint8Array };

/** What the signature of an answer covers. */
export interface ResponseData {
  readonly responderId: ResponderId;
  readonly producedAt: number;
  readonly responses: readonly SingleResponse[];
  readonly extensions: readonly Extension[];
}

export interface BasicOcspResponse extends ResponseData {
  readonly tbs: Uint8Array;
  /** An answer names its algorithm once; both are the same. */
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** What the responder sent along to be verified with. */
  readonly certificates: readonly Certificate[];
}

export type OcspErrorStatus =
  | 'malformedRequest'
  | 'internalError'
  | 'tryLater'
  | 'sigRequired'
  | 'unauthorized';

export type OcspResponse =
  | {
      readonly kind: 'basic';
      /** The DER of the whole OCSPResponse. */
      readonly raw: Uint8Array;
      readonly basic: BasicOcspResponse;
    }
  /** The responder gave no answer (RFC 6960 4.2.1); such a refusal is not signed. */
  | { readonly kind: 'error'; readonly raw: Uint8Array; readonly status: OcspErrorStatus };
