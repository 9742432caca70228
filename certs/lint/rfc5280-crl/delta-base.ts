import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

/** A delta CRL completes a published full CRL of a lower number. */
export const deltaBase: Rule<CrlSubject> = {
  id: 'rfc5280.crl_delta_base',
  clause: 'RFC 5280 5.2.4',
  severity: 'error',
  check({ crl, context }) {
    const { cRLNumber, baseCRLNumber } = crl;
    if (baseCRLNumber !== context.baseNumber)
      return context.baseNumber === undefined
        ? 'a full CRL must not have a deltaCRLIndicator'
        : `the base of the delta CRL is not the published full CRL ${context.baseNumber}`;
    if (baseCRLNumber === undefined || cRLNumber === undefined) return undefined;
    return baseCRLNumber < cRLNumber ? undefined : 'the number of the base is not lower than the own one';
  },
};
