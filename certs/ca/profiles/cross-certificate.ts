import type { CertificateProfile } from '../../lint/index.ts';
import { policies } from './policies.ts';

/** Has the name and the key of the other authority exactly, so that paths below it lead here too. */
export const crossCertificate = {
  id: 'cross-certificate',
  summary: 'Another root or CA, certified by ours: after a change of keys, or for a partner.',
  family: 'authority',
  subjects: ['certified-authority'],
  isSelfSigned: false,
  term: { years: 5 },
  longestTerm: { years: 20 },
  publicKeys: ['p384', 'p256', 'rsa'],
  keyUsage: ['keyCertSign', 'cRLSign'],
  extKeyUsage: null,
  basicConstraints: { pathLen: 1 },
  policies: [policies.any],
  semantics: null,
  qualified: null,
  subjectAltName: null,
  isNoCheck: false,
  hasIssuerAddresses: true,
} as const satisfies CertificateProfile;
