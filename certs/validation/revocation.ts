import { checkCriticalExtensions, maySignCrls } from './certificate-rules.ts';
import { unknownCriticalCrlExtension } from './crl.ts';
import { allReasons, completes, coveredReasons, distributionPointsOf, isInScope } from './crl-scope.ts';
import type { Certificate, Crl, RevokedCertificate } from './model.ts';
import type { Path } from './path-building.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Session } from './session.ts';

/** Finds a valid path to a certificate that signs CRLs, under one anchor. */
export type FindCrlIssuerPath = (signer: Certificate, anchor: Certificate) => boolean;

const removeFromCRL = 8;

/**
 * The status of the certificate at `position` of a path (RFC 5280 6.3.3): revoked when an answering CRL says so,
 * unknown while some reason is covered by no CRL.
 */
export function checkRevocation(
  path: Path,
  position: number,
  session: Session,
  findIssuerPath: FindCrlIssuerPath,
): Refusal | undefined {
  const certificate = path[position];
  if (!certificate) return undefined;
  const covered = new Set<number>();
  const trusted = new Map<Crl, boolean>();
  const isTrusted = (crl: Crl) => {
    const known = trusted.get(crl) ?? isUsable(crl, path, position, session, findIssuerPath);
    trusted.set(crl, known);
    return known;
  };
  const newestFirst = [...session.crls].sort((left, right) => right.thisUpdate - left.thisUpdate);
  for (const point of distributionPointsOf(certificate))
    for (const crl of newestFirst) {
      session.spend(1);
      if (crl.baseCRLNumber !== undefined || !isInScope(crl, certificate, point)) continue;
      const reasons = [...coveredReasons(crl, point)].filter((reason) => !covered.has(reason));
      if (reasons.length === 0 || !isTrusted(crl)) continue;
      const deltas = newestFirst.filter((delta) => completes(delta, crl) && isTrusted(delta));
      const entry = statusIn([...deltas, crl], certificate, session);
      if (entry) return refuse('path.revoked', certificate, describeEntry(entry));
      for (const reason of reasons) covered.add(reason);
    }
  if (covered.size === allReasons.size || !session.requiresRevocation) return undefined;
  return refuse('path.revocation_unknown', certificate, 'no valid CRL answers for it');
}

/** The entry of the first list that has one; a release counts as none (6.3.3 (i) to (k)). */
function statusIn(
  lists: readonly Crl[],
  certificate: Certificate,
  session: Session,
): RevokedCertificate | undefined {
  for (const crl of lists) {
    session.spend(crl.revoked.length / 1024);
    const isIndirect = crl.issuingDistributionPoint?.indirectCRL === true;
    const entry = crl.revoked.findLast(
      ({ serialNumber, issuerKey }) =>
        serialNumber === certificate.serialNumber && (!isIndirect || issuerKey === certificate.issuer.key),
    );
    if (entry) return entry.reason === removeFromCRL ? undefined : entry;
  }
  return undefined;
}

function describeEntry({ revocationDate, reason }: RevokedCertificate): string {
  return `revoked at ${new Date(revocationDate).toISOString()}, reason ${reason}`;
}

/** Whether a CRL is current, understood, and signed by someone who may (6.3.3 (a), (f), (g); 5.2; 5.3). */
function isUsable(
  crl: Crl,
  path: Path,
  position: number,
  session: Session,
  findIssuerPath: FindCrlIssuerPath,
): boolean {
  if (crl.thisUpdate > session.time || crl.nextUpdate === undefined || crl.nextUpdate < session.time)
    return false;
  if (unknownCriticalCrlExtension(crl) !== undefined) return false;
  session.spend(crl.revoked.length / 1024);
  if (crl.revoked.some(({ hasUnknownCriticalExtension }) => hasUnknownCriticalExtension)) return false;
  const [anchor] = path;
  const issuer = path[position - 1];
  const others = session.intermediates.filter((candidate) => candidate !== issuer);
  const signers = [...(issuer ? [issuer] : []), anchor, ...others].filter(
    (candidate) => candidate.subject.key === crl.issuer.key && maySignCrls(candidate),
  );
  return signers.some((signer) => {
    session.spend(1);
    if (session.verify(crl, signer) !== 'good') return false;
    // The certificate in question may sign the CRL that covers it: its path is what is being checked.
    const isInPath = path.slice(0, position + 1).includes(signer);
    return isInPath || (!checkCriticalExtensions(signer) && findIssuerPath(signer, anchor));
  });
}
