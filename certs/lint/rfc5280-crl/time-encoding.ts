import { timeOf } from '../../asn1/index.ts';
import type { Rule } from '../linter.ts';
import { isTimeForm } from './entry-faults.ts';
import type { CrlSubject } from './subject.ts';

export const timeEncoding: Rule<CrlSubject> = {
  id: 'rfc5280.crl_time_encoding',
  clause: 'RFC 5280 5.1.2.4, 5.1.2.5 and 5.1.2.6',
  severity: 'error',
  check({ times, faults }) {
    if (!times.every((time) => isTimeForm(time.tag, timeOf(time))))
      return 'a time is not UTCTime until 2049 and GeneralizedTime from 2050';
    const serial = faults.get('time-encoding');
    return serial && `the time of entry ${serial} is not UTCTime until 2049 and GeneralizedTime from 2050`;
  },
};
