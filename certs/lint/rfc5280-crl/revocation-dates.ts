import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

export const revocationDates: Rule<CrlSubject> = {
  id: 'rfc5280.crl_revocation_dates',
  clause: 'RFC 5280 5.1.2.4 and 5.1.2.6',
  severity: 'error',
  check({ faults }) {
    const serial = faults.get('later-than-this-update');
    return serial && `entry ${serial} is revoked after thisUpdate`;
  },
};
