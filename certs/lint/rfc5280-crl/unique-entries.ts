import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

/** Two entries of one certificate would let relying parties choose. */
export const uniqueEntries: Rule<CrlSubject> = {
  id: 'rfc5280.crl_unique_entries',
  clause: 'RFC 5280 5.1.2.6',
  severity: 'error',
  check({ faults }) {
    const serial = faults.get('repeated-serial');
    return serial && `serial number ${serial} stands twice`;
  },
};
