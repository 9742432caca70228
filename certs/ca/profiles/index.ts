import type { CertificateProfile } from '../../lint/index.ts';
import { agencySystem } from './agency-system.ts';
import { citizenAuthentication, citizenSignature } from './citizen.ts';
import { crossCertificate } from './cross-certificate.ts';
import { employeeAuthentication, employeeSignature } from './employee.ts';
import { entrepreneurAuthentication, entrepreneurSignature } from './entrepreneur.ts';
import { issuingOrganisations, issuingPersons, issuingPhones, issuingSystems } from './issuing.ts';
import { mobileAuthentication, mobileSignature } from './mobile.ts';
import { ocspResponder } from './ocsp-responder.ts';
import { officialAuthentication, officialSignature } from './official.ts';
import { organisationSeal } from './organisation-seal.ts';
import { root } from './root.ts';
import { timeStampingUnit } from './time-stamping.ts';

export { policies } from './policies.ts';

/** Every kind of certificate that is issued, by its id. */
export const profiles = {
  root,
  'cross-certificate': crossCertificate,
  'issuing-persons': issuingPersons,
  'issuing-phones': issuingPhones,
  'issuing-organisations': issuingOrganisations,
  'issuing-systems': issuingSystems,
  'citizen-signature': citizenSignature,
  'citizen-authentication': citizenAuthentication,
  'entrepreneur-signature': entrepreneurSignature,
  'entrepreneur-authentication': entrepreneurAuthentication,
  'employee-signature': employeeSignature,
  'employee-authentication': employeeAuthentication,
  'official-signature': officialSignature,
  'official-authentication': officialAuthentication,
  'mobile-signature': mobileSignature,
  'mobile-authentication': mobileAuthentication,
  'organisation-seal': organisationSeal,
  'agency-system': agencySystem,
  'ocsp-responder': ocspResponder,
  'time-stamping': timeStampingUnit,
} as const satisfies Readonly<Record<string, CertificateProfile>>;

export type ProfileId = keyof typeof profiles;
