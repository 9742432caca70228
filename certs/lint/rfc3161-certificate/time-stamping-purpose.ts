import { oids } from '../../asn1/index.ts';
import type { FrameRule } from '../certificate-draft.ts';

export const timeStampingPurpose: FrameRule = {
  id: 'rfc3161.time_stamping_purpose',
  clause: 'RFC 3161 2.3',
  severity: 'error',
  judges: 'frame',
  check({ certificate, extensions }) {
    const purposes = certificate.known.extKeyUsage ?? [];
    if (!purposes.includes(oids.timeStamping)) return undefined;
    return purposes.length === 1 && extensions.get(oids.extKeyUsage)?.isCritical
      ? undefined
      : 'timeStamping is not the only purpose, or not critical';
  },
};
