/** One attribute of a name: its type, and its value prepared for comparison (RFC 5280 7.1). */
export interface NameAttribute {
  readonly type: string;
  /** The tag of the value as it stands. */
  readonly tag: number;
  readonly text: string;
}

export interface Name {
  readonly raw: Uint8Array;
  readonly attributes: readonly NameAttribute[];
  /** Each relative distinguished name has one attribute. */
  readonly isSingleValued: boolean;
  /** One string per relative distinguished name; equal strings are equal names. */
  readonly rdnKeys: readonly string[];
  /** Equal exactly when the names match (RFC 5280 7.1). */
  readonly key: string;
}

export type GeneralNameKind = 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier';

export type GeneralName =
  | { readonly kind: GeneralNameKind; readonly text: string }
  | { readonly kind: 'directoryName'; readonly name: Name }
  | { readonly kind: 'iPAddress'; readonly bytes: Uint8Array }
  | { readonly kind: 'other'; readonly tag: number; readonly raw: Uint8Array };

export interface Extension {
  readonly oid: string;
  readonly isCritical: boolean;
  readonly value: Uint8Array;
}

export interface AlgorithmIdentifier {
  readonly oid: string;
  readonly parameters: Uint8Array | undefined;
  readonly raw: Uint8Array;
}

export interface BasicConstraints {
  readonly cA: boolean;
  readonly pathLenConstraint: number | undefined;
}

export interface PolicyMapping {
  readonly issuerDomainPolicy: string;
  readonly subjectDomainPolicy: string;
}

export interface GeneralSubtree {
  readonly base: GeneralName;
  /** minimum 0 and no maximum; anything else is outside the profile (RFC 5280 4.2.1.10). */
  readonly isPlain: boolean;
}

export interface NameConstraints {
  readonly permitted: readonly GeneralSubtree[];
  readonly excluded: readonly GeneralSubtree[];
}

export type DistributionPointName =
  | { readonly kind: 'fullName'; readonly names: readonly GeneralName[] }
  | { readonly kind: 'relative'; readonly rdnKey: string };

export interface DistributionPoint {
  readonly name: DistributionPointName | undefined;
  /** Bits of ReasonFlags; undefined means all. */
  readonly reasons: ReadonlySet<number> | undefined;
  readonly cRLIssuer: readonly GeneralName[] | undefined;
}

export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: string | undefined;
  readonly issuers: readonly GeneralName[] | undefined;
  readonly serialNumber: bigint | undefined;
}

export interface CertificateExtensions {
  readonly basicConstraints?: BasicConstraints;
  /** Numbers of the bits of KeyUsage. */
  readonly keyUsage?: ReadonlySet<number>;
  readonly extKeyUsage?: readonly string[];
  readonly subjectAltName?: readonly GeneralName[];
  readonly nameConstraints?: NameConstraints;
  readonly certificatePolicies?: readonly string[];
  /** The types of all qualifiers of all policies. */
  readonly policyQualifiers?: readonly string[];
  readonly policyMappings?: readonly PolicyMapping[];
  readonly policyConstraints?: {
    readonly requireExplicitPolicy: number | undefined;
    readonly inhibitPolicyMapping: number | undefined;
  };
  readonly inhibitAnyPolicy?: number;
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier;
  readonly subjectKeyIdentifier?: string;
  readonly cRLDistributionPoints?: readonly DistributionPoint[];
  readonly freshestCRL?: readonly DistributionPoint[];
  /** RFC 6960 4.2.2.2.1: the issuer says that this responder's status need not be asked. */
  readonly ocspNoCheck?: boolean;
}

/** What an issuer signs. */
export interface TbsCertificate {
  /** The bytes themselves. */
  readonly tbs: Uint8Array;
  readonly version: 1 | 2 | 3;
  readonly serialNumber: bigint;
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly issuer: Name;
  readonly subject: Name;
  /** Milliseconds since 1970, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: Uint8Array;
  readonly keyAlgorithm: AlgorithmIdentifier;
  /** All of them, known or not. */
  readonly extensions: readonly Extension[];
  readonly known: CertificateExtensions;
}

export interface Certificate extends TbsCertificate {
  readonly raw: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

export interface IssuingDistributionPoint {
  readonly name: DistributionPointName | undefined;
  readonly onlyContainsUserCerts: boolean;
  readonly onlyContainsCACerts: boolean;
  readonly onlySomeReasons: ReadonlySet<number> | undefined;
  readonly indirectCRL: boolean;
  readonly onlyContainsAttributeCerts: boolean;
  readonly raw: Uint8Array;
}

export interface RevokedCertificate {
  readonly serialNumber: bigint;
  readonly revocationDate: number;
  /** CRLReason; 0 (unspecified) where the entry gives none. */
  readonly reason: number;
  /** Key of the name of the certificate's issuer. */
  readonly issuerKey: string;
}

/** The entries of a CRL, all of them checked; the object of one is made when it is asked for. */
export interface RevokedList {
  readonly length: number;
  /** Of any entry (RFC 5280 5.3: the CRL must then not be used). */
  readonly hasUnknownCriticalExtension: boolean;
  /** The gravest entry of the serial number, of equals the last; only of that issuer's certificates where a key of its name is given. */
  find(serialNumber: bigint, issuerKey?: string): RevokedCertificate | undefined;
}

/** What the issuer of a CRL signs. */
export interface TbsCrl {
  /** The bytes themselves. */
  readonly tbs: Uint8Array;
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly issuer: Name;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly revoked: RevokedList;
  readonly extensions: readonly Extension[];
  readonly cRLNumber: bigint | undefined;
  readonly baseCRLNumber: bigint | undefined;
  readonly issuingDistributionPoint: IssuingDistributionPoint | undefined;
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined;
}

export interface Crl extends TbsCrl {
  readonly raw: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}
