import type { CertificateProfile } from '../../lint/index.ts';
import { policies } from './policies.ts';

/** What all issuing authorities are: they differ by what they issue. */
const issuing = {
  family: 'authority',
  subjects: ['authority'],
  isSelfSigned: false,
  term: { years: 10 },
  longestTerm: { years: 10 },
  publicKeys: ['p384', 'p256', 'rsa'],
  keyUsage: ['keyCertSign', 'cRLSign'],
  extKeyUsage: null,
  basicConstraints: { pathLen: 0 },
  policies: [policies.any],
  semantics: null,
  qualified: null,
  subjectAltName: null,
  isNoCheck: false,
  hasIssuerAddresses: true,
} as const satisfies Omit<CertificateProfile, 'id' | 'summary'>;

export const issuingPersons = {
  id: 'issuing-persons',
  summary: 'Issues what stands on cards: citizens, entrepreneurs, employees, officials.',
  ...issuing,
} as const satisfies CertificateProfile;

export const issuingPhones = {
  id: 'issuing-phones',
  summary: 'Issues the certificates of mobile signature.',
  ...issuing,
} as const satisfies CertificateProfile;

export const issuingOrganisations = {
  id: 'issuing-organisations',
  summary: 'Issues the seals of legal entities, and the time-stamping units.',
  ...issuing,
} as const satisfies CertificateProfile;

export const issuingSystems = {
  id: 'issuing-systems',
  summary: 'Issues to the systems of agencies and to the gateway.',
  ...issuing,
} as const satisfies CertificateProfile;
