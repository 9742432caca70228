import type { OcspRule } from './subject.ts';

export const responderKeyUsage: OcspRule = {
  id: 'rfc6960.responder_key_usage',
  clause: 'RFC 5280 4.2.1.3 and 4.2.1.12',
  severity: 'error',
  check({ responder, isIssuer }) {
    const { keyUsage } = responder.known;
    return isIssuer || !keyUsage || keyUsage.has(digitalSignature) || keyUsage.has(nonRepudiation)
      ? undefined
      : 'the responder key is not for signatures';
  },
};

const digitalSignature = 0;
const nonRepudiation = 1;
