import type { CertificateProfile } from '../../lint/index.ts';

export const root = {
  id: 'root',
  summary: 'The offline root; signs itself, issuing CAs and cross-certificates.',
  family: 'authority',
  subjects: ['authority'],
  isSelfSigned: true,
  term: { years: 20 },
  longestTerm: { years: 25 },
  publicKeys: ['p384', 'p256', 'rsa'],
  keyUsage: ['keyCertSign', 'cRLSign'],
  extKeyUsage: null,
  basicConstraints: { pathLen: null },
  policies: [],
  semantics: null,
  qualified: null,
  subjectAltName: null,
  isNoCheck: false,
  hasIssuerAddresses: false,
} as const satisfies CertificateProfile;
