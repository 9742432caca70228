import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

/** Byte for byte, for not every relying party compares names as 7.1 says. */
export const issuerName: Rule<CrlSubject> = {
  id: 'rfc5280.crl_issuer_name',
  clause: 'RFC 5280 5.1.2.3',
  severity: 'error',
  check({ crl, context }) {
    if (crl.issuer.rdnKeys.length === 0) return 'the issuer has no name';
    const isSame = Buffer.from(crl.issuer.raw).equals(context.issuer.subject.raw);
    return isSame ? undefined : "the issuer is not the subject of the CA's certificate, byte for byte";
  },
};
