import { endOfTerm } from '../certificate-profile.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const term: DraftRule = {
  id: 'acar.term',
  clause: 'Açar CP: the longest term of the profile',
  severity: 'error',
  check({ certificate, profile }) {
    return certificate.notAfter > endOfTerm(certificate.notBefore, profile.longestTerm)
      ? `longer than ${profile.id} may be valid`
      : undefined;
  },
};
