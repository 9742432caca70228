import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

export const invalidityDates: Rule<CrlSubject> = {
  id: 'rfc5280.crl_invalidity_dates',
  clause: 'RFC 5280 5.3.2',
  severity: 'error',
  check({ faults }) {
    const serial = faults.get('invalidity-date');
    return serial && `the invalidityDate of entry ${serial} is after thisUpdate or not a GeneralizedTime`;
  },
};
