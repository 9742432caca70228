import { checkCriticalExtensions, checkIssuing, checkValidity, isSelfIssued } from './certificate-rules.ts';
import type { Certificate } from './model.ts';
import { type Refusal, type RefusalCode, refuse } from './refusal.ts';
import type { Session } from './session.ts';
import type { SignatureVerdict } from './signature-algorithms.ts';

/** Certificates in order from the anchor to the leaf. */
export type Path = readonly [anchor: Certificate, ...rest: Certificate[]];

/**
 * All paths from the leaf to an anchor whose signatures verify and whose intermediates may issue, depth first,
 * likeliest issuers first. Loops end because no name and key stands twice in a path; what is refused on the way
 * is told in `session.refusals`.
 */
export function* buildPaths(
  leaf: Certificate,
  anchors: readonly Certificate[],
  session: Session,
): Generator<Path> {
  yield* extend([leaf], anchors, session);
}

function* extend(
  below: readonly [Certificate, ...Certificate[]],
  anchors: readonly Certificate[],
  session: Session,
): Generator<Path> {
  const [subject] = below;
  let hasIssuer = false;
  for (const anchor of ranked(subject, anchors, session)) {
    hasIssuer = true;
    if (isSigned(subject, anchor, session)) yield [anchor, ...below];
  }
  for (const issuer of ranked(subject, session.intermediates, session)) {
    if (below.some((certificate) => isSameEntity(certificate, issuer))) continue;
    hasIssuer = true;
    const refusal = checkIntermediate(issuer, below, session);
    if (refusal) session.refusals.push(refusal);
    else if (isSigned(subject, issuer, session)) yield* extend([issuer, ...below], anchors, session);
  }
  if (!hasIssuer) session.refusals.push(refuse('path.no_issuer', subject, 'its issuer is not known'));
}

/** The certificates with the issuer's name, those with the wanted key identifier first. */
function ranked(subject: Certificate, candidates: readonly Certificate[], session: Session) {
  session.spend(1 + candidates.length / 16);
  const wanted = subject.known.authorityKeyIdentifier?.keyIdentifier;
  const rank = ({ known }: Certificate) =>
    wanted === undefined || known.subjectKeyIdentifier === undefined
      ? 1
      : known.subjectKeyIdentifier === wanted
        ? 0
        : 2;
  return candidates
    .filter((candidate) => candidate.subject.key === subject.issuer.key)
    .sort((left, right) => rank(left) - rank(right));
}

function isSameEntity(left: Certificate, right: Certificate): boolean {
  return left.subject.key === right.subject.key && Buffer.from(left.spki).equals(right.spki);
}

/** The rules that need no whole path, asked early so that hopeless branches are not followed. */
function checkIntermediate(
  issuer: Certificate,
  below: readonly Certificate[],
  session: Session,
): Refusal | undefined {
  session.spend(1);
  if (below.length > session.maxDepth)
    return refuse('path.too_long', issuer, `more than ${session.maxDepth} intermediates`);
  return (
    checkIssuing(issuer) ??
    checkPathLength(issuer, below.slice(0, -1)) ??
    checkCriticalExtensions(issuer) ??
    checkValidity(issuer, session.time)
  );
}

/** RFC 5280 6.1.4 (l) and (m): intermediates that follow, self-issued ones not counted. */
export function checkPathLength(issuer: Certificate, between: readonly Certificate[]): Refusal | undefined {
  const limit = issuer.known.basicConstraints?.pathLenConstraint;
  const count = between.filter((certificate) => !isSelfIssued(certificate)).length;
  if (limit === undefined || count <= limit) return undefined;
  return refuse('path.path_length', issuer, `${count} intermediates follow where ${limit} may`);
}

const codes: Readonly<Record<Exclude<SignatureVerdict, 'good'>, RefusalCode>> = {
  bad: 'path.bad_signature',
  mismatch: 'path.algorithm_mismatch',
  unsupported: 'path.unsupported_algorithm',
};

function isSigned(subject: Certificate, issuer: Certificate, session: Session): boolean {
  const verdict = session.verify(subject, issuer);
  if (verdict === 'good') return true;
  session.refusals.push(refuse(codes[verdict], subject, `its signature is ${verdict}`));
  return false;
}
