import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

export const unspecifiedReason: Rule<CrlSubject> = {
  id: 'rfc5280.crl_unspecified_reason',
  clause: 'RFC 5280 5.3.1',
  severity: 'error',
  check({ faults }) {
    const serial = faults.get('reason-left-out');
    return serial && `entry ${serial} says unspecified, where the reason should be left out`;
  },
};
