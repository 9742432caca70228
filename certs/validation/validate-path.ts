import type { Purpose } from './certificate-rules.ts';
import type { Certificate, Crl } from './model.ts';
import type { OcspResponse } from './ocsp-model.ts';
import { buildPaths, type Path } from './path-building.ts';
import { checkPath } from './path-check.ts';
import { checkLeaf, type Demands, onlyPathRules } from './path-form.ts';
import type { PeerName } from './peer-names.ts';
import { anyPolicyInputs, type PolicyInputs } from './policies.ts';
import { mostUseful, type Refusal, refuse } from './refusal.ts';
import { type Budget, BudgetExhausted, createSession, defaultBudget, type Session } from './session.ts';
import type { AlgorithmPolicy } from './signature-algorithms.ts';

/** Everything that a judgement rests on; nothing is fetched and no clock is read. */
export interface PathRequest {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  readonly crls: readonly Crl[];
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Answers about any of the certificates; those that say nothing here are passed over. */
  readonly ocspResponses?: readonly OcspResponse[];
  /** Responders that are believed without a delegation (RFC 6960 4.2.2.2, first case). */
  readonly trustedResponders?: readonly Certificate[];
  /** How old the status of an OCSP answer may be, in seconds; where it is absent only nextUpdate counts. */
  readonly maxOcspAgeSeconds?: number;
  /** A CRL or OCSP answer must say "good" for every certificate below the anchor; else only "revoked" counts. */
  readonly revocation: boolean;
  readonly purpose?: Purpose | null;
  /** Every certificate must also keep what RFC 5280 section 4 demands of conforming authorities: see decision 0002. */
  readonly profile?: boolean;
  /** All of them must be the leaf's. */
  readonly peerNames?: readonly PeerName[];
  readonly policy?: PolicyInputs | null;
  /** Most intermediates between the leaf and the anchor, at most 32. */
  readonly maxDepth?: number;
  readonly algorithms?: AlgorithmPolicy;
  readonly budget?: Budget;
}

export type PathResult =
  | { readonly kind: 'valid'; readonly path: Path }
  | ({ readonly kind: 'refused' } & Refusal);

const deepest = 32;

/**
 * Whether the leaf may be believed at the time (RFC 5280 6): tries paths to the anchors until one is valid.
 * Pure; never throws; of all reasons met the most useful is told.
 */
export function validatePath(request: PathRequest): PathResult {
  const session = createSession({
    intermediates: unique(request.intermediates),
    crls: request.crls,
    ocsp: (request.ocspResponses ?? []).flatMap((one) => (one.kind === 'basic' ? [one.basic] : [])),
    trustedResponders: request.trustedResponders ?? [],
    maxOcspAge: request.maxOcspAgeSeconds === undefined ? undefined : request.maxOcspAgeSeconds * 1000,
    time: request.time,
    requiresRevocation: request.revocation,
    maxDepth: Math.min(request.maxDepth ?? deepest, deepest),
    algorithms: request.algorithms ?? { allowsSha1: false },
    budget: request.budget ?? defaultBudget,
  });
  try {
    return search(request, session);
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
    return { kind: 'refused', ...refuse('path.budget_exhausted', request.leaf, 'too many possible paths') };
  }
}

function search(request: PathRequest, session: Session): PathResult {
  const { leaf, purpose = null, peerNames = [], policy } = request;
  const ofLeaf = checkLeaf(leaf, { purpose, peerNames }, session);
  if (ofLeaf) return { kind: 'refused', ...ofLeaf };
  const asked = { purpose, policy: policy ?? anyPolicyInputs, isProfileAsked: request.profile === true };
  const path = findPath(leaf, unique(request.anchors), asked, session, new Set());
  if (path) return { kind: 'valid', path };
  const reason = mostUseful(session.refusals) ?? refuse('path.no_issuer', leaf, 'no path leads to an anchor');
  return { kind: 'refused', ...reason };
}

/** `open` holds the CRL issuers whose paths are being looked for, so that they do not wait for each other. */
function findPath(
  leaf: Certificate,
  anchors: readonly Certificate[],
  asked: Demands,
  session: Session,
  open: ReadonlySet<Certificate>,
): Path | undefined {
  const findIssuerPath = (signer: Certificate, anchor: Certificate): boolean => {
    if (open.has(signer) || open.size >= maxOpenIssuers) return false;
    // What is wrong with a path of a CRL's issuer is no reason against the leaf.
    const apart: Session = { ...session, refusals: [] };
    const refusal = checkLeaf(signer, { purpose: null, peerNames: [] }, session);
    return (
      !refusal && findPath(signer, [anchor], onlyPathRules, apart, new Set([...open, signer])) !== undefined
    );
  };
  for (const path of buildPaths(leaf, anchors, session)) {
    const refusal = checkPath(path, asked, session, findIssuerPath);
    if (!refusal) return path;
    session.refusals.push(refusal);
  }
  return undefined;
}

const maxOpenIssuers = 4;

function unique(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((one) => [Buffer.from(one.raw).toString('base64'), one])).values()];
}
