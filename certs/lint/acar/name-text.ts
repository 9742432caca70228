import { oids } from '../../asn1/index.ts';
import { isPersonName, isPlainName } from '../name-text.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const nameText: DraftRule = {
  id: 'acar.name_text',
  clause: 'Açar CP: names of Latin letters, composed, without idle spaces',
  severity: 'error',
  check({ certificate }) {
    for (const { type, text } of certificate.subject.attributes) {
      const isFit = type === oids.givenName || type === oids.surname ? isPersonName(text) : isPlainName(text);
      if (text.length > 0 && !isFit)
        return `attribute ${type} has characters or spaces that names do not have`;
    }
    return undefined;
  },
};
