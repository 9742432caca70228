import type { PublicKeyKind } from '../keys/index.ts';

/** KeyUsage (RFC 5280 4.2.1.3) by the numbers of its bits; nonRepudiation is also called contentCommitment. */
export const keyUsageBits = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
} as const;

export type KeyUsage = keyof typeof keyUsageBits;

export type SubjectKind =
  | 'citizen'
  | 'entrepreneur'
  | 'employee'
  | 'official'
  | 'organisation'
  | 'system'
  | 'service'
  | 'authority'
  | 'certified-authority';

/** How long, from notBefore, in calendar years or days of 24 hours. */
export type Term = { readonly years: number } | { readonly days: number };

/** What certificates of one kind say: prepare keeps the promise, the linter checks it. Literal data. */
export interface CertificateProfile {
  readonly id: string;
  /** What it is for, in one sentence. */
  readonly summary: string;
  /** Which rules of names and statements hold. */
  readonly family: 'authority' | 'natural-person' | 'legal-person' | 'system' | 'service';
  readonly subjects: readonly SubjectKind[];
  /** Signs itself and stands at the top. */
  readonly isSelfSigned: boolean;
  readonly term: Term;
  readonly longestTerm: Term;
  readonly publicKeys: readonly PublicKeyKind[];
  readonly keyUsage: readonly KeyUsage[];
  readonly extKeyUsage: { readonly purposes: readonly string[]; readonly isCritical: boolean } | null;
  /** null: an end entity, and the extension is left out. */
  readonly basicConstraints: { readonly pathLen: number | null } | null;
  /** certificatePolicies in their order; empty: the extension is left out. */
  readonly policies: readonly string[];
  readonly semantics: 'natural' | 'legal' | null;
  /** Qualified under the law of Azerbaijan (EN 319 412-5); `hasSscd`: the key lives in a signature device. */
  readonly qualified: { readonly type: 'esign' | 'eseal'; readonly hasSscd: boolean } | null;
  /** The names in subjectAltName: host names, at least one; null: the extension is left out. */
  readonly subjectAltName: 'dns' | null;
  /** Short-lived and never asked for revocation (RFC 6960 4.2.2.2.1). */
  readonly isNoCheck: boolean;
  /** Whether authorityInfoAccess and cRLDistributionPoints lead to the issuer. */
  readonly hasIssuerAddresses: boolean;
}

/** The last second of a term: three years from the 1st at noon end on the 1st a second before noon. */
export function endOfTerm(notBefore: number, term: Term): number {
  if ('days' in term) return notBefore + term.days * 86_400_000 - 1000;
  const start = new Date(notBefore);
  return new Date(notBefore).setUTCFullYear(start.getUTCFullYear() + term.years) - 1000;
}
