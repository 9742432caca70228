import { keyUsageBits } from '../certificate-profile.ts';
import type { FrameRule } from '../certificate-draft.ts';

export const keyUsageOfAuthority: FrameRule = {
  id: 'rfc5280.key_usage_of_authority',
  clause: 'RFC 5280 4.2.1.3 and 4.2.1.9',
  severity: 'error',
  judges: 'frame',
  check({ certificate }) {
    const signs = certificate.known.keyUsage?.has(keyUsageBits.keyCertSign) ?? false;
    const isAuthority = certificate.known.basicConstraints?.cA ?? false;
    return signs && !isAuthority ? 'keyCertSign in what is no CA' : undefined;
  },
};
