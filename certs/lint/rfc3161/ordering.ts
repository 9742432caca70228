import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

/** Left out: false is the default, and true would promise an order between nodes. */
export const ordering: Rule<TimeStampSubject> = {
  id: 'etsi_en_319_422.ordering',
  clause: 'ETSI EN 319 422 5.2 and X.690 11.5',
  severity: 'error',
  check({ tstInfo }) {
    return tstInfo.ordering === undefined ? undefined : 'ordering must be left out';
  },
};
