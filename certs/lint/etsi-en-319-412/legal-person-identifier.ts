import { oids } from '../../asn1/index.ts';
import { isSemanticIdentifier } from '../identifiers.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const legalPersonIdentifier: DraftRule = {
  id: 'etsi.legal_person_identifier',
  clause: 'EN 319 412-1 5.1.4',
  severity: 'error',
  check({ subject }) {
    const numbers = subject.get(oids.organizationIdentifier) ?? [];
    return numbers.every((text) => isSemanticIdentifier(text, ['VAT', 'NTR']))
      ? undefined
      : 'organizationIdentifier is not VATAZ- with a VOEN or NTRAZ- with a number of the register';
  },
};
