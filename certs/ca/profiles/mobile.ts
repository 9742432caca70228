import { oids } from '../../asn1/index.ts';
import type { CertificateProfile } from '../../lint/index.ts';
import { policies } from './policies.ts';

/** Kinds Citizen, Business and Governmental. The key is on a phone, which is no certified device: no QcSSCD. */
export const mobileSignature = {
  id: 'mobile-signature',
  summary: 'Qualified signatures with the phone.',
  family: 'natural-person',
  subjects: ['citizen', 'entrepreneur', 'employee', 'official'],
  isSelfSigned: false,
  term: { years: 3 },
  longestTerm: { years: 3 },
  publicKeys: ['p256', 'p384', 'rsa'],
  keyUsage: ['nonRepudiation'],
  extKeyUsage: null,
  basicConstraints: null,
  policies: [policies.mobileSignature, policies.qcpNatural],
  semantics: 'natural',
  qualified: { type: 'esign', hasSscd: false },
  subjectAltName: null,
  isNoCheck: false,
  hasIssuerAddresses: true,
} as const satisfies CertificateProfile;

export const mobileAuthentication = {
  id: 'mobile-authentication',
  summary: 'Sign-in with the phone.',
  family: 'natural-person',
  subjects: ['citizen', 'entrepreneur', 'employee', 'official'],
  isSelfSigned: false,
  term: { years: 3 },
  longestTerm: { years: 3 },
  publicKeys: ['p256', 'p384', 'rsa'],
  keyUsage: ['digitalSignature'],
  extKeyUsage: { purposes: [oids.clientAuth], isCritical: false },
  basicConstraints: null,
  policies: [policies.mobileAuthentication, policies.ncp],
  semantics: 'natural',
  qualified: null,
  subjectAltName: null,
  isNoCheck: false,
  hasIssuerAddresses: true,
} as const satisfies CertificateProfile;
