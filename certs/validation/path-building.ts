import { type BestFirst, createBestFirst } from './best-first.ts';
import { checkCriticalExtensions, checkIssuing, checkValidity, isSelfIssued } from './certificate-rules.ts';
import type { Certificate } from './model.ts';
import { type Refusal, type RefusalCode, refuse } from './refusal.ts';
import { BudgetExhausted, type Session } from './session.ts';
import type { SignatureVerdict } from './signature-algorithms.ts';

/** Certificates in order from the anchor to the leaf. */
export type Path = readonly [anchor: Certificate, ...rest: Certificate[]];

/** A path that is being built from the leaf up: its topmost certificate and what is below it. */
interface Branch {
  readonly top: Certificate;
  readonly below: Branch | undefined;
  /** How many certificates it has. */
  readonly length: number;
  /** How many of its intermediates a path length constraint above it counts. */
  readonly counted: number;
  readonly isAnchored: boolean;
}

/**
 * All paths from the leaf to an anchor whose signatures verify and whose intermediates may issue, those first that
 * can be shortest, and of these the ones whose key identifiers fit. How far a name is from an anchor is known
 * beforehand, so that branches without an end are not followed. Loops end because no name and key stands twice among
 * those who issue in a path; what is refused on the way is told in `session.refusals`.
 */
export function* buildPaths(
  leaf: Certificate,
  anchors: readonly Certificate[],
  session: Session,
): Generator<Path> {
  const anchorsByName = Map.groupBy(anchors, ({ subject }) => subject.key);
  const distances = session.once(distancesTo, anchors.length === 1 && anchors[0] ? anchors[0] : anchors, () =>
    measure(anchors, session),
  );
  const queue = createBestFirst<Branch>();
  queue.put({ top: leaf, below: undefined, length: 1, counted: 0, isAnchored: false }, 0);
  let isAnyFound = false;
  for (let branch = queue.take(); branch; branch = queue.take()) {
    session.spend(1);
    if (branch.below && !isSigned(branch.below.top, branch.top, session)) continue;
    if (branch.isAnchored) {
      isAnyFound = true;
      yield pathOf(branch);
    } else extend(branch, { anchorsByName, distances, queue, session });
  }
  if (!isAnyFound) gatherReasons(leaf, anchorsByName, session);
}

const distancesTo = Symbol('distances to an anchor');

type ByName = ReadonlyMap<string, readonly Certificate[]>;

/** For the name of an issuer: how many certificates, the anchor included, a path needs above what it issued. */
function measure(anchors: readonly Certificate[], session: Session): ReadonlyMap<string, number> {
  const usable = session.intermediates.filter((candidate) => !checkAlone(candidate, session));
  session.spend((anchors.length + usable.length) / 16);
  const byIssuer = Map.groupBy(usable, ({ issuer }) => issuer.key);
  const distances = new Map(anchors.map(({ subject }) => [subject.key, 1]));
  // A map hands out what was added while it is walked through: this is a breadth-first search.
  for (const [name, distance] of distances)
    for (const { subject } of byIssuer.get(name) ?? [])
      if (!distances.has(subject.key)) distances.set(subject.key, distance + 1);
  return distances;
}

interface Search {
  readonly anchorsByName: ByName;
  readonly distances: ReadonlyMap<string, number>;
  readonly queue: BestFirst<Branch>;
  readonly session: Session;
}

