import { keyUsageBits } from '../certificate-profile.ts';
import type { FrameRule } from '../certificate-draft.ts';

export const keyUsageOfSignatures: FrameRule = {
  id: 'etsi.key_usage_of_signatures',
  clause: 'EN 319 412-2 4.3.2',
  severity: 'error',
  judges: 'frame',
  check({ certificate, profile }) {
    const { keyUsage } = certificate.known;
    return profile.qualified && keyUsage && !keyUsage.has(keyUsageBits.nonRepudiation)
      ? 'a certificate for signatures or seals without nonRepudiation'
      : undefined;
  },
};
