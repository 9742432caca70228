import type { DraftRule } from '../certificate-draft.ts';

export const newKey: DraftRule = {
  id: 'acar.new_key',
  clause: 'Açar CP: nobody is certified for the key of an issuer',
  severity: 'error',
  check({ certificate, issuer }) {
    return issuer && Buffer.compare(issuer.spki, certificate.spki) === 0
      ? 'the key is the key of the issuer'
      : undefined;
  },
};
