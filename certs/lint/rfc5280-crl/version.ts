import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

export const version: Rule<CrlSubject> = {
  id: 'rfc5280.crl_version',
  clause: 'RFC 5280 5.1.2.1',
  severity: 'error',
  check({ hasVersion }) {
    return hasVersion ? undefined : 'the CRL has extensions and does not say that it is of version 2';
  },
};
