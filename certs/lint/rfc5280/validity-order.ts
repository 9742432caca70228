import type { DraftRule } from '../certificate-draft.ts';

export const validityOrder: DraftRule = {
  id: 'rfc5280.validity_order',
  clause: 'RFC 5280 4.1.2.5',
  severity: 'error',
  check({ certificate }) {
    return certificate.notBefore < certificate.notAfter ? undefined : 'the validity ends before it begins';
  },
};
