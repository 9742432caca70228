import { oids } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const naturalPersonNames: DraftRule = {
  id: 'etsi.natural_person_names',
  clause: 'EN 319 412-2 4.2.4',
  severity: 'error',
  check({ profile, subject }) {
    if (profile.family !== 'natural-person') return undefined;
    if (!subject.has(oids.countryName) || !subject.has(oids.commonName))
      return 'the subject has no country or common name';
    const hasNames = subject.has(oids.givenName) || subject.has(oids.surname);
    return hasNames !== subject.has(oids.pseudonym)
      ? undefined
      : 'the subject has neither names nor a pseudonym, or both';
  },
};
