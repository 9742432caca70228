import { type CertificateRule, isOfPerson } from '../certificate-draft.ts';

export const policiesPresence: CertificateRule = {
  id: 'etsi.policies',
  clause: 'EN 319 412-2 4.3.3',
  severity: 'error',
  check(draft) {
    return isOfPerson(draft) && draft.policies.length === 0 ? 'certificatePolicies is missing' : undefined;
  },
};
