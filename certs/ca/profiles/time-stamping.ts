import { oids } from '../../asn1/index.ts';
import type { CertificateProfile } from '../../lint/index.ts';
import { policies } from './policies.ts';

/** RFC 3161 2.3: the only purpose, and critical. */
export const timeStampingUnit = {
  id: 'time-stamping',
  summary: 'Signs time stamps.',
  family: 'legal-person',
  subjects: ['service'],
  isSelfSigned: false,
  term: { years: 5 },
  longestTerm: { years: 6 },
  publicKeys: ['p256', 'p384', 'rsa'],
  keyUsage: ['digitalSignature'],
  extKeyUsage: { purposes: [oids.timeStamping], isCritical: true },
  basicConstraints: null,
  policies: [policies.timeStamping, policies.ncpPlus],
  semantics: 'legal',
  qualified: null,
  subjectAltName: null,
  isNoCheck: false,
  hasIssuerAddresses: true,
} as const satisfies CertificateProfile;
