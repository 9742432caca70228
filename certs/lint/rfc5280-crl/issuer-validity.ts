import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

/** A CRL of a CA whose certificate is over cannot be believed. */
export const issuerValidity: Rule<CrlSubject> = {
  id: 'rfc5280.crl_issuer_validity',
  clause: 'RFC 5280 6.1.3 (a)(2) and 6.3.3 (f)',
  severity: 'error',
  check({ crl, context }) {
    const { notBefore, notAfter } = context.issuer;
    return crl.thisUpdate >= notBefore && crl.thisUpdate <= notAfter
      ? undefined
      : "thisUpdate is outside the validity of the CA's certificate";
  },
};
