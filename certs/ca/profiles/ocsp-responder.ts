import { oids } from '../../asn1/index.ts';
import type { CertificateProfile } from '../../lint/index.ts';

/** A stolen key is good until notAfter, whatever is revoked (RFC 6960 4.2.2.2.1): days, not years. */
export const ocspResponder = {
  id: 'ocsp-responder',
  summary: 'Signs the OCSP answers of the CA that issued it.',
  family: 'service',
  subjects: ['service'],
  isSelfSigned: false,
  term: { days: 7 },
  longestTerm: { days: 30 },
  publicKeys: ['p256', 'p384', 'rsa'],
  keyUsage: ['digitalSignature'],
  extKeyUsage: { purposes: [oids.ocspSigning], isCritical: false },
  basicConstraints: null,
  policies: [],
  semantics: null,
  qualified: null,
  subjectAltName: null,
  isNoCheck: true,
  hasIssuerAddresses: false,
} as const satisfies CertificateProfile;
