import { type FrameRule, isOfPerson } from '../certificate-draft.ts';

export const policiesPresence: FrameRule = {
  id: 'etsi.policies',
  clause: 'EN 319 412-2 4.3.3',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    return isOfPerson(draft) && draft.policies.length === 0 ? 'certificatePolicies is missing' : undefined;
  },
};
