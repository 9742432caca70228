import type { DraftRule } from '../certificate-draft.ts';

export const nestedValidity: DraftRule = {
  id: 'acar.nested_validity',
  clause: 'Açar CP: no certificate outlives its issuer',
  severity: 'error',
  check({ certificate, issuer }) {
    return issuer && (certificate.notBefore < issuer.notBefore || certificate.notAfter > issuer.notAfter)
      ? 'valid when the issuer is not'
      : undefined;
  },
};
