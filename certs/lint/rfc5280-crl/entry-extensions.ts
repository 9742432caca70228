import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

export const entryExtensions: Rule<CrlSubject> = {
  id: 'rfc5280.crl_entry_extensions',
  clause: 'RFC 5280 5.3',
  severity: 'error',
  check({ faults }) {
    const serial = faults.get('unknown-extension');
    return serial && `entry ${serial} has an extension other than reasonCode and invalidityDate`;
  },
};
