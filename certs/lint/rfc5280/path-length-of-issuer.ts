import type { FrameRule } from '../certificate-draft.ts';

export const pathLengthOfIssuer: FrameRule = {
  id: 'rfc5280.path_length_of_issuer',
  clause: 'RFC 5280 6.1.4 (l) and (m)',
  severity: 'error',
  judges: 'frame',
  check({ certificate, issuer }) {
    const limit = issuer?.known.basicConstraints?.pathLenConstraint;
    const { basicConstraints } = certificate.known;
    if (limit === undefined || !basicConstraints?.cA) return undefined;
    if (limit === 0) return 'the issuer may not certify a CA';
    const own = basicConstraints.pathLenConstraint;
    return own !== undefined && own < limit ? undefined : 'a longer path than the issuer allows';
  },
};
