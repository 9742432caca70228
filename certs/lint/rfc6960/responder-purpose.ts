import { oids } from '../../asn1/index.ts';
import type { OcspRule } from './subject.ts';

export const responderPurpose: OcspRule = {
  id: 'rfc6960.responder_purpose',
  clause: 'RFC 6960 4.2.2.2',
  severity: 'error',
  check({ responder, isIssuer }) {
    return isIssuer || responder.known.extKeyUsage?.includes(oids.ocspSigning)
      ? undefined
      : 'the responder certificate is not for OCSP signing';
  },
};
