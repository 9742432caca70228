import { identifies } from '../../cms/index.ts';
import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

/** ESSCertIDv2 of the certificate alone, by a hash that is not SHA-1. */
export const signingCertificate: Rule<TimeStampSubject> = {
  id: 'rfc5816.signing_certificate',
  clause: 'RFC 5816 2.2.1',
  severity: 'error',
  check({ certificateIds, context }) {
    const [id, ...others] = certificateIds;
    if (!id || others.length > 0) return 'signing-certificate-v2 does not name exactly one certificate';
    if (id.hash === 'sha1') return 'signing-certificate-v2 names the certificate by SHA-1';
    return id.issuerSerial && identifies(id, context.certificate)
      ? undefined
      : "signing-certificate-v2 does not name the unit's certificate with its issuer and serial number";
  },
};
