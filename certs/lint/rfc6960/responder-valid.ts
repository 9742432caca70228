import type { OcspRule } from './subject.ts';

export const responderValid: OcspRule = {
  id: 'rfc6960.responder_valid',
  clause: 'RFC 6960 4.2.2.2',
  severity: 'error',
  check({ responder, issuer, now }) {
    const isValid = [responder, issuer].every(
      ({ notBefore, notAfter }) => notBefore <= now && now <= notAfter + 999,
    );
    return isValid ? undefined : 'the responder or its authority is not valid now';
  },
};
