import type { Rule } from '../linter.ts';
import { type CrlSubject, isDelta } from './subject.ts';

/** removeFromCRL means something on a delta CRL only. */
export const removals: Rule<CrlSubject> = {
  id: 'rfc5280.crl_removals',
  clause: 'RFC 5280 5.3.1',
  severity: 'error',
  check(subject) {
    const serial = subject.faults.get('removal');
    if (serial === undefined || isDelta(subject)) return undefined;
    return `entry ${serial} of a full CRL says removeFromCRL`;
  },
};
