import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

/** Readers must take 160 bits; we give no more, and nothing that is not positive. */
export const serialNumber: Rule<TimeStampSubject> = {
  id: 'rfc3161.serial_number',
  clause: 'RFC 3161 2.4.2',
  severity: 'error',
  check({ tstInfo }) {
    return tstInfo.serialNumber > 0n && tstInfo.serialNumber < 1n << 160n
      ? undefined
      : 'serialNumber is not positive or longer than 160 bits';
  },
};
