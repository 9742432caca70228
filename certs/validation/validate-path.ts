import { oids } from '../asn1/index.ts';
import type { Purpose } from './certificate-rules.ts';
import type { Certificate, Crl } from './model.ts';
import { buildPaths, type Path } from './path-building.ts';
import { checkLeaf, checkPath } from './path-check.ts';
import type { PeerName } from './peer-names.ts';
import type { PolicyInputs } from './policies.ts';
import { mostUseful, type Refusal, refuse } from './refusal.ts';
import { type Budget, BudgetExhausted, createSession, type Session } from './session.ts';
import type { AlgorithmPolicy } from './signature-algorithms.ts';

/** Everything that a judgement rests on; nothing is fetched and no clock is read. */
export interface PathRequest {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  readonly crls: readonly Crl[];
  /** Milliseconds since 1970. */
  readonly time: number;
  /** A CRL must answer for every certificate below the anchor; else only a CRL that says "revoked" counts. */
  readonly revocation: boolean;
  readonly purpose?: Purpose | null;
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

const defaultBudget: Budget = { signatures: 200, steps: 20_000 };

const deepest = 32;
const anyPolicy: PolicyInputs = {
  initial: [oids.anyPolicy],
  explicit: false,
  inhibitMapping: false,
  inhibitAny: false,
};

/**
 * Whether the leaf may be believed at the time (RFC 5280 6): tries paths to the anchors until one is valid.
 * Pure; never throws; of all reasons met the most useful is told.
 */
export function validatePath(request: PathRequest): PathResult {
  const session = createSession({
    intermediates: unique(request.intermediates),
    crls: request.crls,
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
  const ofLeaf = checkLeaf(leaf, { purpose, peerNames }, request.time);
  if (ofLeaf) return { kind: 'refused', ...ofLeaf };
  const asked = { purpose, policy: policy ?? anyPolicy };
  const path = findPath(leaf, unique(request.anchors), asked, session, new Set());
  if (path) return { kind: 'valid', path };
  const reason = mostUseful(session.refusals) ?? refuse('path.no_issuer', leaf, 'no path leads to an anchor');
  return { kind: 'refused', ...reason };
}

/** `open` holds the CRL issuers whose paths are being looked for, so that they do not wait for each other. */
function findPath(
  leaf: Certificate,
  anchors: readonly Certificate[],
  asked: { readonly purpose: Purpose | null; readonly policy: PolicyInputs },
  session: Session,
  open: ReadonlySet<Certificate>,
): Path | undefined {
  const findIssuerPath = (signer: Certificate, anchor: Certificate): boolean => {
    if (open.has(signer) || open.size >= maxOpenIssuers) return false;
    // What is wrong with a path of a CRL's issuer is no reason against the leaf.
    const apart: Session = { ...session, refusals: [] };
    const refusal = checkLeaf(signer, { purpose: null, peerNames: [] }, session.time);
    const inner = { purpose: null, policy: anyPolicy };
    return !refusal && findPath(signer, [anchor], inner, apart, new Set([...open, signer])) !== undefined;
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
