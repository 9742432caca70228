import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

/** digitalSignature is bit 0. */
const nonRepudiation = 1;

export const certificateKeyUsage: Rule<TimeStampSubject> = {
  id: 'rfc3161.certificate_key_usage',
  clause: 'RFC 3161 2.3 with RFC 5280 4.2.1.12',
  severity: 'error',
  check({ context }) {
    const usage = context.certificate.known.keyUsage;
    const isFit = usage !== undefined && usage.size > 0 && [...usage].every((bit) => bit <= nonRepudiation);
    return isFit ? undefined : 'the key of the certificate is not for signatures alone';
  },
};
