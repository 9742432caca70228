import type { CertificateRule } from '../certificate-draft.ts';
import { algorithmLifetime } from './algorithm-lifetime.ts';
import { alternativeNames } from './alternative-names.ts';
import { country } from './country.ts';
import { hostNamesOnce } from './host-names-once.ts';
import { issuerAddresses } from './issuer-addresses.ts';
import { keyUsage } from './key-usage.ts';
import { knownAttributes } from './known-attributes.ts';
import { knownExtensions } from './known-extensions.ts';
import { nameText } from './name-text.ts';
import { nestedValidity } from './nested-validity.ts';
import { newKey } from './new-key.ts';
import { pathLength } from './path-length.ts';
import { policies } from './policies.ts';
import { publicKey } from './public-key.ts';
import { purposes } from './purposes.ts';
import { reservedHostNames } from './reserved-host-names.ts';
import { selfSignature } from './self-signature.ts';
import { serialEntropy } from './serial-entropy.ts';
import { signingKey } from './signing-key.ts';
import { singleValuedNames } from './single-valued-names.ts';
import { term } from './term.ts';
import { timelyValidity } from './timely-validity.ts';

/** What this service asks of itself beyond the standards. */
export const acarCertificateRules: readonly CertificateRule[] = [
  serialEntropy,
  signingKey,
  selfSignature,
  newKey,
  publicKey,
  algorithmLifetime,
  term,
  nestedValidity,
  timelyValidity,
  country,
  singleValuedNames,
  nameText,
  knownAttributes,
  knownExtensions,
  keyUsage,
  purposes,
  pathLength,
  policies,
  issuerAddresses,
  alternativeNames,
  hostNamesOnce,
  reservedHostNames,
];
