import type { SignatureAlgorithm } from '../../keys/index.ts';
import type { Certificate, ResponseData } from '../../validation/index.ts';
import type { Rule } from '../linter.ts';

/** What an answer is for and who signs it. */
export interface OcspLintContext {
  readonly responder: Certificate;
  readonly issuer: Certificate;
  /** How the signature will be made. */
  readonly algorithm: SignatureAlgorithm;
  /** The DER of each CertID that was asked. */
  readonly asked: readonly Uint8Array[];
  readonly nonce: Uint8Array | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface OcspSubject extends OcspLintContext {
  readonly data: ResponseData;
  /** The authority answers by itself. */
  readonly isIssuer: boolean;
  /** Of the statuses that have one; milliseconds since 1970. */
  readonly archiveCutoffs: readonly number[];
}

export type OcspRule = Rule<OcspSubject>;
