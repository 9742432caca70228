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
import { checkPolicies, type PolicyInputs } from './policies.ts';
import type { Refusal } from './refusal.ts';
import { checkRevocation, type FindCrlIssuerPath } from './revocation.ts';
import type { Session } from './session.ts';

/** What is asked of the leaf. */
export interface LeafDemands {
  readonly purpose: Purpose | null;
  readonly peerNames: readonly PeerName[];
}

/** The rules of the leaf that no path changes, asked before any path is built. */
export function checkLeaf(leaf: Certificate, demands: LeafDemands, time: number): Refusal | undefined {
  const { purpose, peerNames } = demands;
  return (
    checkValidity(leaf, time) ??
    checkCriticalExtensions(leaf) ??
    (purpose ? (checkExtendedKeyUsage(leaf, purpose) ?? checkKeyUsage(leaf, purpose)) : undefined) ??
    checkPeerNames(leaf, peerNames)
  );
}

/** The rules that need the whole path (RFC 5280 6.1). Signatures and intermediates' own rules are checked already. */
export function checkPath(
  path: Path,
  asked: { readonly purpose: Purpose | null; readonly policy: PolicyInputs },
  session: Session,
  findIssuerPath: FindCrlIssuerPath,
): Refusal | undefined {
  const [anchor, ...certificates] = path;
  session.spend(path.length);
  return (
    checkAnchor(anchor, certificates, session.time) ??
    checkPurposes(path, asked.purpose) ??
    checkAllNames(path, session) ??
    checkPolicies(certificates, asked.policy) ??
    checkAllStatus(path, session, findIssuerPath)
  );
}

/** An anchor that comes as a certificate is held to what it says of itself (RFC 5937 in spirit). */
function checkAnchor(anchor: Certificate, below: readonly Certificate[], time: number): Refusal | undefined {
  const validity = checkValidity(anchor, time) ?? checkCriticalExtensions(anchor);
  const [only] = below;
  const isItself = below.length === 1 && only !== undefined && Buffer.from(only.raw).equals(anchor.raw);
  if (validity || isItself) return validity;
  const issuing = anchor.version === 3 ? checkIssuing(anchor) : undefined;
  return issuing ?? checkPathLength(anchor, below.slice(0, -1));
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

function checkAllStatus(path: Path, session: Session, find: FindCrlIssuerPath): Refusal | undefined {
  return firstOf(path, (_certificate, index) =>
    index === 0 ? undefined : checkRevocation(path, index, session, find),
  );
}

function firstOf(
  path: Path,
  check: (certificate: Certificate, index: number) => Refusal | undefined,
): Refusal | undefined {
  for (const [index, certificate] of path.entries()) {
    const refusal = check(certificate, index);
    if (refusal) return refusal;
  }
  return undefined;
}
