import { oids } from '../../asn1/index.ts';
import type { CertificateProfile } from '../../lint/index.ts';
import { policies } from './policies.ts';

export const entrepreneurSignature = {
  id: 'entrepreneur-signature',
  summary: 'Qualified signatures of an individual entrepreneur; the key is on the card.',
  family: 'natural-person',
  subjects: ['entrepreneur'],
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

export const entrepreneurAuthentication = {
  id: 'entrepreneur-authentication',
  summary: 'Sign-in of an individual entrepreneur with the card.',
  family: 'natural-person',
  subjects: ['entrepreneur'],
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
