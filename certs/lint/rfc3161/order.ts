import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

/** On one node serial numbers grow and time does not go back. */
export const order: Rule<TimeStampSubject> = {
  id: 'acar.time_stamp_order',
  clause: 'RFC 3161 2.4.2 (serialNumber) and 2.2',
  severity: 'error',
  check({ tstInfo, context }) {
    const { previous } = context;
    if (!previous) return undefined;
    if (tstInfo.serialNumber <= previous.serialNumber)
      return `serialNumber does not follow ${previous.serialNumber}`;
    return tstInfo.genTime >= previous.genTime ? undefined : 'genTime is before that of the last time stamp';
  },
};
