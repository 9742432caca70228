import { oids } from '../../asn1/index.ts';
import type { CertificateProfile } from '../../lint/index.ts';
import { policies } from './policies.ts';

export const agencySystem = {
  id: 'agency-system',
  summary: 'TLS server and client of a system of an agency, and of the gateway.',
  family: 'system',
  subjects: ['system'],
  isSelfSigned: false,
  term: { years: 3 },
  longestTerm: { years: 3 },
  publicKeys: ['p256', 'p384', 'rsa'],
  keyUsage: ['digitalSignature'],
  extKeyUsage: { purposes: [oids.serverAuth, oids.clientAuth], isCritical: false },
  basicConstraints: null,
  policies: [policies.agencySystem, policies.ncp],
  semantics: 'legal',
  qualified: null,
  subjectAltName: 'dns',
  isNoCheck: false,
  hasIssuerAddresses: true,
} as const satisfies CertificateProfile;
