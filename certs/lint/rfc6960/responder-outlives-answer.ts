import type { OcspRule } from './subject.ts';

export const responderOutlivesAnswer: OcspRule = {
  id: 'rfc6960.responder_outlives_answer',
  clause: 'RFC 6960 3.2 (4)',
  severity: 'warning',
  check({ data, responder }) {
    return data.responses.some(({ nextUpdate = 0 }) => nextUpdate > responder.notAfter + 999)
      ? 'the answer holds longer than the responder certificate'
      : undefined;
  },
};
