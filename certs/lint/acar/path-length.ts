import type { FrameRule } from '../certificate-draft.ts';

export const pathLength: FrameRule = {
  id: 'acar.path_length',
  clause: 'Açar CP: the path length of the profile',
  severity: 'error',
  judges: 'frame',
  check({ certificate, profile }) {
    const { basicConstraints } = certificate.known;
    if (!basicConstraints?.cA) return undefined;
    return (basicConstraints.pathLenConstraint ?? null) === (profile.basicConstraints?.pathLen ?? null)
      ? undefined
      : `the path length is not what ${profile.id} has`;
  },
};
