import type { FrameRule } from '../certificate-draft.ts';

export const selfSignature: FrameRule = {
  id: 'acar.self_signature',
  clause: 'Açar CP: only roots sign themselves',
  severity: 'error',
  judges: 'frame',
  check({ issuer, profile }) {
    return profile.isSelfSigned === (issuer === null)
      ? undefined
      : 'a root with an issuer, or another without one';
  },
};
