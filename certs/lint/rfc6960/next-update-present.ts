import type { OcspRule } from './subject.ts';

export const nextUpdatePresent: OcspRule = {
  id: 'rfc6960.next_update_present',
  clause: 'RFC 5019 2.2.4',
  severity: 'error',
  check({ data }) {
    return data.responses.some(({ nextUpdate }) => nextUpdate === undefined)
      ? 'a status does not say until when it holds'
      : undefined;
  },
};
