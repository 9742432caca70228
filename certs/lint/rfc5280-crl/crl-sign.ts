import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

const cRLSign = 6;

export const crlSign: Rule<CrlSubject> = {
  id: 'rfc5280.crl_issuer_key_usage',
  clause: 'RFC 5280 4.2.1.3 and 6.3.3 (f)',
  severity: 'error',
  check({ context }) {
    const { keyUsage } = context.issuer.known;
    return keyUsage?.has(cRLSign) ? undefined : "the CA's certificate does not allow its key to sign CRLs";
  },
};
