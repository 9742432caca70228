import type { CertificateRule } from '../certificate-draft.ts';

export const version: CertificateRule = {
  id: 'rfc5280.version',
  clause: 'RFC 5280 4.1.2.1',
  severity: 'error',
  check({ certificate }) {
    return certificate.version === 3 ? undefined : `version ${certificate.version}, not 3`;
  },
};
