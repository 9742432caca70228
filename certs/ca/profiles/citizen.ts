import { oids } from '../../asn1/index.ts';
import type { CertificateProfile } from '../../lint/index.ts';
import { policies } from './policies.ts';

export const citizenSignature = {
  id: 'citizen-signature',
  summary: 'Qualified signatures of a citizen; the key is on the card.',
  family: 'natural-person',
  subjects: ['citizen'],
  isSelfSigned: false,
  term: { years: 3 },
  longestTerm: { years: 3 },
  publicKeys: ['p256', 'p384', 'rsa'],
  keyUsage: ['nonRepudiation'],
  extKeyUsage: null,
  basicConstraints: null,
  policies: [policies.cardSignature, policies.qcpNaturalQscd],
  semantics: 'natural',
  qualified: { type: 'esign', hasSscd: true },
  subjectAltName: null,
  isNoCheck: false,
  hasIssuerAddresses: true,
} as const satisfies CertificateProfile;

export const citizenAuthentication = {
  id: 'citizen-authentication',
  summary: 'Sign-in of a citizen with the card.',
  family: 'natural-person',
  subjects: ['citizen'],
  isSelfSigned: false,
  term: { years: 3 },
  longestTerm: { years: 3 },
  publicKeys: ['p256', 'p384', 'rsa'],
  keyUsage: ['digitalSignature'],
  extKeyUsage: { purposes: [oids.clientAuth], isCritical: false },
  basicConstraints: null,
  policies: [policies.cardAuthentication, policies.ncpPlus],
  semantics: 'natural',
  qualified: null,
  subjectAltName: null,
  isNoCheck: false,
  hasIssuerAddresses: true,
} as const satisfies CertificateProfile;
