import { oids } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const country: DraftRule = {
  id: 'acar.country',
  clause: 'Açar CP: subjects of Azerbaijan',
  severity: 'error',
  check({ subject }) {
    const countries = subject.get(oids.countryName) ?? [];
    return countries.every((text) => text === 'AZ') ? undefined : 'the country is not AZ';
  },
};
