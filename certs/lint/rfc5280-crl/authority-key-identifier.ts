import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

export const authorityKeyIdentifier: Rule<CrlSubject> = {
  id: 'rfc5280.crl_authority_key_identifier',
  clause: 'RFC 5280 5.2.1',
  severity: 'error',
  check({ crl, context }) {
    const identifier = crl.authorityKeyIdentifier?.keyIdentifier;
    if (identifier === undefined) return 'authorityKeyIdentifier is missing, or has no keyIdentifier';
    return identifier === context.issuer.known.subjectKeyIdentifier
      ? undefined
      : "authorityKeyIdentifier is not the subjectKeyIdentifier of the CA's certificate";
  },
};
