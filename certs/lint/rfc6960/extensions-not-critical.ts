import type { OcspRule } from './subject.ts';

export const extensionsNotCritical: OcspRule = {
  id: 'rfc6960.extensions_not_critical',
  clause: 'RFC 6960 4.4',
  severity: 'error',
  check({ data }) {
    const all = [...data.extensions, ...data.responses.flatMap(({ extensions }) => extensions)];
    return all.some(({ isCritical }) => isCritical) ? 'an extension is critical' : undefined;
  },
};
