import { oids } from '../../asn1/index.ts';
import type { FrameRule } from '../certificate-draft.ts';

export const responderAlone: FrameRule = {
  id: 'rfc6960.responder_alone',
  clause: 'RFC 6960 4.2.2.2',
  severity: 'error',
  judges: 'frame',
  check({ certificate }) {
    const purposes = certificate.known.extKeyUsage ?? [];
    return purposes.includes(oids.ocspSigning) && purposes.length > 1
      ? 'OCSPSigning beside another purpose'
      : undefined;
  },
};
