import type { CertificateRule } from '../certificate-draft.ts';

export const basicConstraints: CertificateRule = {
  id: 'rfc5280.basic_constraints',
  clause: 'RFC 5280 4.2.1.9',
  severity: 'error',
  check({ certificate, profile }) {
    const isAuthority = certificate.known.basicConstraints?.cA ?? false;
    if (isAuthority === (profile.family === 'authority')) return undefined;
    return isAuthority ? 'a CA of a profile that is none' : 'a CA without basicConstraints that say so';
  },
};
