import { oids } from '../asn1/index.ts';
import type { Certificate, Crl, DistributionPoint, DistributionPointName, GeneralName } from './model.ts';

/** RFC 5280 6.3.3: all reasons but the unused bit 0. */
export const allReasons: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8]);

/** The certificate's distribution points, and at last the one of its issuer's name (6.3.3, after the loop). */
export function distributionPointsOf(certificate: Certificate): readonly DistributionPoint[] {
  const ofIssuer: DistributionPoint = {
    name: { kind: 'fullName', names: [{ kind: 'directoryName', name: certificate.issuer }] },
    reasons: undefined,
    cRLIssuer: undefined,
  };
  return [...(certificate.known.cRLDistributionPoints ?? []), ofIssuer];
}

/** The names of those who issue CRLs for the point, by their keys (6.3.3 (b)(1)). */
export function crlIssuersOf(
  certificate: Certificate,
  { cRLIssuer }: DistributionPoint,
): ReadonlySet<string> {
  if (!cRLIssuer) return new Set([certificate.issuer.key]);
  return new Set(cRLIssuer.flatMap((name) => (name.kind === 'directoryName' ? [name.name.key] : [])));
}

/**
 * Whether a CRL of one of the point's issuers speaks for the certificate there (6.3.3 (b)). `wanted` are the keys of
 * the point's names, `offered` those of the CRL.
 */
export function isInScope(
  crl: Crl,
  certificate: Certificate,
  point: {
    readonly isIndirect: boolean;
    readonly wanted: readonly string[];
    readonly offered: ReadonlySet<string>;
  },
): boolean {
  const scope = crl.issuingDistributionPoint;
  if (point.isIndirect && scope?.indirectCRL !== true) return false;
  if (!isKindMatch(crl, certificate)) return false;
  return !scope?.name || point.wanted.some((key) => point.offered.has(key));
}

/** 6.3.3 (b)(2)(ii) to (iv). */
function isKindMatch({ issuingDistributionPoint: scope }: Crl, { known }: Certificate): boolean {
  if (!scope) return true;
  const isCa = known.basicConstraints?.cA === true;
  if (scope.onlyContainsAttributeCerts) return false;
  return isCa ? !scope.onlyContainsUserCerts : !scope.onlyContainsCACerts;
}

/** The keys of a point's names (6.3.3 (b)(2)(i)). */
export function wantedNames(certificate: Certificate, point: DistributionPoint): readonly string[] {
  const issuerOfPoint = point.cRLIssuer?.find(({ kind }) => kind === 'directoryName');
  const base = issuerOfPoint?.kind === 'directoryName' ? issuerOfPoint.name : certificate.issuer;
  return point.name ? nameKeys(point.name, base.rdnKeys) : (point.cRLIssuer ?? []).map(generalNameKey);
}

/** The keys of the names that a CRL gives its distribution point. */
export function offeredNames(crl: Crl): ReadonlySet<string> {
  const name = crl.issuingDistributionPoint?.name;
  return new Set(name ? nameKeys(name, crl.issuer.rdnKeys) : []);
}

/** How many names a distribution point has, for the budget. */
export function sizeOf({
  name,
  cRLIssuer,
}: Pick<DistributionPoint, 'name'> & Partial<Pick<DistributionPoint, 'cRLIssuer'>>): number {
  return 1 + (name?.kind === 'fullName' ? name.names.length : 1) + (cRLIssuer?.length ?? 0);
}

/** Full names; a relative one is the issuer's name with one part more (4.2.1.13). */
function nameKeys(name: DistributionPointName, base: readonly string[]): readonly string[] {
  if (name.kind === 'relative') return [`directoryName ${JSON.stringify([...base, name.rdnKey])}`];
  return name.names.map(generalNameKey);
}

function generalNameKey(name: GeneralName): string {
  if ('text' in name) return `${name.kind} ${name.text}`;
  if (name.kind === 'directoryName') return `directoryName ${name.name.key}`;
  return `${name.kind} ${Buffer.from('raw' in name ? name.raw : name.bytes).toString('hex')}`;
}

/** Reasons that the CRL covers for this point (6.3.3 (d)). */
export function coveredReasons(crl: Crl, point: DistributionPoint): ReadonlySet<number> {
  const ofCrl = crl.issuingDistributionPoint?.onlySomeReasons ?? allReasons;
  const ofPoint = point.reasons ?? allReasons;
  return new Set([...allReasons].filter((reason) => ofCrl.has(reason) && ofPoint.has(reason)));
}

/** Whether a delta CRL completes a complete CRL (5.2.4 and 6.3.3 (c)). */
export function completes(delta: Crl, complete: Crl): boolean {
  const base = delta.baseCRLNumber;
  if (base === undefined || complete.cRLNumber === undefined || delta.cRLNumber === undefined) return false;
  const isSequence = complete.cRLNumber >= base && delta.cRLNumber >= complete.cRLNumber;
  const isSameKey =
    delta.authorityKeyIdentifier?.keyIdentifier === complete.authorityKeyIdentifier?.keyIdentifier;
  return isSequence && isSameKey && delta.issuer.key === complete.issuer.key && isSameScope(delta, complete);
}

function isSameScope(left: Crl, right: Crl): boolean {
  const [one, other] = [left, right].map(({ extensions }) =>
    extensions.find(({ oid }) => oid === oids.issuingDistributionPoint),
  );
  return Buffer.compare(one?.value ?? nothing, other?.value ?? nothing) === 0;
}

const nothing = Buffer.alloc(0);
