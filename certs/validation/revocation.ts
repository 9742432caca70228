import { oids } from '../asn1/index.ts';
import { checkCriticalExtensions, maySignCrls } from './certificate-rules.ts';
import { unknownCriticalCrlExtension } from './crl.ts';
import {
  allReasons,
  completes,
  coveredReasons,
  crlIssuersOf,
  distributionPointsOf,
  isInScope,
  offeredNames,
  sizeOf,
  wantedNames,
} from './crl-scope.ts';
import type { Certificate, Crl, DistributionPoint, RevokedCertificate } from './model.ts';
import type { Path } from './path-building.ts';
import type { Session } from './session.ts';

/** Finds a valid path to a certificate that signs CRLs, under one anchor. */
export type FindCrlIssuerPath = (signer: Certificate, anchor: Certificate) => boolean;

/** What one kind of evidence says of a certificate, and of which moment that is. */
export type Statement =
  | { readonly kind: 'good'; readonly thisUpdate: number }
  | {
      readonly kind: 'revoked';
      readonly thisUpdate: number;
      readonly since: number;
      /** CRLReason; undefined where none is given. */
      readonly reason: number | undefined;
    };

const certificateHold = 6;
const removeFromCRL = 8;

/** A certificate in its path, and how paths of other CRL issuers are found. */
export interface Asked {
  readonly path: Path;
  readonly position: number;
  readonly session: Session;
  readonly findIssuerPath: FindCrlIssuerPath;
}

/**
 * What the CRLs say of the certificate at `position` of a path (RFC 5280 6.3.3): revoked when an answering CRL says
 * so, good when every reason is covered, else nothing.
 */
export function crlStatement(asked: Asked): Statement | undefined {
  const { path, position, session } = asked;
  const certificate = path[position];
  if (!certificate || session.crls.length === 0) return undefined;
  const index = session.once(crlIndex, session.crls, () => indexCrls(session));
  const signers = new Map<Crl, CrlSigner | undefined>();
  const signerOf = (crl: Crl) => {
    if (!signers.has(crl)) signers.set(crl, findSigner(crl, asked));
    return signers.get(crl);
  };
  const covered = new Set<number>();
  let thisUpdate = Infinity;
  // What the certificate signs about itself counts only for what nobody else answers.
  for (const wanted of ['another', 'itself'] as const)
    for (const { crl, point } of candidates(certificate, index, session)) {
      const reasons = [...coveredReasons(crl, point)].filter((reason) => !covered.has(reason));
      // A newer CRL has covered the reasons already: all that this one can still say is a revocation for ever.
      const isNews = reasons.length > 0 || isForEver(statusIn([crl], certificate, session));
      if (!isNews || signerOf(crl) !== wanted) continue;
      const deltas = deltasOf(crl, index, session).filter((delta) => signerOf(delta) === wanted);
      const newest = Math.max(crl.thisUpdate, ...deltas.slice(0, 1).map((delta) => delta.thisUpdate));
      const entry = statusIn([...deltas, crl], certificate, session);
      if (entry)
        return { kind: 'revoked', thisUpdate: newest, since: entry.revocationDate, reason: entry.reason };
      if (!isNumbered(crl)) continue;
      for (const reason of reasons) covered.add(reason);
      thisUpdate = Math.min(thisUpdate, newest);
    }
  return covered.size === allReasons.size ? { kind: 'good', thisUpdate } : undefined;
}

function isForEver(entry: RevokedCertificate | undefined): boolean {
  return entry !== undefined && entry.reason !== certificateHold;
}

/** RFC 5280 5.2.3: a CRL that breaks this rule says nothing good, but what it revokes is revoked. */
function isNumbered({ cRLNumber, extensions }: Crl): boolean {
  const isCritical = extensions.some((one) => one.oid === oids.cRLNumber && one.isCritical);
  return cRLNumber !== undefined && cRLNumber >= 0n && !isCritical;
}

/** Who signed a CRL: the certificate whose status is asked, as a CRL issuer may (6.3.3 (f)), or somebody else. */
type CrlSigner = 'itself' | 'another';

interface CrlIndex {
  /** By the key of the issuer's name, newest first. */
  readonly complete: ReadonlyMap<string, readonly Crl[]>;
  readonly deltas: ReadonlyMap<string, readonly Crl[]>;
}

const crlIndex = Symbol('CRLs by issuer');

function indexCrls(session: Session): CrlIndex {
  session.spend(session.crls.length / 4);
  const newestFirst = [...session.crls].sort((left, right) => right.thisUpdate - left.thisUpdate);
  return {
    complete: Map.groupBy(
      newestFirst.filter((crl) => !isDelta(crl)),
      ({ issuer }) => issuer.key,
    ),
    deltas: Map.groupBy(newestFirst.filter(isDelta), ({ issuer }) => issuer.key),
  };
}

