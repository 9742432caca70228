import { oids } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

const longest = 31 * 86_400_000;

export const responderLifetime: DraftRule = {
  id: 'rfc6960.responder_lifetime',
  clause: 'RFC 6960 4.2.2.2.1',
  severity: 'error',
  check({ certificate }) {
    const { notBefore, notAfter, known } = certificate;
    return known.extKeyUsage?.includes(oids.ocspSigning) && notAfter - notBefore > longest
      ? 'a certificate that signs OCSP answers lives longer than 31 days'
      : undefined;
  },
};
