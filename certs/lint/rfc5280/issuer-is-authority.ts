import { keyUsageBits } from '../certificate-profile.ts';
import type { FrameRule } from '../certificate-draft.ts';

export const issuerIsAuthority: FrameRule = {
  id: 'rfc5280.issuer_is_authority',
  clause: 'RFC 5280 6.1.4 (k) and (n)',
  severity: 'error',
  judges: 'frame',
  check({ issuer }) {
    if (!issuer) return undefined;
    const { basicConstraints, keyUsage } = issuer.known;
    return basicConstraints?.cA && keyUsage?.has(keyUsageBits.keyCertSign)
      ? undefined
      : 'the issuer is no CA that signs certificates';
  },
};
