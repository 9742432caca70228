import type { Certificate } from './model.ts';

/**
 * Every reason of a refusal with the clause it stands on, from the least to the most useful: of several paths
 * that fail, the reason nearest to the end of this list is told.
 */
const refusalClauses = {
  'path.no_issuer': 'RFC 5280 6.1.3 (a)(4): no issuer leads to an anchor',
  'path.too_long': 'the request: more intermediates than maxDepth',
  'path.bad_signature': 'RFC 5280 6.1.3 (a)(1)',
  'path.algorithm_mismatch': 'RFC 5280 4.1.1.2: the algorithm outside the signed part is another',
  'path.unsupported_algorithm': 'decision 0001: an algorithm, parameter or key size that is not accepted',
  'path.not_a_ca': 'RFC 5280 6.1.4 (k)',
  'path.no_key_cert_sign': 'RFC 5280 6.1.4 (n)',
  'path.path_length': 'RFC 5280 6.1.4 (l) and (m)',
  'path.name_constraints': 'RFC 5280 6.1.3 (b) and (c)',
  'path.policy_mapping': 'RFC 5280 6.1.4 (a): anyPolicy is mapped',
  'path.policy': 'RFC 5280 6.1.3 (f) and 6.1.5 (g)',
  'path.profile': 'RFC 5280 4.1 and 4.2, where the request asks for them (decision 0002)',
  'path.unknown_critical_extension': 'RFC 5280 6.1.4 (o) and 6.1.5 (f)',
  'path.purpose': 'RFC 5280 4.2.1.3 and 4.2.1.12',
  'path.peer_name': 'RFC 9525 6',
  'path.not_yet_valid': 'RFC 5280 6.1.3 (a)(2)',
  'path.expired': 'RFC 5280 6.1.3 (a)(2)',
  'path.revocation_unknown': 'RFC 5280 6.3.3',
  'path.revoked': 'RFC 5280 6.1.3 (a)(3)',
  'path.budget_exhausted': 'the request: more work than its budget',
} as const;

export type RefusalCode = keyof typeof refusalClauses;

export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** The certificate concerned. */
  readonly certificate: Certificate | undefined;
  /** With `path.revoked`: the CRLReason, where the evidence gives one. */
  readonly revocationReason?: number | undefined;
  /** With `path.revoked`: since when, in milliseconds since 1970. */
  readonly revokedSince?: number;
}

const ranks: ReadonlyMap<string, number> = new Map(
  Object.keys(refusalClauses).map((code, rank) => [code, rank]),
);

/** The most useful of several reasons; the first of equals. */
export function mostUseful(refusals: readonly Refusal[]): Refusal | undefined {
  let best: Refusal | undefined;
  for (const refusal of refusals)
    if (!best || (ranks.get(refusal.code) ?? 0) > (ranks.get(best.code) ?? 0)) best = refusal;
  return best;
}

export function refuse(code: RefusalCode, certificate: Certificate | undefined, message: string): Refusal {
  return { code, certificate, message };
}
