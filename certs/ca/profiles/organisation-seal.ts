import type { CertificateProfile } from '../../lint/index.ts';
import { policies } from './policies.ts';

export const organisationSeal = {
  id: 'organisation-seal',
  summary: 'Qualified seals of a legal entity; the key is in a signature device.',
  family: 'legal-person',
  subjects: ['organisation'],
  isSelfSigned: false,
  term: { years: 3 },
  longestTerm: { years: 3 },
  publicKeys: ['p256', 'p384', 'rsa'],
  keyUsage: ['nonRepudiation'],
  extKeyUsage: null,
  basicConstraints: null,
  policies: [policies.organisationSeal, policies.qcpLegalQscd],
  semantics: 'legal',
  qualified: { type: 'eseal', hasSscd: true },
  subjectAltName: null,
  isNoCheck: false,
  hasIssuerAddresses: true,
} as const satisfies CertificateProfile;
