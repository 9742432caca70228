import { extensionValue } from '../../validation/index.ts';
import { oids, tags, timeOf } from '../../asn1/index.ts';
import type { Rule } from '../linter.ts';
import { type CrlSubject, findExtension } from './subject.ts';

/** A past moment, as GeneralizedTime to the second. */
export const expiredCertificates: Rule<CrlSubject> = {
  id: 'x509.crl_expired_certificates',
  clause: 'ITU-T X.509, expiredCertsOnCRL',
  severity: 'error',
  check(subject) {
    const extension = findExtension(subject, oids.expiredCertsOnCRL);
    if (!extension) return undefined;
    const value = extensionValue(extension);
    if (value.tag !== tags.generalizedTime) return 'expiredCertsOnCRL is not a GeneralizedTime';
    return timeOf(value) <= subject.crl.thisUpdate ? undefined : 'expiredCertsOnCRL is after thisUpdate';
  },
};
