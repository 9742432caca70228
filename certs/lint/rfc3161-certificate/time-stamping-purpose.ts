import { oids } from '../../asn1/index.ts';
import type { CertificateRule } from '../certificate-draft.ts';

export const timeStampingPurpose: CertificateRule = {
  id: 'rfc3161.time_stamping_purpose',
  clause: 'RFC 3161 2.3',
  severity: 'error',
  check({ certificate, extensions }) {
    const purposes = certificate.known.extKeyUsage ?? [];
    if (!purposes.includes(oids.timeStamping)) return undefined;
    return purposes.length === 1 && extensions.get(oids.extKeyUsage)?.isCritical
      ? undefined
      : 'timeStamping is not the only purpose, or not critical';
  },
};