function isDelta({ baseCRLNumber }: Crl): boolean {
  return baseCRLNumber !== undefined;
}

/** The complete CRLs that speak for a certificate, each with the distribution point where they do. */
function* candidates(
  certificate: Certificate,
  index: CrlIndex,
  session: Session,
): Generator<{ readonly crl: Crl; readonly point: DistributionPoint }> {
  for (const point of distributionPointsOf(certificate)) {
    session.spend(sizeOf(point) / namesPerStep);
    const wanted = wantedNames(certificate, point);
    for (const issuer of crlIssuersOf(certificate, point))
      for (const crl of index.complete.get(issuer) ?? []) {
        session.spend(0.5 + wanted.length / 64);
        const offered = session.once(offeredOf, crl, () => {
          session.spend(sizeOf({ name: crl.issuingDistributionPoint?.name }) / namesPerStep);
          return offeredNames(crl);
        });
        const isIndirect = point.cRLIssuer !== undefined;
        if (isInScope(crl, certificate, { isIndirect, wanted, offered })) yield { crl, point };
      }
  }
}

const namesPerStep = 16;
const offeredOf = Symbol('names of a CRL');
const deltasFor = Symbol('deltas of a complete CRL');

function deltasOf(complete: Crl, index: CrlIndex, session: Session): readonly Crl[] {
  return session.once(deltasFor, complete, () => {
    const deltas = index.deltas.get(complete.issuer.key) ?? [];
    session.spend(deltas.length / 4);
    return deltas.filter((delta) => completes(delta, complete));
  });
}

/**
 * The entry of the first list that has one (6.3.3 (i) to (k)); the last one is the complete CRL. A release ends what was
 * a hold, as 5.2.4 has it; what is revoked for ever in an older list stays so.
 */
function statusIn(
  lists: readonly Crl[],
  certificate: Certificate,
  session: Session,
): RevokedCertificate | undefined {
  let isReleased = false;
  for (const crl of lists) {
    session.spend(crl.revoked.length / 1024);
    const isIndirect = crl.issuingDistributionPoint?.indirectCRL === true;
    const entry = crl.revoked.find(certificate.serialNumber, isIndirect ? certificate.issuer.key : undefined);
    if (!entry) continue;
    if (entry.reason === removeFromCRL) isReleased ||= isLater(crl, lists);
    else if (!isReleased || isForEver(entry)) return entry;
  }
  return undefined;
}

/** 5.2.3: a delta CRL of the same number has nothing to change in the complete one. */
function isLater(list: Crl, lists: readonly Crl[]): boolean {
  const complete = lists[lists.length - 1];
  return list === complete || (list.cRLNumber ?? 0n) > (complete?.cRLNumber ?? 0n);
}

/** The signer of a CRL that is current, understood, and signed by someone who may (6.3.3 (a), (f), (g); 5.2; 5.3). */
function findSigner(crl: Crl, asked: Asked): CrlSigner | undefined {
  const { path, position, session } = asked;
  const isReadable = session.once(readable, crl, () => isCurrentAndUnderstood(crl, session));
  if (!isReadable) return undefined;
  const [anchor] = path;
  const issuer = path[position - 1];
  const others = session.intermediatesNamed(crl.issuer.key).filter((candidate) => candidate !== issuer);
  session.spend(1 + others.length / 16);
  const signers = [...(issuer ? [issuer] : []), anchor, ...others].filter(
    (candidate) => candidate.subject.key === crl.issuer.key && maySignCrls(candidate),
  );
  const found = signers.find((signer) => {
    session.spend(1);
    if (session.verify(crl, signer) !== 'good') return false;
    // The certificate in question may sign the CRL that covers it: its path is what is being checked.
    const isInPath = path.slice(0, position + 1).includes(signer);
    return isInPath || (!checkCriticalExtensions(signer) && asked.findIssuerPath(signer, anchor));
  });
  if (!found) return undefined;
  const certificate = path[position];
  const isItself = certificate !== undefined && session.entityOf(found) === session.entityOf(certificate);
  return isItself ? 'itself' : 'another';
}

const readable = Symbol('CRLs that can be used');

function isCurrentAndUnderstood(crl: Crl, session: Session): boolean {
  const { thisUpdate, nextUpdate, revoked } = crl;
  if (thisUpdate > session.time || nextUpdate === undefined || nextUpdate < session.time) return false;
  if (unknownCriticalCrlExtension(crl) !== undefined) return false;
  session.spend(revoked.length / 1024);
  return !revoked.hasUnknownCriticalExtension;
}
