import { isHostName } from '../host-names.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const hostNames: DraftRule = {
  id: 'rfc5280.host_names',
  clause: 'RFC 5280 4.2.1.6, RFC 1123 2.1',
  severity: 'error',
  check({ hostNames }) {
    const wrong = hostNames.find((name) => !isHostName(name));
    return wrong && 'a dNSName is no host name in lower case: wildcard, address, underscore or single label';
  },
};
