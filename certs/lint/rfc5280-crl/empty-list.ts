import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

export const emptyList: Rule<CrlSubject> = {
  id: 'rfc5280.crl_empty_list',
  clause: 'RFC 5280 5.1.2.6',
  severity: 'error',
  check({ hasList, crl }) {
    return hasList && crl.revoked.length === 0 ? 'an empty list of entries must be left out' : undefined;
  },
};
