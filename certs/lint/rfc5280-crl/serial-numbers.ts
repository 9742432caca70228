import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

export const serialNumbers: Rule<CrlSubject> = {
  id: 'rfc5280.crl_serial_numbers',
  clause: 'RFC 5280 4.1.2.2 and 5.1.2.6',
  severity: 'error',
  check({ faults }) {
    const serial = faults.get('serial');
    return serial && `entry ${serial} has a serial number that is not positive or longer than 20 octets`;
  },
};
