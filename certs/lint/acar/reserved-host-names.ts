import { isReservedHostName } from '../host-names.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const reservedHostNames: DraftRule = {
  id: 'acar.reserved_host_names',
  clause: 'RFC 6761, RFC 6762, RFC 7686',
  severity: 'error',
  check({ hostNames, allowsReservedHostNames }) {
    if (allowsReservedHostNames) return undefined;
    return hostNames.some(isReservedHostName) ? 'a host name under a domain that nobody can hold' : undefined;
  },
};
