import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

export const tsaName: Rule<TimeStampSubject> = {
  id: 'rfc3161.tsa_name',
  clause: 'RFC 3161 2.4.2',
  severity: 'error',
  check({ tstInfo: { tsa }, context }) {
    if (!tsa) return undefined;
    const isSubject = tsa.kind === 'directoryName' && tsa.name.key === context.certificate.subject.key;
    return isSubject ? undefined : 'tsa is not the subject of the certificate';
  },
};
