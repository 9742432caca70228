import type { CertificateRule } from '../certificate-draft.ts';
import { accessPresence } from './access-presence.ts';
import { attributesOnce } from './attributes-once.ts';
import { disclosure } from './disclosure.ts';
import { forbiddenExtensions } from './forbidden-extensions.ts';
import { issuerNames } from './issuer-names.ts';
import { keyUsageOfSignatures } from './key-usage-of-signatures.ts';
import { keyUsageType } from './key-usage-type.ts';
import { legalPersonIdentifier } from './legal-person-identifier.ts';
import { legalPersonNames } from './legal-person-names.ts';
import { legislation } from './legislation.ts';
import { naturalPersonIdentifier } from './natural-person-identifier.ts';
import { naturalPersonNames } from './natural-person-names.ts';
import { naturalPersonNumber } from './natural-person-number.ts';
import { organisationIdentifierDiffers } from './organisation-identifier-differs.ts';
import { policiesPresence } from './policies-presence.ts';
import { policyAndStatements } from './policy-and-statements.ts';
import { qualifiedCompliance } from './qualified-compliance.ts';
import { qualifiedType } from './qualified-type.ts';
import { semantics } from './semantics.ts';
import { signatureDevice } from './signature-device.ts';
import { statementsCriticality } from './statements-criticality.ts';
import { statementsKnown } from './statements-known.ts';
import { statusLocation } from './status-location.ts';

/** ETSI EN 319 412-1, -2, -3 and -5. */
export const etsiCertificateRules: readonly CertificateRule[] = [
  naturalPersonIdentifier,
  legalPersonIdentifier,
  semantics,
  naturalPersonNames,
  naturalPersonNumber,
  legalPersonNames,
  organisationIdentifierDiffers,
  attributesOnce,
  issuerNames,
  keyUsageType,
  keyUsageOfSignatures,
  policiesPresence,
  accessPresence,
  statusLocation,
  forbiddenExtensions,
  statementsCriticality,
  statementsKnown,
  qualifiedCompliance,
  signatureDevice,
  qualifiedType,
  legislation,
  disclosure,
  policyAndStatements,
];
