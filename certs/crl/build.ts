import { der, oids } from '../asn1/index.ts';
import type { SignatureAlgorithm } from '../keys/index.ts';
import type { Certificate } from '../validation/index.ts';
import type { EntryList } from './entries.ts';

/** Which certificates of the issuer a CRL covers (RFC 5280 5.2.5). */
export interface CrlScope {
  /** The address that the certificates of this partition name in cRLDistributionPoints. */
  readonly distributionPoint?: string;
  readonly certificates?: 'user' | 'ca';
}

/** What a CRL says beside its entries; times in milliseconds since 1970, cut to the second. */
export interface CrlContent {
  readonly issuer: Certificate;
  readonly algorithm: SignatureAlgorithm;
  /** Full and delta CRLs of one scope share one sequence (5.2.3). */
  readonly number: bigint;
  /** The number of the full CRL that a delta CRL completes; undefined for a full one. */
  readonly baseNumber?: bigint;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** Undefined: every certificate of the issuer. */
  readonly scope?: CrlScope;
  /** Where the delta CRLs are; on full ones only (5.2.6). */
  readonly freshest?: string;
  /** Certificates that expired at this moment or later are kept (X.509, expiredCertsOnCRL). */
  readonly expiredSince?: number;
  readonly entries: EntryList;
}

/** The DER of tbsCertList (5.1.2), ready to be judged. Asks a few times the memory that its bytes take. */
export function buildTbsCertList(content: CrlContent): Uint8Array {
  const { issuer, algorithm, thisUpdate, nextUpdate, entries } = content;
  // An empty list is left out (5.1.2.6).
  const revoked = entries.count > 0 ? [der.sequence(...entries.chunks)] : [];
  return der.sequence(
    der.integer(1),
    algorithm.identifier,
    issuer.subject.raw,
    der.time(thisUpdate),
    der.time(nextUpdate),
    ...revoked,
    der.explicit(0, der.sequence(...extensionsOf(content))),
  );
}

function extensionsOf(content: CrlContent): Uint8Array[] {
  const { issuer, number, baseNumber, scope, freshest, expiredSince } = content;
  const key = Buffer.from(issuer.known.subjectKeyIdentifier ?? '', 'hex');
  const keyIdentifier = der.sequence(der.implicit(0, der.octetString(key)));
  const point = scope && encodeScope(scope);
  return [
    extension(oids.authorityKeyIdentifier, keyIdentifier),
    extension(oids.cRLNumber, der.integer(number)),
    ...(baseNumber === undefined ? [] : [critical(oids.deltaCRLIndicator, der.integer(baseNumber))]),
    ...(point ? [critical(oids.issuingDistributionPoint, point)] : []),
    ...(freshest === undefined ? [] : [extension(oids.freshestCRL, der.sequence(pointOf(freshest)))]),
    ...(expiredSince === undefined
      ? []
      : [extension(oids.expiredCertsOnCRL, der.generalizedTime(expiredSince))]),
  ];
}

function extension(oid: string, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(oid), der.octetString(value));
}

function critical(oid: string, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(oid), der.boolean(true), der.octetString(value));
}

/** Undefined when it would say nothing, for an empty one is forbidden (5.2.5). */
function encodeScope({ distributionPoint, certificates }: CrlScope): Uint8Array | undefined {
  const isTrue = der.boolean(true);
  const parts = [
    ...(distributionPoint === undefined ? [] : [fullName(distributionPoint)]),
    ...(certificates === 'user' ? [der.implicit(1, isTrue)] : []),
    ...(certificates === 'ca' ? [der.implicit(2, isTrue)] : []),
  ];
  return parts.length > 0 ? der.sequence(...parts) : undefined;
}

function pointOf(address: string): Uint8Array {
  return der.sequence(fullName(address));
}

/** DistributionPointName of one address (4.2.1.13), under the tag that both structures give it. */
function fullName(address: string): Uint8Array {
  return der.explicit(0, der.explicit(0, der.implicit(6, der.ia5String(address))));
}
