import type { CertificateRule } from '../certificate-draft.ts';
import { accessLocations } from './access-locations.ts';
import { anyPolicy } from './any-policy.ts';
import { authorityKeyIdentifier } from './authority-key-identifier.ts';
import { basicConstraints } from './basic-constraints.ts';
import { canonicalEncoding } from './canonical-encoding.ts';
import { criticality } from './criticality.ts';
import { distributionPoints } from './distribution-points.ts';
import { hostNames } from './host-names.ts';
import { issuerIsAuthority } from './issuer-is-authority.ts';
import { issuerName } from './issuer-name.ts';
import { keyUsageOfAuthority } from './key-usage-of-authority.ts';
import { keyUsagePresence } from './key-usage-presence.ts';
import { nameBounds } from './name-bounds.ts';
import { nameEncoding } from './name-encoding.ts';
import { pathLengthOfAuthority } from './path-length-of-authority.ts';
import { pathLengthOfIssuer } from './path-length-of-issuer.ts';
import { policyQualifiers } from './policy-qualifiers.ts';
import { purposesAndKeyUsage } from './purposes-and-key-usage.ts';
import { serialNumber } from './serial-number.ts';
import { signatureAlgorithm } from './signature-algorithm.ts';
import { subjectKeyIdentifier } from './subject-key-identifier.ts';
import { subjectName } from './subject-name.ts';
import { validityOrder } from './validity-order.ts';
import { version } from './version.ts';

/** RFC 5280: certificates. */
export const rfc5280Rules: readonly CertificateRule[] = [
  version,
  serialNumber,
  signatureAlgorithm,
  issuerName,
  subjectName,
  validityOrder,
  nameBounds,
  nameEncoding,
  subjectKeyIdentifier,
  authorityKeyIdentifier,
  keyUsagePresence,
  keyUsageOfAuthority,
  basicConstraints,
  pathLengthOfAuthority,
  pathLengthOfIssuer,
  issuerIsAuthority,
  criticality,
  distributionPoints,
  accessLocations,
  anyPolicy,
  policyQualifiers,
  hostNames,
  purposesAndKeyUsage,
  canonicalEncoding,
];