/** Puts every longer branch into the queue; its signature is verified when its turn comes. */
function extend(branch: Branch, { anchorsByName, distances, queue, session }: Search): void {
  const { top, length, counted } = branch;
  for (const anchor of anchorsByName.get(top.issuer.key) ?? []) {
    session.spend(0.5);
    const longer = { top: anchor, below: branch, length: length + 1, counted, isAnchored: true };
    queue.put(longer, length + penalty(top, anchor));
  }
  for (const issuer of session.intermediatesNamed(top.issuer.key)) {
    session.spend(0.5);
    const distance = distances.get(issuer.issuer.key);
    if (isInBranch(issuer, branch, session)) continue;
    const refusal =
      checkIntermediate(issuer, branch, session) ?? checkDepth(issuer, branch, distance, session);
    if (refusal) session.refusals.push(refusal);
    else if (distance !== undefined) {
      const isCounted = !isSelfIssued(issuer);
      const longer = {
        top: issuer,
        below: branch,
        length: length + 1,
        counted: counted + (isCounted ? 1 : 0),
      };
      queue.put({ ...longer, isAnchored: false }, length + distance + penalty(top, issuer));
    }
  }
}

/** The leaf issues nothing in its path: its issuer may be of the same name and key, though not the same certificate. */
function isInBranch(certificate: Certificate, branch: Branch, session: Session): boolean {
  const entity = session.entityOf(certificate);
  let one = branch;
  for (; one.below; one = one.below) if (session.entityOf(one.top) === entity) return true;
  return session.entityOf(one.top) === entity && Buffer.compare(one.top.raw, certificate.raw) === 0;
}

/** Other key identifiers are a hint and no proof (RFC 4158 3.5.12): such an issuer waits for longer ways. */
function penalty(subject: Certificate, issuer: Certificate): number {
  const wanted = subject.known.authorityKeyIdentifier?.keyIdentifier;
  const offered = issuer.known.subjectKeyIdentifier;
  if (wanted === undefined || offered === undefined) return 0.25;
  return wanted === offered ? 0 : 4;
}

function pathOf(branch: Branch): Path {
  const rest: Certificate[] = [];
  for (let one = branch.below; one; one = one.below) rest.push(one.top);
  return [branch.top, ...rest];
}

const refusalAlone = Symbol('what a certificate cannot issue for');

/** The rules of an issuer that no path changes. */
function checkAlone(issuer: Certificate, session: Session): Refusal | undefined {
  return session.once(refusalAlone, issuer, () => {
    session.spend(0.25);
    return checkIssuing(issuer) ?? checkCriticalExtensions(issuer) ?? checkValidity(issuer, session.time);
  });
}

/** The rules that need no whole path, asked early so that hopeless branches are not followed. */
function checkIntermediate(issuer: Certificate, branch: Branch, session: Session): Refusal | undefined {
  return checkAlone(issuer, session) ?? checkPathLength(issuer, branch.counted);
}

function checkDepth(
  issuer: Certificate,
  { length }: Branch,
  distance: number | undefined,
  { maxDepth }: Session,
): Refusal | undefined {
  if (length + (distance ?? 1) - 1 <= maxDepth) return undefined;
  return refuse('path.too_long', issuer, `more than ${maxDepth} intermediates`);
}

/** RFC 5280 6.1.4 (l) and (m): how many intermediates that are not self-issued follow. */
export function checkPathLength(issuer: Certificate, count: number): Refusal | undefined {
  const limit = issuer.known.basicConstraints?.pathLenConstraint;
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

/** Where no path reaches an anchor: looks once at everything above the leaf to tell why. */
function gatherReasons(leaf: Certificate, anchorsByName: ByName, session: Session): void {
  const seen = new Set([leaf]);
  try {
    for (const subject of seen) {
      const key = subject.issuer.key;
      const issuers = session.intermediatesNamed(key);
      const known = [...(anchorsByName.get(key) ?? []), ...issuers];
      session.spend(1 + known.length / 4);
      if (known.length === 0)
        session.refusals.push(refuse('path.no_issuer', subject, 'its issuer is not known'));
      for (const issuer of issuers) {
        const refusal = checkAlone(issuer, session);
        if (refusal) session.refusals.push(refusal);
        else if (isSigned(subject, issuer, session)) seen.add(issuer);
      }
    }
  } catch (error) {
    // That there is no path is certain already; only the reason may be less useful.
    if (!(error instanceof BudgetExhausted)) throw error;
  }
}
