import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

export const updateTimes: Rule<CrlSubject> = {
  id: 'rfc5280.crl_update_times',
  clause: 'RFC 5280 5.1.2.4 and 5.1.2.5',
  severity: 'error',
  check({ crl }) {
    if (crl.nextUpdate === undefined) return 'nextUpdate is missing';
    return crl.thisUpdate < crl.nextUpdate ? undefined : 'nextUpdate is not after thisUpdate';
  },
};
