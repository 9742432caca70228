import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

/** Full and delta CRLs of one scope share one growing sequence. */
export const crlNumber: Rule<CrlSubject> = {
  id: 'rfc5280.crl_number',
  clause: 'RFC 5280 5.2.3',
  severity: 'error',
  check({ crl, context }) {
    const { cRLNumber } = crl;
    if (cRLNumber === undefined) return 'cRLNumber is missing';
    if (cRLNumber < 0n || cRLNumber >= 1n << 159n) return 'cRLNumber is negative or longer than 20 octets';
    const { previousNumber } = context;
    return previousNumber === undefined || cRLNumber > previousNumber
      ? undefined
      : `cRLNumber ${cRLNumber} does not follow ${previousNumber}`;
  },
};
