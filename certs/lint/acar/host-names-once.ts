import type { DraftRule } from '../certificate-draft.ts';

export const hostNamesOnce: DraftRule = {
  id: 'acar.host_names_once',
  clause: 'Açar CP: each host name once',
  severity: 'error',
  check({ hostNames }) {
    return new Set(hostNames).size === hostNames.length ? undefined : 'a host name stands twice';
  },
};
