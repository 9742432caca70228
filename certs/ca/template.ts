import { der, oids } from '../asn1/index.ts';
import { type CertificateProfile, keyUsageBits } from '../lint/index.ts';
import { encodeAccess, encodeDistributionPoint, type Issuer } from './issuer.ts';
import { encodeStatements } from './statements.ts';

/** What all certificates of one issuer and profile have in common, encoded once. */
export interface Template {
  readonly version: Uint8Array;
  readonly algorithm: Uint8Array;
  /** null: a root's issuer is its subject. */
  readonly issuer: Uint8Array | null;
  /** The OBJECT IDENTIFIER that stands before the value. */
  readonly subjectKeyIdentifier: Uint8Array;
  /** All extensions that do not depend on the subject, one after the other. */
  readonly extensions: Uint8Array;
  /** The whole extension for each partition; null where the profile has none. */
  readonly distributionPoints: readonly Uint8Array[] | null;
  /** A root names its own key as its authority's. */
  readonly hasOwnKey: boolean;
  readonly ownAuthority: (identifier: Uint8Array) => Uint8Array;
  readonly hostNames: (names: readonly string[]) => Uint8Array;
}

const templates = new WeakMap<Issuer, Map<CertificateProfile, Template>>();

/** The template of an issuer and a profile; both are held to be unchanging, which their types say. */
export function templateOf(issuer: Issuer, profile: CertificateProfile): Template {
  const ofIssuer = templates.get(issuer) ?? new Map<CertificateProfile, Template>();
  templates.set(issuer, ofIssuer);
  const found = ofIssuer.get(profile) ?? encodeTemplate(issuer, profile);
  ofIssuer.set(profile, found);
  return found;
}

function encodeTemplate(issuer: Issuer, profile: CertificateProfile): Template {
  const { certificate, addresses } = issuer;
  const hasAddresses = profile.hasIssuerAddresses && addresses !== null;
  return {
    version: der.explicit(0, der.integer(2)),
    algorithm: issuer.key.algorithm.identifier,
    issuer: certificate?.subject.raw ?? null,
    subjectKeyIdentifier: der.oid(oids.subjectKeyIdentifier),
    extensions: Buffer.concat(fixedExtensions(issuer, profile)),
    distributionPoints: hasAddresses
      ? addresses.crls.map((url) =>
          extension(oids.cRLDistributionPoints, false, encodeDistributionPoint(url)),
        )
      : null,
    hasOwnKey: certificate === null,
    ownAuthority,
    hostNames,
  };
}

function ownAuthority(identifier: Uint8Array): Uint8Array {
  const value = der.sequence(der.implicit(0, der.octetString(identifier)));
  return extension(oids.authorityKeyIdentifier, false, value);
}

function hostNames(names: readonly string[]): Uint8Array {
  const value = der.sequence(...names.map((name) => der.implicit(2, der.ia5String(name))));
  return extension(oids.subjectAltName, false, value);
}

/** RFC 5280 4.2; criticality as 4.2.1 wants it, and FALSE is never written out (X.690 11.5). */
function extension(oid: string, isCritical: boolean, value: Uint8Array): Uint8Array {
  const critical = isCritical ? [der.boolean(true)] : [];
  return der.sequence(der.oid(oid), ...critical, der.octetString(value));
}

function fixedExtensions(issuer: Issuer, profile: CertificateProfile): readonly Uint8Array[] {
  const { extKeyUsage, basicConstraints, policies, hasIssuerAddresses, isNoCheck } = profile;
  const authority = issuer.certificate?.known.subjectKeyIdentifier;
  const bits = profile.keyUsage.map((usage) => keyUsageBits[usage]);
  const statements = encodeStatements(profile, issuer.disclosure);
  return [
    ...(authority === undefined ? [] : [ownAuthority(Buffer.from(authority, 'hex'))]),
    extension(oids.keyUsage, true, der.namedBits(bits)),
    ...(extKeyUsage
      ? [
          extension(
            oids.extKeyUsage,
            extKeyUsage.isCritical,
            der.sequence(...extKeyUsage.purposes.map(der.oid)),
          ),
        ]
      : []),
    ...(basicConstraints
      ? [extension(oids.basicConstraints, true, authorityConstraints(basicConstraints))]
      : []),
    ...(policies.length > 0
      ? [extension(oids.certificatePolicies, false, encodePolicies(issuer, policies))]
      : []),
    ...(hasIssuerAddresses && issuer.addresses
      ? [extension(oids.authorityInfoAccess, false, encodeAccess(issuer.addresses))]
      : []),
    ...(isNoCheck ? [extension(oids.ocspNoCheck, false, der.nullValue())] : []),
    ...(statements ? [extension(oids.qcStatements, false, statements)] : []),
  ];
}

function authorityConstraints({ pathLen }: { readonly pathLen: number | null }): Uint8Array {
  return der.sequence(der.boolean(true), ...(pathLen === null ? [] : [der.integer(pathLen)]));
}

/** The practice statement stands at the first policy, which is ours. */
function encodePolicies({ practiceStatement }: Issuer, policies: readonly string[]): Uint8Array {
  return der.sequence(
    ...policies.map((policy, index) => {
      const hasQualifier = index === 0 && practiceStatement !== null && policy !== oids.anyPolicy;
      return der.sequence(der.oid(policy), ...(hasQualifier ? [practice(practiceStatement)] : []));
    }),
  );
}

function practice(url: string): Uint8Array {
  return der.sequence(der.sequence(der.oid(oids.practiceStatement), der.ia5String(url)));
}
