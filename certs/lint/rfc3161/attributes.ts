import { oids } from '../../asn1/index.ts';
import type { Rule } from '../linter.ts';
import type { TimeStampSubject } from './subject.ts';

const allowed: ReadonlySet<string> = new Set([
  oids.contentType,
  oids.messageDigest,
  oids.signingCertificateV2,
]);

/** Three attributes and no other; signing-time would be a second word about the time. */
export const attributes: Rule<TimeStampSubject> = {
  id: 'rfc5652.signed_attributes',
  clause: 'RFC 5652 5.3 and 11',
  severity: 'error',
  check({ attributes: all }) {
    if (all.length !== allowed.size || !all.every(({ oid }) => allowed.has(oid)))
      return 'signed attributes other than content-type, message-digest and signing-certificate-v2';
    return undefined;
  },
};
