import type { FrameRule } from '../certificate-draft.ts';

export const policies: FrameRule = {
  id: 'acar.policies',
  clause: 'Açar CP: the policies of the profile exactly',
  severity: 'error',
  judges: 'frame',
  check({ policies, profile }) {
    return policies.map(({ oid }) => oid).join() === profile.policies.join()
      ? undefined
      : `certificatePolicies are not what ${profile.id} has`;
  },
};
