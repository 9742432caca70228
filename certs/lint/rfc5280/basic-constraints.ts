import type { FrameRule } from '../certificate-draft.ts';

export const basicConstraints: FrameRule = {
  id: 'rfc5280.basic_constraints',
  clause: 'RFC 5280 4.2.1.9',
  severity: 'error',
  judges: 'frame',
  check({ certificate, profile }) {
    const isAuthority = certificate.known.basicConstraints?.cA ?? false;
    if (isAuthority === (profile.family === 'authority')) return undefined;
    return isAuthority ? 'a CA of a profile that is none' : 'a CA without basicConstraints that say so';
  },
};
