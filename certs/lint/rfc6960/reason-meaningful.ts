import type { OcspRule } from './subject.ts';

export const reasonMeaningful: OcspRule = {
  id: 'rfc6960.reason_meaningful',
  clause: 'RFC 5280 5.3.1',
  severity: 'error',
  check({ data }) {
    return data.responses.some(
      ({ status }) =>
        status.kind === 'revoked' && (status.reason === unspecified || status.reason === removed),
    )
      ? 'a reason is unspecified, which is left out, or removeFromCRL, which is only for delta CRLs'
      : undefined;
  },
};

const unspecified = 0;
const removed = 8;
