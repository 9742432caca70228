import type { FrameRule } from '../certificate-draft.ts';

export const keyUsagePresence: FrameRule = {
  id: 'rfc5280.key_usage',
  clause: 'RFC 5280 4.2.1.3',
  severity: 'error',
  judges: 'frame',
  check({ certificate }) {
    return certificate.known.keyUsage ? undefined : 'keyUsage is missing';
  },
};
