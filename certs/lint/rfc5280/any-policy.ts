import { oids } from '../../asn1/index.ts';
import type { CertificateRule } from '../certificate-draft.ts';

export const anyPolicy: CertificateRule = {
  id: 'rfc5280.any_policy',
  clause: 'RFC 5280 4.2.1.4',
  severity: 'error',
  check({ certificate, profile }) {
    const isAny = certificate.known.certificatePolicies?.includes(oids.anyPolicy) ?? false;
    return isAny && profile.family !== 'authority' ? 'anyPolicy in what is no CA' : undefined;
  },
};
