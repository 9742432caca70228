import type { OcspRule } from './subject.ts';

export const responderNoCheck: OcspRule = {
  id: 'rfc6960.responder_no_check',
  clause: 'RFC 6960 4.2.2.2.1',
  severity: 'error',
  check({ responder, isIssuer }) {
    return isIssuer || responder.known.ocspNoCheck
      ? undefined
      : 'the responder certificate does not say that its own status need not be asked';
  },
};
