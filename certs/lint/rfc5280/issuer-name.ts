import type { DraftRule } from '../certificate-draft.ts';

export const issuerName: DraftRule = {
  id: 'rfc5280.issuer_name',
  clause: 'RFC 5280 4.1.2.4 and 6.1.3 (a)(4)',
  severity: 'error',
  check({ certificate, issuer }) {
    const expected = issuer?.subject ?? certificate.subject;
    return Buffer.compare(certificate.issuer.raw, expected.raw) === 0
      ? undefined
      : 'the name of the issuer is not, byte for byte, the subject of its certificate';
  },
};
