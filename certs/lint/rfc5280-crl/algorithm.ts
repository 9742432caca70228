import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

/** The algorithm inside is the one that will stand outside. */
export const algorithm: Rule<CrlSubject> = {
  id: 'rfc5280.crl_algorithm',
  clause: 'RFC 5280 5.1.1.2 and 5.1.2.2',
  severity: 'error',
  check({ crl, context }) {
    const isSame = Buffer.from(crl.innerAlgorithm.raw).equals(context.algorithm.identifier);
    return isSame ? undefined : 'the algorithm inside is not the one of the signing key';
  },
};
