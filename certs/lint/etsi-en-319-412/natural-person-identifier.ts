import { oids } from '../../asn1/index.ts';
import { isSemanticIdentifier } from '../identifiers.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const naturalPersonIdentifier: DraftRule = {
  id: 'etsi.natural_person_identifier',
  clause: 'EN 319 412-1 5.1.3',
  severity: 'error',
  check({ profile, subject }) {
    if (profile.semantics !== 'natural') return undefined;
    const numbers = subject.get(oids.serialNumber) ?? [];
    return numbers.every((text) => isSemanticIdentifier(text, ['PNO', 'IDC']))
      ? undefined
      : 'serialNumber is not PNOAZ- with a FIN or IDCAZ- with the number of a card';
  },
};
