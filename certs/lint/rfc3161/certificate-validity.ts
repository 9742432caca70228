import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

export const certificateValidity: Rule<TimeStampSubject> = {
  id: 'rfc3161.certificate_validity',
  clause: 'RFC 3161 4 (1) with RFC 5280 4.1.2.5',
  severity: 'error',
  check({ tstInfo, context }) {
    const { notBefore, notAfter } = context.certificate;
    return tstInfo.genTime >= notBefore && tstInfo.genTime <= notAfter
      ? undefined
      : 'genTime is outside the validity of the certificate';
  },
};
