import type { CertificateRule } from '../certificate-draft.ts';

export const hostNamesOnce: CertificateRule = {
  id: 'acar.host_names_once',
  clause: 'Açar CP: each host name once',
  severity: 'error',
  check({ hostNames }) {
    return new Set(hostNames).size === hostNames.length ? undefined : 'a host name stands twice';
  },
};
