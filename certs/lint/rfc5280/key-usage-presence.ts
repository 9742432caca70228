import type { CertificateRule } from '../certificate-draft.ts';

export const keyUsagePresence: CertificateRule = {
  id: 'rfc5280.key_usage',
  clause: 'RFC 5280 4.2.1.3',
  severity: 'error',
  check({ certificate }) {
    return certificate.known.keyUsage ? undefined : 'keyUsage is missing';
  },
};
