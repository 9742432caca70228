import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

export const criticalEntryExtensions: Rule<CrlSubject> = {
  id: 'rfc5280.crl_critical_entry_extensions',
  clause: 'RFC 5280 5.3.1 and 5.3.2',
  severity: 'error',
  check({ faults }) {
    const serial = faults.get('critical-extension');
    return serial && `entry ${serial} has a critical extension`;
  },
};
