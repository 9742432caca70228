import {
  checkCriticalExtensions,
  checkExtendedKeyUsage,
  checkIssuing,
  checkKeyUsage,
  checkValidity,
  isSelfIssued,
  type Purpose,
} from './certificate-rules.ts';
import type { Certificate, NameConstraints } from './model.ts';
import { checkNameConstraints } from './name-constraints.ts';
import { checkPathLength, type Path } from './path-building.ts';
import { checkPeerNames, type PeerName } from './peer-names.ts';
import { anyPolicyInputs, checkPolicies, type PolicyInputs } from './policies.ts';
import { checkProfile } from './profile-rules.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Session } from './session.ts';
import { hasAcceptedKey } from './signature-algorithms.ts';

/** What is asked of the leaf. */
export interface LeafDemands {
  readonly purpose: Purpose | null;
  readonly peerNames: readonly PeerName[];
}

/** The rules of the leaf that no path changes, asked before any path is built. */
export function checkLeaf(leaf: Certificate, demands: LeafDemands, session: Session): Refusal | undefined {
  const { purpose, peerNames } = demands;
  return (
    checkValidity(leaf, session.time) ??
    checkCriticalExtensions(leaf) ??
    (purpose ? (checkExtendedKeyUsage(leaf, purpose) ?? checkKeyUsage(leaf, purpose)) : undefined) ??
    checkPeerNames(leaf, peerNames, (steps) => session.spend(steps))
  );
}

/** What is asked of a whole path. */
export interface Demands {
  readonly purpose: Purpose | null;
  readonly policy: PolicyInputs;
  /** Every certificate keeps the profile of RFC 5280 section 4. */
  readonly isProfileAsked: boolean;
}

/** What is asked of the paths of those who sign evidence. */
export const onlyPathRules: Demands = { purpose: null, policy: anyPolicyInputs, isProfileAsked: false };

/**
 * The rules that need the whole path and no evidence (RFC 5280 6.1). Signatures and intermediates' own rules are
 * checked already.
 */
export function checkForm(path: Path, asked: Demands, session: Session): Refusal | undefined {
  const [anchor, ...certificates] = path;
  session.spend(2 * path.length);
  return (
    checkAnchor(anchor, certificates, session.time) ??
    checkPurposes(path, asked.purpose) ??
    checkAllNames(path, session) ??
    checkPolicies(certificates, asked.policy, (count) => session.spend(count)) ??
    (asked.isProfileAsked ? checkConformance(path, session) : undefined)
  );
}

function checkConformance(path: Path, session: Session): Refusal | undefined {
  session.spend(path.length);
  const leaf = path[path.length - 1];
  if (leaf && !hasAcceptedKey(leaf, session.algorithms))
    return refuse(
      'path.unsupported_algorithm',
      leaf,
      'its own key is of a kind or size that is not accepted',
    );
  return firstOf(path, checkProfile);
}

/** An anchor that comes as a certificate is held to what it says of itself (RFC 5937 in spirit). */
function checkAnchor(anchor: Certificate, below: readonly Certificate[], time: number): Refusal | undefined {
  const [only] = below;
  const isItself = below.length === 1 && only !== undefined && Buffer.from(only.raw).equals(anchor.raw);
  if (isItself) return checkAlone(anchor, time);
  const issuing = checkAuthority(anchor, time);
  const intermediates = below.slice(0, -1).filter((certificate) => !isSelfIssued(certificate));
  return issuing ?? checkPathLength(anchor, intermediates.length);
}

/** The rules of an authority that is believed: what it says of itself still counts. */
export function checkAuthority(anchor: Certificate, time: number): Refusal | undefined {
  return checkAlone(anchor, time) ?? (anchor.version === 3 ? checkIssuing(anchor) : undefined);
}

function checkAlone(anchor: Certificate, time: number): Refusal | undefined {
  return checkValidity(anchor, time) ?? checkCriticalExtensions(anchor);
}

function checkPurposes(path: Path, purpose: Purpose | null): Refusal | undefined {
  if (!purpose) return undefined;
  return firstOf(path, (certificate) => checkExtendedKeyUsage(certificate, purpose));
}

function checkAllNames(path: Path, session: Session): Refusal | undefined {
  const constraints: NameConstraints[] = [];
  return firstOf(path, (certificate, index) => {
    const isExempt = index === 0 || (isSelfIssued(certificate) && index < path.length - 1);
    const refusal = isExempt
      ? undefined
      : checkNameConstraints(certificate, constraints, (count) => session.spend(count));
    if (certificate.known.nameConstraints) constraints.push(certificate.known.nameConstraints);
    return refusal;
  });
}

/** The first refusal, from the anchor to the leaf. */
export function firstOf(
  path: Path,
  check: (certificate: Certificate, index: number) => Refusal | undefined,
): Refusal | undefined {
  for (const [index, certificate] of path.entries()) {
    const refusal = check(certificate, index);
    if (refusal) return refusal;
  }
  return undefined;
}
