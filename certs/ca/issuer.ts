import { der, oids } from '../asn1/index.ts';
import type { IssuingKey } from '../lint/index.ts';
import type { Certificate } from '../validation/index.ts';

/** Where relying parties find what belongs to an issuer. */
export interface IssuerAddresses {
  /** The issuer's certificate in DER (RFC 5280 4.2.2.1); http. */
  readonly caIssuers: string;
  /** null for a root that publishes CRLs only. */
  readonly ocsp: string | null;
  /** One URL for each partition of the CRL, http; at least one. */
  readonly crls: readonly string[];
}

/** The PKI disclosure statement in one language (EN 319 412-5 4.3.4); https. */
export interface DisclosureStatement {
  readonly language: 'az' | 'en' | 'ru';
  readonly url: string;
}

/** Who issues, and what its certificates say of it. Made once for each CA, kept as long as its certificate. */
export interface Issuer {
  /** null: the root that is still to be made. */
  readonly certificate: Certificate | null;
  readonly key: Pick<IssuingKey, 'algorithm' | 'publicKey'>;
  readonly addresses: IssuerAddresses | null;
  /** English must be among them where qualified certificates are issued. */
  readonly disclosure: readonly DisclosureStatement[];
  /** The certification practice statement (RFC 5280 4.2.1.4); null: no qualifier. */
  readonly practiceStatement: string | null;
}

/** authorityInfoAccess (RFC 5280 4.2.2.1). */
export function encodeAccess({ caIssuers, ocsp }: IssuerAddresses): Uint8Array {
  return der.sequence(
    ...(ocsp === null ? [] : [access(oids.accessOcsp, ocsp)]),
    access(oids.accessCaIssuers, caIssuers),
  );
}

function access(method: string, url: string): Uint8Array {
  return der.sequence(der.oid(method), uri(url));
}

/** cRLDistributionPoints with one point of one name (RFC 5280 4.2.1.13). */
export function encodeDistributionPoint(url: string): Uint8Array {
  return der.sequence(der.sequence(der.explicit(0, der.explicit(0, uri(url)))));
}

function uri(url: string): Uint8Array {
  return der.implicit(6, der.ia5String(url));
}
