import { oids } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

const required = [oids.countryName, oids.organizationName, oids.organizationIdentifier, oids.commonName];

export const legalPersonNames: DraftRule = {
  id: 'etsi.legal_person_names',
  clause: 'EN 319 412-3 4.2.1',
  severity: 'error',
  check({ profile, subject }) {
    if (profile.family !== 'legal-person') return undefined;
    return required.every((type) => subject.has(type))
      ? undefined
      : 'the subject has no country, organizationName, organizationIdentifier or common name';
  },
};
