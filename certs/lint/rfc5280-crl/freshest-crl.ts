import { oids } from '../../asn1/index.ts';
import type { Rule } from '../linter.ts';
import { type CrlSubject, findExtension, isDelta } from './subject.ts';

export const freshestCrl: Rule<CrlSubject> = {
  id: 'rfc5280.crl_freshest',
  clause: 'RFC 5280 5.2.6',
  severity: 'error',
  check(subject) {
    return isDelta(subject) && findExtension(subject, oids.freshestCRL)
      ? 'a delta CRL must not have freshestCRL'
      : undefined;
  },
};
