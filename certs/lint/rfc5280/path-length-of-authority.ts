import type { FrameRule } from '../certificate-draft.ts';

export const pathLengthOfAuthority: FrameRule = {
  id: 'rfc5280.path_length_of_authority',
  clause: 'RFC 5280 4.2.1.9',
  severity: 'error',
  judges: 'frame',
  check({ certificate }) {
    const { basicConstraints } = certificate.known;
    return basicConstraints?.pathLenConstraint !== undefined && !basicConstraints.cA
      ? 'a path length in what is no CA'
      : undefined;
  },
};
