import type { OcspRule } from './subject.ts';

export const timesOrdered: OcspRule = {
  id: 'rfc6960.times_ordered',
  clause: 'RFC 6960 4.2.2.1',
  severity: 'error',
  check({ data, now }) {
    if (data.producedAt > now) return 'producedAt is in the future';
    for (const { thisUpdate, nextUpdate = Infinity, status } of data.responses) {
      if (thisUpdate > data.producedAt) return 'thisUpdate is after producedAt';
      if (nextUpdate <= data.producedAt) return 'nextUpdate is not after producedAt';
      if (status.kind === 'revoked' && status.revocationTime > data.producedAt)
        return 'the revocation is in the future';
    }
    return undefined;
  },
};
