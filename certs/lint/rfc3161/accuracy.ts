import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

export const accuracy: Rule<TimeStampSubject> = {
  id: 'etsi_en_319_422.accuracy',
  clause: 'ETSI EN 319 422 5.2 and EN 319 421 7.7.2',
  severity: 'error',
  check({ tstInfo: { accuracyMs } }) {
    return accuracyMs !== undefined && accuracyMs > 0 && accuracyMs <= 1000
      ? undefined
      : 'accuracy is missing, zero or more than a second';
  },
};
