import type { CertificateRule } from '../certificate-draft.ts';

export const policies: CertificateRule = {
  id: 'acar.policies',
  clause: 'Açar CP: the policies of the profile exactly',
  severity: 'error',
  check({ policies, profile }) {
    return policies.map(({ oid }) => oid).join() === profile.policies.join()
      ? undefined
      : `certificatePolicies are not what ${profile.id} has`;
  },
};
