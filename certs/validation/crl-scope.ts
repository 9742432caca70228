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

/** Whether a CRL speaks for the certificate at the distribution point (6.3.3 (b)). */
export function isInScope(crl: Crl, certificate: Certificate, point: DistributionPoint): boolean {
  return (
    isIssuerMatch(crl, certificate, point) &&
    isKindMatch(crl, certificate) &&
    isNameMatch(crl, certificate, point)
  );
}

/** 6.3.3 (b)(1). */
function isIssuerMatch(crl: Crl, certificate: Certificate, { cRLIssuer }: DistributionPoint): boolean {
  if (!cRLIssuer) return crl.issuer.key === certificate.issuer.key;
  const isNamed = cRLIssuer.some((name) => name.kind === 'directoryName' && name.name.key === crl.issuer.key);
  return isNamed && crl.issuingDistributionPoint?.indirectCRL === true;
}

/** 6.3.3 (b)(2)(ii) to (iv). */
function isKindMatch({ issuingDistributionPoint: scope }: Crl, { known }: Certificate): boolean {
  if (!scope) return true;
  const isCa = known.basicConstraints?.cA === true;
  if (scope.onlyContainsAttributeCerts) return false;
  return isCa ? !scope.onlyContainsUserCerts : !scope.onlyContainsCACerts;
}

/** 6.3.3 (b)(2)(i). */
function isNameMatch(crl: Crl, certificate: Certificate, point: DistributionPoint): boolean {
  const scope = crl.issuingDistributionPoint?.name;
  if (!scope) return true;
  const issuerOfPoint = point.cRLIssuer?.find(({ kind }) => kind === 'directoryName');
  const base = issuerOfPoint?.kind === 'directoryName' ? issuerOfPoint.name : certificate.issuer;
  const wanted = point.name
    ? nameKeys(point.name, base.rdnKeys)
    : (point.cRLIssuer ?? []).map(generalNameKey);
  const offered = new Set(nameKeys(scope, crl.issuer.rdnKeys));
  return wanted.some((key) => offered.has(key));
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
  return (
    isSequence &&
    isSameKey &&
    delta.issuer.key === complete.issuer.key &&
    scopeKey(delta) === scopeKey(complete)
  );
}

function scopeKey({ extensions }: Crl): string {
  const scope = extensions.find(({ oid }) => oid === oids.issuingDistributionPoint);
  return scope ? Buffer.from(scope.value).toString('hex') : '';
}
