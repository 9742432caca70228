import { oids } from '../../asn1/index.ts';
import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

/** Time stamping is the only purpose of the certificate, and a critical one. */
export const certificatePurpose: Rule<TimeStampSubject> = {
  id: 'rfc3161.certificate_purpose',
  clause: 'RFC 3161 2.3',
  severity: 'error',
  check({ context }) {
    const { known, extensions } = context.certificate;
    const [purpose, ...others] = known.extKeyUsage ?? [];
    const isOnly = purpose === oids.timeStamping && others.length === 0;
    const isCritical = extensions.find(({ oid }) => oid === oids.extKeyUsage)?.isCritical === true;
    return isOnly && isCritical
      ? undefined
      : 'the certificate is not for time stamping alone, and critically so';
  },
};
